/** The register of terminals as a store keeps it, for whoever reads it without running it: reports, also of a past day. */
import type { EpochMs } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';
import { isCustodyState } from './machine.ts';
import type { CustodyEntry } from './model.ts';

export const custodyCollection = 'custody';
/** What happened to terminals, with the persons; its subject is the terminal's id. The ledger has it as well, for ever. */
export const custodyJournal = 'custody';

/** Steps made since the asked time that are taken back, in pages of a thousand. */
const mostPages = 50;

/** What a report tells of a terminal. */
export type KeptTerminal = Pick<CustodyEntry, 'placeId' | 'network' | 'state' | 'declared'>;

/** Every terminal by its id, in the state that it had at a time; empty where no register was ever kept. */
export async function registerAt(
  store: Pick<Store, 'documents' | 'journal'>,
  at: EpochMs,
): Promise<ReadonlyMap<string, KeptTerminal>> {
  const kept = await store.documents(custodyCollection);
  const register = new Map<string, KeptTerminal>(
    kept.flatMap(({ key, body }) => (isCustodyEntry(body) ? [[key, body] as const] : [])),
  );
  let before: number | undefined;
  for (let page = 0; page < mostPages && register.size > 0; page += 1) {
    const more = before === undefined ? {} : { before };
    const steps = await store.journal({ journal: custodyJournal, from: at, limit: 1_000, ...more });
    // Newest first: the oldest step after that time says last from which state it went.
    for (const { subject, body } of steps) {
      const from = (body as { readonly from?: unknown } | null)?.from;
      const known = register.get(subject);
      if (known !== undefined && isCustodyState(from)) register.set(subject, { ...known, state: from });
    }
    before = steps.at(-1)?.sequence;
    if (steps.length < 1_000) break;
  }
  return register;
}

/** Documents of another version are not believed. */
export function isCustodyEntry(body: unknown): body is CustodyEntry {
  if (typeof body !== 'object' || body === null) return false;
  const { terminalId, placeId, network, state, since, macs, diskSerials, innerIdentities } =
    body as Partial<CustodyEntry>;
  const texts = [terminalId, placeId, network, state].every((text) => typeof text === 'string');
  const lists = [macs, diskSerials, innerIdentities].every(Array.isArray);
  return texts && lists && typeof since === 'number';
}
