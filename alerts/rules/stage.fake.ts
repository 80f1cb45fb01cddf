import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallCity } from '../../audit/city.fake.ts';
import type { ElementKind, StateWord } from '../../audit/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import type { CalendarSettings, City } from '../../inventory/index.ts';
import { backupsDefaults, servicesDefaults } from '../../inventory/index.ts';
import { createFakeStore, type FakeStore } from '../../store/store.fake.ts';
import { createRuleBoard } from './board.ts';
import type { RuleBoard } from './door.ts';
import { storeHistory } from './history.ts';
import { readRules } from './load.ts';
import type { RuleBook } from './model.ts';
import { storedColumns, vocabularyOf } from './series.ts';
import { createSubjects } from './subjects.ts';
import type { KeptWatched } from './watched.ts';

export const vocabulary = vocabularyOf({
  profiles: [
    {
      family: 'test',
      title: { zh: '试', en: 'Test' },
      match: ['1.3'],
      file: 'test.yaml',
      metrics: [{ name: 'temperature', type: 'number', unit: 'celsius', min: -60, max: 200 }] as never,
    },
  ],
});
export const kinds = [...Object.entries(storedColumns), ['profile', ['value']] as const].map(([name, columns]) => ({
  name,
  columns,
}));
export const calendar: CalendarSettings = {
  holidays: ['2026-01-07'],
  makeUpDays: [],
  weekdays: [1, 2, 3, 4, 5],
  hours: [{ fromMinutes: 510, toMinutes: 1_050 }],
};
const settings = {
  polling: { periodSeconds: 60, profilePeriodSeconds: 300 },
  services: servicesDefaults,
  backups: backupsDefaults,
} as never;

const texts = "summary: { zh: '{element}', en: '{element}' }\n    remedy: { zh: 查, en: look }";

/** A rule with what every rule needs, and what is given. */
export const ruleText = (id: string, more: string): string =>
  `  - id: ${id}\n    name: { zh: 规则, en: rule }\n    severity: minor\n    ${texts}\n${more.replace(/^/gm, '    ')}\n`;

/** Rules from YAML, with their mistakes as `code line`. */
export async function rulesFrom(
  text: string,
  city?: City,
): Promise<{ readonly book: RuleBook | undefined; readonly mistakes: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-rules-'));
  try {
    const file = join(folder, 'rules.yaml');
    writeFileSync(file, text);
    const inventory =
      city === undefined
        ? {}
        : {
            inventory: { city, settings: { services: servicesDefaults, backups: backupsDefaults, calendar } as never },
          };
    const read = await readRules([file], { vocabulary, ...inventory });
    if (read.ok) return { book: read.value, mistakes: [] };
    const codes = read.mistakes.map(
      ({ what, line }) => `${what.key.replace('alerts.rules.', '').replace('.what', '')} ${line}`,
    );
    return { book: undefined, mistakes: codes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Books by their text: a property reads the same one many times. */
const books = new Map<string, ReturnType<typeof rulesFrom>>();

/** A board over a small city, by a clock that stands still. */
export async function boardOf(
  text: string,
  options: {
    readonly clock?: FakeClock;
    readonly store?: FakeStore;
    readonly kept?: readonly KeptWatched[];
    readonly lastSampleAt?: number;
  } = {},
) {
  const city = smallCity();
  const clock = options.clock ?? new FakeClock();
  const store = options.store ?? createFakeStore({ kinds, clock });
  const states = new Map<string, { readonly state: StateWord; readonly since: number }>();
  const read = books.get(text) ?? rulesFrom(text);
  books.set(text, read);
  const { book, mistakes } = await read;
  if (book === undefined) throw new Error(mistakes.join('\n'));
  const board = createRuleBoard({
    ...{ clock, history: storeHistory(store), lastSampleAt: options.lastSampleAt },
    peek: (kind, id) => states.get(`${kind} ${id}`) ?? { state: 'up', since: 0 },
    onFailed: (thrown) => {
      throw thrown;
    },
  });
  const subjects = createSubjects({
    city,
    settings: { services: servicesDefaults, backups: backupsDefaults } as never,
  });
  const scene = { subjects, vocabulary, timeZone: 'Asia/Shanghai', calendar, settings };
  board.apply(book, scene);
  if (options.kept !== undefined) board.restore(options.kept);
  await board.idle();
  const feed = async (series: string, entityId: string, value: number, at = clock.now()): Promise<void> => {
    const info = vocabulary.series.get(series);
    if (info === undefined) throw new Error(series);
    const width = storedColumns[info.kind]?.length ?? 1;
    const row = {
      kind: info.kind,
      entityId,
      at,
      values: Array.from({ length: width }, (_, index) => (index === info.index ? value : undefined)),
    };
    store.append([row]);
    board.samples([row]);
    await board.idle();
  };
  const state = (kind: ElementKind, id: string, word: StateWord): void => {
    states.set(`${kind} ${id}`, { state: word, since: clock.now() });
    board.state(kind, id, word);
  };
  return { board, book, city, clock, feed, scene, state, store };
}

/** What fires, as `rule entity`. */
export const firingOf = (board: RuleBoard): readonly string[] =>
  [...board.firing()].map((one) => `${one.compiled.rule.id} ${one.entityId}`).sort();
