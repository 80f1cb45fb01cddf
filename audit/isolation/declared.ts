import type { Clock } from '../../core/index.ts';
import type { NewRecord } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { declarationBody } from './declaration.ts';
import type { Declaration, Waiver } from './model.ts';
import { plainJson } from './plain.ts';
import { isolationSubject } from './records.ts';

const collection = 'isolation-declared';
const key = 'newest';

/** Notices when what is declared becomes another one, and when waivers begin, lapse and are taken back. */
export interface DeclarationWatch {
  /** Reads what was on record before. Call once. */
  start(): Promise<void>;
  /** The records of what changed since the last look. */
  look(declaration: Declaration): readonly NewRecord[];
}

export function createDeclarationWatch({
  store,
  clock,
}: {
  readonly store: Store;
  readonly clock: Clock;
}): DeclarationWatch {
  let digest: string | undefined;
  let inForce = new Map<string, Waiver>();

  const keep = (): void => store.put({ collection, key, body: { digest, waivers: [...inForce.values()] } });

  return {
    async start() {
      const kept = (await store.documents(collection)).find((document) => document.key === key)?.body;
      if (typeof kept !== 'object' || kept === null) return;
      const { digest: known, waivers } = kept as { readonly digest?: unknown; readonly waivers?: unknown };
      if (typeof known === 'string') digest = known;
      if (Array.isArray(waivers)) inForce = new Map(waivers.filter(isWaiver).map((waiver) => [keyOf(waiver), waiver]));
    },
    look(declaration) {
      const records: NewRecord[] = [];
      if (declaration.digest !== digest) {
        digest = declaration.digest;
        const body = { digest, declared: declarationBody(declaration) };
        records.push({ kind: 'declaration', subject: 'isolation', sealed: true, body });
      }
      const now = clock.now();
      const current = new Map(
        declaration.waivers.filter(({ until }) => until > now).map((each) => [keyOf(each), each]),
      );
      for (const [id, waiver] of current) if (!inForce.has(id)) records.push(waiverRecord(waiver, 'in-force'));
      for (const [id, waiver] of inForce) {
        if (!current.has(id)) records.push(waiverRecord(waiver, waiver.until <= now ? 'lapsed' : 'withdrawn'));
      }
      inForce = current;
      if (records.length > 0) keep();
      return records;
    },
  };
}

function keyOf({ checkId, placeId, deviceId = '', approver, reason, until }: Waiver): string {
  return JSON.stringify([checkId, placeId, deviceId, approver, reason, until]);
}

function waiverRecord(waiver: Waiver, event: 'in-force' | 'lapsed' | 'withdrawn'): NewRecord {
  const until = new Date(waiver.until).toISOString();
  return {
    kind: 'waiver',
    subject: isolationSubject(waiver.placeId),
    sealed: true,
    body: plainJson({ event, ...waiver, until }),
  };
}

function isWaiver(value: unknown): value is Waiver {
  if (typeof value !== 'object' || value === null) return false;
  const { checkId, placeId, until } = value as Partial<Record<keyof Waiver, unknown>>;
  return typeof checkId === 'string' && typeof placeId === 'string' && Number.isSafeInteger(until);
}
