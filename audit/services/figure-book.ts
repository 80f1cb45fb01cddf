import type { FigureReading } from '../../collector/index.ts';
import type { Cancel, Clock } from '../../core/index.ts';
import type { BusinessFigureSettings, CalendarSettings } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import { workTimeOf } from './figure-hours.ts';
import {
  type FigureMemory,
  type FigureStanding,
  type FigureWord,
  figureWords,
  firstMemory,
  judgeFigure,
  readFigure,
  type WorkTime,
} from './figures.ts';

const collection = 'figures';
const writeMs = 10_000;

export interface FigureChange {
  readonly before: FigureWord;
  readonly after: FigureStanding;
}

/** Business figures as they stand; what they were is kept over a restart. */
export interface FigureBook {
  start(): Promise<void>;
  observe(reading: FigureReading): readonly FigureChange[];
  /** Lets time pass. */
  tick(): readonly FigureChange[];
  apply(): void;
  figures(): readonly FigureStanding[];
  figure(figureId: string): FigureStanding | undefined;
  close(): void;
}

export function createFigureBook(deps: {
  readonly figures: () => readonly BusinessFigureSettings[];
  readonly calendar: () => CalendarSettings;
  readonly timeZone: () => string;
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly clock: Clock;
}): FigureBook {
  const { figures, calendar, timeZone, store, clock } = deps;
  let settings = new Map<string, BusinessFigureSettings>();
  let work = new Map<string, WorkTime>();
  const standings = new Map<string, FigureStanding>();
  const stored = new Map<string, string>();
  let cancel: Cancel = () => {};

  function apply(): void {
    settings = new Map(figures().map((each) => [each.id, each]));
    work = new Map(figures().map((each) => [each.id, workTimeOf(each, calendar(), timeZone())]));
    for (const id of standings.keys()) if (!settings.has(id)) standings.delete(id);
    for (const id of settings.keys())
      if (!standings.has(id)) standings.set(id, { ...firstMemory(id, clock.now()), judged: undefined });
  }

  /** Undefined: it is what it was. */
  function judge(memory: FigureMemory): FigureChange | undefined {
    const [own, hours] = [settings.get(memory.figureId), work.get(memory.figureId)];
    if (own === undefined || hours === undefined) return undefined;
    const before = standings.get(memory.figureId)?.word ?? 'unknown';
    const after = judgeFigure(memory, own, clock.now(), hours);
    standings.set(memory.figureId, after);
    return after.word === before ? undefined : { before, after };
  }

  function write(): void {
    for (const { judged: _, ...memory } of standings.values()) {
      const text = JSON.stringify(memory);
      if (stored.get(memory.figureId) === text) continue;
      stored.set(memory.figureId, text);
      store.put({ collection, key: memory.figureId, body: memory });
    }
    for (const id of stored.keys()) {
      if (standings.has(id)) continue;
      stored.delete(id);
      store.put({ collection, key: id, body: undefined });
    }
  }

  const again = (): void => {
    write();
    cancel = clock.after(writeMs, again);
  };

  apply();
  return {
    async start() {
      for (const { key, body } of await store.documents(collection)) {
        stored.set(key, '');
        if (isMemory(body) && settings.has(key)) standings.set(key, { ...body, judged: body.value });
      }
      cancel = clock.after(writeMs, again);
    },
    observe(reading) {
      const own = settings.get(reading.figureId);
      const before = standings.get(reading.figureId);
      if (own === undefined || before === undefined || own.from !== reading.vantageId) return [];
      const change = judge(readFigure(before, reading, own));
      return change === undefined ? [] : [change];
    },
    tick: () => [...standings.values()].flatMap((standing) => judge(standing) ?? []),
    apply,
    figures: () => [...settings.keys()].flatMap((id) => standings.get(id) ?? []),
    figure: (figureId) => standings.get(figureId),
    close() {
      cancel();
      write();
    },
  };
}

/** A document of another version, or a torn one, is as none. */
function isMemory(body: unknown): body is FigureMemory {
  if (typeof body !== 'object' || body === null) return false;
  const { figureId, readAt, changedAt, word, since, reason, triedAt } = body as Partial<
    Record<keyof FigureMemory, unknown>
  >;
  const words: readonly unknown[] = figureWords;
  const times = [readAt, changedAt, since, triedAt];
  return (
    typeof figureId === 'string' && words.includes(word) && times.every(Number.isFinite) && typeof reason === 'object'
  );
}
