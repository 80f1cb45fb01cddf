import { type DeviceMessage, messageJournal } from '../../collector/index.ts';
import type { JournalPort } from '../ports.ts';
import { Problem } from '../problems/problem.ts';
import type { WireMessage, WireMessages } from '../wire-messages.ts';
import { isoTime } from './element.ts';
import { defaultPageSize, makeCursor, readCursor } from './page.ts';

/** Entries read of the journal at once, and looked through for one page: all that is kept of a device, and what came since. */
const readAtOnce = 500;
const lookedThrough = 4 * messageJournal.perSubject;

type Body = Omit<DeviceMessage, 'deviceId' | 'at'>;
type Entry = Awaited<ReturnType<JournalPort['journal']>>[number];

/** A page of a device's messages, newest first, that have `q` somewhere in them, in any case. */
export async function messagesOf(
  store: JournalPort,
  deviceId: string,
  asked: { readonly q?: string; readonly kind?: string; readonly cursor?: string; readonly limit?: number },
): Promise<WireMessages> {
  const limit = asked.limit ?? defaultPageSize;
  const wanted = asked.q?.trim().toLowerCase() ?? '';
  const items: WireMessage[] = [];
  let before = asked.cursor === undefined ? undefined : sequenceOf(asked.cursor);
  for (let read = 0; read < lookedThrough; ) {
    const entries = await store.journal({
      journal: messageJournal.name,
      subject: deviceId,
      limit: readAtOnce,
      ...(before === undefined ? {} : { before }),
    });
    for (const entry of entries) {
      const message = wireMessage(entry);
      if (!matches(message, asked.kind, wanted)) continue;
      // One more than asked for shows that there is a next page.
      if (items.length === limit) return { items, next: makeCursor(items.at(-1)?.id ?? '') };
      items.push(message);
    }
    read += entries.length;
    before = entries.at(-1)?.sequence;
    if (entries.length < readAtOnce) break;
  }
  return { items, next: null };
}

function matches(
  { kind, name, text, from, facility, severity }: WireMessage,
  wantedKind: string | undefined,
  q: string,
) {
  if (wantedKind !== undefined && kind !== wantedKind) return false;
  return q === '' || `${name} ${text} ${from} ${facility}.${severity}`.toLowerCase().includes(q);
}

function wireMessage({ sequence, at, body }: Entry): WireMessage {
  const { kind, from, via, name, facility = null, severity = null, text, hint, repeats } = body as Body;
  return {
    id: String(sequence),
    at: isoTime(at),
    kind,
    from,
    via,
    name,
    facility,
    severity,
    text,
    hint: hint === undefined ? null : { word: hint.word, interfaceName: hint.interfaceName ?? null },
    repeats,
  };
}

function sequenceOf(cursor: string): number {
  const sequence = Number(readCursor(cursor));
  if (!Number.isSafeInteger(sequence) || sequence < 1) throw new Problem('invalid-cursor');
  return sequence;
}
