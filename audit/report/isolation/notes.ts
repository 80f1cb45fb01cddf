/** What else the ledger tells of a scope and period: canaries, drills, what was carried over, steps of terminals, stock-takes. */
import { type EpochMs, type Message, message } from '../../../core/index.ts';
import type { JsonObject, LedgerRecord, RecordKind } from '../../../ledger/index.ts';
import type { Interval } from '../../intervals.ts';
import { custodyStates } from '../../isolation/model.ts';
import { type ReportAnnex, reportBounds } from '../model.ts';
import type { Words } from '../words.ts';

/** Kinds of records that are told in an annex. */
export const noteKinds = ['probe', 'drill', 'terminal', 'stock-take'] as const satisfies readonly RecordKind[];

/** Counts records as they are met, and keeps those that an auditor will want to open. */
export interface NoteReader {
  take(record: LedgerRecord): void;
  annexes(words: Words, print: (at: EpochMs) => string): readonly ReportAnnex[];
}

interface Line {
  readonly at: EpochMs;
  readonly message: Message;
}

type Counts = Map<string, number>;

/** What a note may count; another version's word is shown as it was written. */
const counted: ReadonlySet<string> = new Set([
  ...['blocked', 'leaked', 'lead', 'not-run'],
  ...['found', 'missing', 'misplaced', 'unknown', 'wrongNetwork'],
  ...['proposed', 'approved', 'rejected', 'withdrawn', 'lapsed', 'latch'],
  ...['registered', 'declared-anew', 'dropped', 'network-changed'],
  ...custodyStates,
]);

export function createNoteReader(options: {
  readonly period: Interval;
  readonly isPlace: (placeId: string) => boolean;
  /** Undefined for a terminal that the inventory does not have. */
  readonly placeOfTerminal: (terminalId: string) => string | undefined;
  readonly wholeCity: boolean;
}): NoteReader {
  const { period, isPlace, placeOfTerminal, wholeCity } = options;
  const outcomes: Counts = new Map();
  const steps: Counts = new Map();
  const lines = { drill: [] as Line[], probe: [] as Line[], terminal: [] as Line[], 'stock-take': [] as Line[] };
  const stock = new Map<Line, Counts>();
  const leftOut: Counts = new Map();
  let [runs, controlled] = [0, 0];

  const concerns = ({ subject, body }: LedgerRecord): boolean => {
    const place = textOf(body.place) ?? textOf(body.placeId);
    if (place !== undefined) return isPlace(place);
    const [word = '', id = ''] = [subject.slice(0, subject.indexOf(' ')), subject.slice(subject.indexOf(' ') + 1)];
    if (word === 'terminal') return wholeCity || isPlace(placeOfTerminal(id) ?? '');
    if (word === 'canaries' || word === 'point' || word === 'isolation') return isPlace(id);
    // A sentinel and a drill concern everybody whom the network reaches.
    return wholeCity || word === 'sentinel' || word === 'drill';
  };

  const add = (
    kind: keyof typeof lines,
    { at, seq }: LedgerRecord,
    key: string,
    params: JsonObject,
  ): Line | undefined => {
    if (lines[kind].length >= reportBounds.annexEntries) {
      count(leftOut, kind, 1);
      return undefined;
    }
    const told = params as Readonly<Record<string, string | number>>;
    const line = { at: Date.parse(at), message: message(key, { ...told, record: seq }) };
    lines[kind].push(line);
    return line;
  };

  function takeProbe(record: LedgerRecord): void {
    const { body, subject } = record;
    // What a drill let out was let out on purpose: it is told with the drill.
    if (body.drill !== undefined) return;
    const results = Array.isArray(body.results) ? body.results.filter(isObject) : [];
    for (const { outcome, control, protocol, target } of results) {
      runs += 1;
      if (isObject(control) && control.outcome === 'reached') controlled += 1;
      const word = textOf(outcome) ?? '?';
      count(outcomes, word, 1);
      if (word === 'leaked' || word === 'lead') {
        const what = { subject, protocol: textOf(protocol) ?? '?', target: textOf(target) ?? '?' };
        add('probe', record, `report.note.${word}`, what);
      }
    }
    if (body.what === 'carried-over') {
      const of = (value: unknown): number => (typeof value === 'number' ? value : 0);
      add('probe', record, 'report.note.carried-over', { subject, heard: of(body.heard), reached: of(body.reached) });
    }
  }

  function takeDrill(record: LedgerRecord): void {
    const { body, subject } = record;
    const about = { subject, target: textOf(body.target) ?? '?', permission: textOf(body.permission) ?? '?' };
    if (body.what === 'drill-begun')
      add('drill', record, 'report.note.drill-begun', {
        ...about,
        by: textOf(body.by) ?? '?',
        approver: textOf(body.approvedBy) ?? '–',
      });
    if (body.what !== 'drill-ended') return;
    const results = Array.isArray(body.results) ? body.results.filter(isObject) : [];
    const found = results.filter(({ foundAfterSeconds }) => typeof foundAfterSeconds === 'number');
    const list = (some: readonly JsonObject[], tell: (each: JsonObject) => string): string =>
      some.length === 0 ? '–' : some.map(tell).join(', ');
    add('drill', record, 'report.note.drill-ended', {
      ...about,
      found: list(
        found,
        ({ protocol, foundAfterSeconds }) => `${textOf(protocol) ?? '?'} ${String(foundAfterSeconds)} s`,
      ),
      missed: list(
        results.filter((each) => !found.includes(each)),
        ({ protocol }) => textOf(protocol) ?? '?',
      ),
    });
  }

  function takeStockTake(record: LedgerRecord): void {
    const { body, subject } = record;
    if (body.what !== 'signed') return;
    const all = isObject(body.counts) ? Object.entries(body.counts) : [];
    const line = add('stock-take', record, 'report.note.stock-take', { subject, place: textOf(body.place) ?? '' });
    const numbers = all.flatMap(([word, number]) => (typeof number === 'number' ? [[word, number] as const] : []));
    if (line !== undefined) stock.set(line, new Map(numbers));
  }

  return {
    take(record) {
      const at = Date.parse(record.at);
      if (at < period.from || at >= period.to || !concerns(record)) return;
      const { kind, body, subject } = record;
      if (kind === 'probe' && subject.startsWith('drill ')) takeDrill(record);
      else if (kind === 'probe') takeProbe(record);
      else if (kind === 'stock-take') takeStockTake(record);
      else if (kind === 'drill') {
        add('drill', record, 'report.note.drill', { subject, what: textOf(body.what) ?? textOf(body.outcome) ?? '' });
      } else if (kind === 'terminal') {
        const what = textOf(body.what) ?? '?';
        // One record may tell of many terminals that the inventory brought.
        const many = Array.isArray(body.terminals) ? body.terminals.length : 1;
        count(steps, what === 'step' ? (textOf(body.to) ?? '?') : what, many);
        // Somebody's inner terminal on the outer side is told one by one; ordinary steps are counted.
        if (what === 'latch') add('terminal', record, 'report.note.latch', { subject });
      }
    },
    annexes(words, print) {
      const counts = (all: Counts): string =>
        [...all]
          .map(([word, number]) => `${counted.has(word) ? words.label(`report.count.${word}`) : word} ${number}`)
          .join(words.label('report.count.between'));
      const told = (kind: keyof typeof lines) => [
        ...lines[kind].map((line) => {
          const { key, params } = line.message;
          const numbers = stock.get(line);
          const more = numbers === undefined ? {} : { counts: counts(numbers) };
          return words.tell(message(key, { ...params, ...more, at: print(line.at) }));
        }),
        ...(leftOut.has(kind) ? [words.tell(message('report.note.more', { more: leftOut.get(kind) ?? 0 }))] : []),
      ];
      const canaries =
        runs === 0
          ? [words.tell(message('report.note.no-canaries'))]
          : [words.tell(message('report.note.canaries', { runs, controlled, outcomes: counts(outcomes) }))];
      const none = (key: string, list: readonly unknown[]) => (list.length === 0 ? [words.tell(message(key))] : []);
      const annex = (id: string, entries: ReportAnnex['entries']): ReportAnnex => ({
        id,
        title: words.tell(message(`report.annex.${id}`)),
        entries,
      });
      return [
        annex('drills', [...none('report.note.no-drills', lines.drill), ...told('drill')]),
        annex('canaries', [...canaries, ...told('probe')]),
        annex('custody', [
          steps.size === 0
            ? words.tell(message('report.note.no-steps'))
            : words.tell(message('report.note.steps', { counts: counts(steps) })),
          ...told('terminal'),
        ]),
        annex('stock-takes', [...none('report.note.no-stock-takes', lines['stock-take']), ...told('stock-take')]),
      ];
    },
  };
}

function count(counts: Counts, word: string, by: number): void {
  counts.set(word, (counts.get(word) ?? 0) + by);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 200) : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
