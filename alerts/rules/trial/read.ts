import { instantOf, type Parsed } from '../../../core/index.ts';
import { Mistakes, nearest, openYaml, readCalendar, readText, type Section } from '../../../inventory/index.ts';
import { type RuleBook, subjectKinds } from '../model.ts';
import { readMeasured } from '../read/band.ts';
import { complain, complainAt, oneOf, readText as readTexts, words } from '../read/complain.ts';
import type { Vocabulary } from '../series.ts';
import { ofChecks, stateKinds, stateWords, verdictWords } from '../states.ts';
import type { Subject, Subjects } from '../subjects.ts';
import { type Expectation, type ExpectedAlert, type Trial, type Trials, trialBounds } from './model.ts';
import { numbersOf, wordsOf } from './sequence.ts';

/** What a file of tests is read with; `subjects` are those of its city, where it names one. */
export interface TrialScene {
  readonly vocabulary: Vocabulary;
  readonly book: RuleBook;
  readonly subjects: Subjects | undefined;
}

/** The city that a file of tests names, as it is written there; undefined where it names its elements itself. */
export async function cityOfTrials(file: string): Promise<string | undefined> {
  const text = await readText({ file, maxBytes: trialBounds.fileBytes, mistakes: new Mistakes() });
  const root = text === undefined ? undefined : openYaml({ file, text, mistakes: new Mistakes() });
  return root?.optionalText('city');
}

/** Reads a file of tests; every mistake with its place. Never throws. */
export async function readTrials(file: string, scene: TrialScene): Promise<Parsed<Trials>> {
  const mistakes = new Mistakes();
  const text = await readText({ file, maxBytes: trialBounds.fileBytes, mistakes });
  const root = text === undefined ? undefined : openYaml({ file, text, mistakes });
  if (root === undefined) return { ok: false, mistakes: mistakes.list() };
  root.optionalText('city');
  const timeZone = readZone(root);
  const calendar = readCalendar(root.section('calendar'));
  const own = root.sections('elements').map(readElement);
  const subjects = scene.subjects ?? declaredSubjects(own);
  if (scene.subjects === undefined && own.length === 0) complain(root, 'elements', 'trial-elements');
  const common = {
    interval: readInterval(root, 60_000),
    start: root.optionalText('start') ?? '2026-03-02 08:00',
    timeZone,
  };
  const sections = root.sections('tests');
  if (sections.length === 0) complain(root, 'tests', 'missing');
  if (sections.length > trialBounds.tests) complain(root, 'tests', 'too-many', { limit: trialBounds.tests });
  const tests = sections.map((section) => readTrial(section, { ...scene, ...common, subjects }));
  root.finish();
  return mistakes.none
    ? { ok: true, value: { tests, timeZone, calendar, subjects } }
    : { ok: false, mistakes: mistakes.list() };
}

function readZone(root: Section): string {
  const zone = root.optionalText('time_zone') ?? 'Asia/Shanghai';
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    complain(root, 'time_zone', 'trial-zone', { value: zone });
    return 'Asia/Shanghai';
  }
}

const readInterval = (section: Section, otherwiseMs: number): number =>
  section.has('interval')
    ? Math.round(section.duration('interval', { otherwise: '1m', min: '1s', max: '1d' }) * 1000)
    : otherwiseMs;

function readElement(section: Section): Subject {
  const kind = section.has('kind') ? (oneOf(section, 'kind', subjectKinds) ?? 'device') : 'device';
  const id = words(section, 'id') ?? '';
  const districtId = section.optionalText('district') ?? 'city';
  const roles = (section.list('role') ?? []).map(({ text }) => text);
  const [zh, en] = [section.optionalText('name_zh') ?? id, section.optionalText('name_en') ?? id];
  section.finish();
  const isElement = (stateKinds as readonly string[]).includes(kind);
  const root = isElement
    ? { kind: kind as (typeof stateKinds)[number], id }
    : { kind: 'district' as const, id: districtId };
  return { kind, id, root, name: { zh, en }, districtId, roles };
}

/** Subjects that a file names itself; a port belongs to its device, unless it is named too. */
function declaredSubjects(all: readonly Subject[]): Subjects {
  const known = new Map(all.map((subject) => [`${subject.kind} ${subject.id}`, subject]));
  const of: Subjects['of'] = (kind, id) => {
    const found = known.get(`${kind} ${id}`);
    const device = kind === 'interface' ? known.get(`device ${id.split('/')[0]}`) : undefined;
    return found ?? (device && { ...device, kind, id, root: { kind: 'interface', id }, name: { zh: id, en: id } });
  };
  const list = (kind: string) => all.filter((subject) => subject.kind === kind).map(({ id }) => id);
  return {
    of,
    ofEntity(kind, entityId) {
      if (kind === 'profile') return of('device', entityId.split('/')[0] ?? '');
      return of(kind === 'isolation' ? 'place' : (kind as Subject['kind']), entityId);
    },
    declared: (kind) => list(kind === 'isolation' ? 'place' : kind),
    all: list,
  };
}

interface Reading extends TrialScene {
  readonly subjects: Subjects;
  readonly interval: number;
  readonly start: string;
  readonly timeZone: string;
}

function readTrial(section: Section, from: Reading): Trial {
  const name = words(section, 'name') ?? '';
  const start = section.optionalText('start') ?? from.start;
  const wall = Date.parse(`${start.replace(' ', 'T')}:00Z`);
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(start) || Number.isNaN(wall))
    complain(section, 'start', 'trial-start', { value: start });
  const trial: Trial = {
    name,
    startAt: Number.isNaN(wall) ? 0 : instantOf(wall, from.timeZone),
    intervalMs: readInterval(section, from.interval),
    series: section.sections('series').flatMap((one) => readSeriesOf(one, from)),
    words: [
      ...section.sections('states').map((one) => readStates(one, from)),
      ...section.sections('verdicts').map((one) => readVerdicts(one, from)),
    ],
    expect: section.sections('expect').map((one) => readExpectation(one, from)),
  };
  if (!section.has('expect')) complain(section, 'expect', 'missing');
  section.finish();
  return trial;
}

function readSeriesOf(section: Section, { vocabulary, subjects }: Reading): Trial['series'] {
  const measured = readMeasured(section, vocabulary);
  const element = words(section, 'element');
  const values = words(section, 'values');
  section.finish();
  if (measured === undefined || element === undefined || values === undefined) return [];
  const { info, factor } = measured;
  const entityId = entityOf(info.name, element);
  if (subjects.ofEntity(info.kind, entityId) === undefined)
    complain(section, 'element', 'trial-element', { value: element });
  const read = numbersOf(values);
  if ('piece' in read) {
    complain(section, 'values', 'trial-values', { value: read.piece });
    return [];
  }
  const scaled = read.values.map((value) =>
    value === undefined ? undefined : Number((value * factor).toPrecision(14)),
  );
  return [{ info, entityId, values: scaled }];
}

/** Of a private table the metric stands in the entity: `sw-1/3` is row 3 of the series. */
function entityOf(series: string, element: string): string {
  const [first = '', ...rest] = element.split('/');
  return series.startsWith('profile.') ? [first, series.slice('profile.'.length), ...rest].join('/') : element;
}

function readStates(section: Section, { subjects }: Reading): Trial['words'][number] {
  const of = oneOf(section, 'of', stateKinds) ?? 'device';
  const id = words(section, 'element') ?? '';
  if (id !== '' && subjects.of(of, id) === undefined) complain(section, 'element', 'trial-element', { value: id });
  const values = readWords(section, stateWords);
  section.finish();
  return { check: undefined, of, id, values };
}

function readVerdicts(section: Section, { subjects }: Reading): Trial['words'][number] {
  const check = words(section, 'check') ?? '';
  const of = ofChecks().get(check);
  if (check !== '' && of === undefined)
    complain(section, 'check', 'check-unknown', { value: check }, nearest(check, ofChecks().keys()));
  const id = words(section, 'element') ?? '';
  if (id !== '' && of !== undefined && subjects.of(of, id) === undefined)
    complain(section, 'element', 'trial-element', { value: id });
  const values = readWords(section, verdictWords);
  section.finish();
  return { check, of: of ?? 'place', id, values };
}

function readWords(section: Section, allowed: readonly string[]): readonly (string | undefined)[] {
  const text = words(section, 'values');
  const read = text === undefined ? { values: [] } : wordsOf(text, allowed);
  if ('values' in read) return read.values;
  complain(section, 'values', 'not-a-word', { value: read.piece, allowed: [...allowed, '_', 'x3'].join(', ') });
  return [];
}

function readExpectation(section: Section, { book }: Reading): Expectation {
  const afterMs = section.has('at')
    ? Math.round(section.duration('at', { otherwise: '0s', min: '0s', max: '1y' }) * 1000)
    : 0;
  if (!section.has('at')) complain(section, 'at', 'missing');
  if (!section.has('alerts')) complain(section, 'alerts', 'missing');
  const alerts = section.has('alerts') ? section.sections('alerts').map((one) => readAlert(one, book)) : [];
  const pending = section.has('pending') ? section.sections('pending').map((one) => readAlert(one, book)) : undefined;
  section.finish();
  return { afterMs, line: section.place().line, alerts, pending };
}

function readAlert(section: Section, { rules }: RuleBook): ExpectedAlert {
  const rule = words(section, 'rule') ?? '';
  const ids = rules.map(({ id }) => id);
  if (rule !== '' && !ids.includes(rule))
    complainAt(
      section,
      section.place('rule'),
      'rule-unknown',
      { field: section.name('rule'), value: rule },
      nearest(rule, ids),
    );
  const written = words(section, 'element') ?? '';
  const condition = rules.find(({ id }) => id === rule)?.condition;
  const element = condition !== undefined && 'series' in condition ? entityOf(condition.series, written) : written;
  const summary = section.has('summary') ? readTexts(section, 'summary', ['any']) : undefined;
  section.finish();
  return { rule, element, ...(summary === undefined ? {} : { summary }) };
}
