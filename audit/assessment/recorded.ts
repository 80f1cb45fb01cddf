/** Stock-takes, open items and incidents as the ledger tells of them. Pure; records of any shape are taken, those of another are passed over. */
import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { LedgerRecord, RecordKind } from '../../ledger/index.ts';
import type { Interval } from '../intervals.ts';
import type { IncidentStory, ItemStory, SignedStockTake } from './facts.ts';

export const recordedKinds = [
  'stock-take',
  'open-item',
  'incident',
  'acknowledgement',
] as const satisfies readonly RecordKind[];

export interface RecordedFacts {
  readonly stockTakes: readonly SignedStockTake[];
  readonly items: readonly ItemStory[];
  readonly incidents: readonly IncidentStory[];
}

interface OpenLife {
  readonly record: number;
  readonly title: Message;
  readonly placeId: string;
  readonly dueAt: EpochMs;
}

/** Takes records in the order of the ledger, from its beginning: an item may be older than the period in which it is due. */
export function createRecordReader(period: Interval): { take(record: LedgerRecord): void; facts(): RecordedFacts } {
  const stockTakes: SignedStockTake[] = [];
  const items: ItemStory[] = [];
  const lives = new Map<string, OpenLife>();
  const incidents = new Map<string, IncidentStory>();

  function endLife(id: string, life: OpenLife, endedAt: EpochMs | undefined): void {
    lives.delete(id);
    items.push({ id, ...life, endedAt });
  }

  function takeItem(id: string, { seq, body }: LedgerRecord, at: EpochMs): void {
    const { what, place, dueAt, title } = body;
    const due = timeOf(dueAt);
    const life = lives.get(id);
    // It came due before anything else happened to it: a later postponement does not undo that.
    const isDue = life !== undefined && life.dueAt < at;
    if (what === 'opened' || what === 'found-again') {
      if (life !== undefined) endLife(id, life, undefined);
      if (due !== undefined)
        lives.set(id, { record: seq, title: messageOf(title), placeId: textOf(place), dueAt: due });
    } else if (what === 'answer' || what === 'close') {
      if (life !== undefined) endLife(id, life, at);
    } else if (what === 'postpone' && life !== undefined && due !== undefined && !isDue) {
      lives.set(id, { ...life, dueAt: due });
    }
  }

  function takeIncident(id: string, { seq, body }: LedgerRecord, at: EpochMs): void {
    const { event, severity, root, message: told, note } = body;
    const when = timeOf(body.at) ?? at;
    const known = incidents.get(id);
    if (event === 'raised') {
      if (known !== undefined || when < period.from || when >= period.to) return;
      incidents.set(id, {
        ...{ id, severity: textOf(severity), root: textOf(root), raisedAt: when, summary: messageOf(told) },
        ...{ acknowledgedAt: undefined, clearedAt: undefined, isFolded: false, record: seq },
      });
      return;
    }
    if (known === undefined) return;
    // Some become worse while they last: the worst that it was is what it is assessed as.
    const worse = ranks.indexOf(textOf(severity)) > ranks.indexOf(known.severity) ? textOf(severity) : known.severity;
    incidents.set(id, {
      ...{ ...known, severity: worse },
      acknowledgedAt: known.acknowledgedAt ?? (event === 'acknowledged' ? when : undefined),
      clearedAt: known.clearedAt ?? (event === 'cleared' ? when : undefined),
      isFolded: known.isFolded || (event === 'cleared' && textOf(note).startsWith('INC-')),
    });
  }

  return {
    take(record) {
      const { kind, subject, seq, at: recordedAt, body } = record;
      const at = Date.parse(recordedAt);
      const id = subject.slice(subject.indexOf(' ') + 1);
      if (kind === 'stock-take' && body.what === 'signed') {
        const counts = fieldsOf(body.counts);
        const count = (name: string): number => (typeof counts[name] === 'number' ? counts[name] : 0);
        stockTakes.push({
          ...{ id, placeId: textOf(body.place), at: timeOf(body.signedAt) ?? at, record: seq, found: count('found') },
          findings: count('missing') + count('misplaced') + count('unknown') + count('wrongNetwork'),
        });
      } else if (kind === 'open-item' && subject.startsWith('item ')) takeItem(id, record, at);
      else if ((kind === 'incident' || kind === 'acknowledgement') && subject.startsWith('incident '))
        takeIncident(id, record, at);
    },
    facts: () => ({
      stockTakes,
      items: [...items, ...[...lives].map(([id, life]) => ({ id, ...life, endedAt: undefined }))],
      incidents: [...incidents.values()],
    }),
  };
}

/** Mildest first. */
const ranks: readonly string[] = ['info', 'minor', 'major', 'critical'];

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function timeOf(value: unknown): EpochMs | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function messageOf(value: unknown): Message {
  const { key, params } = fieldsOf(value);
  if (typeof key !== 'string') return message('report.reason-lost');
  return typeof params === 'object' && params !== null
    ? { key, params: params as NonNullable<Message['params']> }
    : { key };
}
