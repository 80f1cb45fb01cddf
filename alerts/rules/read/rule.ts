import type { Section } from '../../../inventory/index.ts';
import type { Severity } from '../../incident.ts';
import type { SubjectKind } from '../model.ts';
import { type Rule, type RuleHours, ruleBounds, type Selector } from '../model.ts';
import type { Vocabulary } from '../series.ts';
import { complain, complainAt, oneOf, readText, words } from './complain.ts';
import { type ReadCondition, readCondition } from './condition.ts';

const idForm = /^[a-z][a-z0-9-]{0,59}$/;
const severities: readonly Severity[] = ['critical', 'major', 'minor', 'info'];
const pageForm = /^\/(?!\/)[\w/?=&%.-]{0,200}$/;

/** A rule as it stands in the file, with what a look at all rules still needs. */
export interface ReadRule {
  readonly rule: Rule;
  /** Undefined of a composite. */
  readonly of: SubjectKind | undefined;
  readonly section: Section;
  /** False: something of it was refused, so what hangs on all of it cannot be told. */
  readonly isSound: boolean;
}

/** A rule whose condition cannot be read: nothing is known of it but that it is there. */
export interface UnreadRule {
  readonly unreadId: string;
}

/** Reads one rule with every mistake said. */
export function readRule(section: Section, vocabulary: Vocabulary): ReadRule | UnreadRule {
  const before = section.mistakes.count;
  const id = words(section, 'id') ?? '';
  if (id !== '' && !idForm.test(id)) complain(section, 'id', 'id-form', { value: id });
  const found = readCondition(section, vocabulary);
  const values = placesOf(found?.condition.kind);
  const isComposite = found?.condition.kind === 'composite';
  const raises = readYes(section, 'raises', true);
  const { file, line } = section.place('id');
  const wait = readWait(section, found);
  const rule: Omit<Rule, 'condition'> = {
    id,
    name: readText(section, 'name', []),
    severity: oneOf(section, 'severity', severities) ?? 'minor',
    raises,
    unit: found?.unit,
    on: readSelector(section.section('on')),
    when: section.has('when') ? readHours(section.section('when')) : undefined,
    ...wait,
    staleMs: section.has('stale') ? seconds(section, 'stale', '1m', '31d') : undefined,
    summary: raises ? readText(section, 'summary', values) : optionalText(section, 'summary', values),
    remedy: raises ? readText(section, 'remedy', values) : optionalText(section, 'remedy', values),
    handbook: section.optionalText('handbook'),
    page: section.optionalText('page'),
    place: { file, line },
  };
  if (rule.page !== undefined && !pageForm.test(rule.page))
    complain(section, 'page', 'page-form', { value: rule.page });
  if (isComposite && rule.staleMs !== undefined) complain(section, 'stale', 'stale-composite');
  section.finish();
  if (found === undefined) return { unreadId: id };
  const isSound = section.mistakes.count === before;
  return { rule: { ...rule, condition: found.condition }, of: found.of, section, isSound };
}

/** What the texts of a rule may name; undefined where its condition cannot be read. */
function placesOf(kind: ReadCondition['condition']['kind'] | undefined): readonly string[] | undefined {
  if (kind === undefined) return undefined;
  const own: Readonly<Record<string, readonly string[]>> = {
    threshold: ['value', 'raise', 'clear'],
    change: ['value', 'change', 'raise', 'clear'],
    usual: ['value', 'usual', 'spreads'],
    forecast: ['value', 'reaches', 'left'],
    state: ['is'],
    verdict: ['is', 'check'],
    absent: ['for'],
  };
  return ['element', 'district', 'row', ...(own[kind] ?? [])];
}

const optionalText = (section: Section, key: string, values: readonly string[] | undefined) =>
  section.has(key) ? readText(section, key, values) : { zh: '', en: '' };

const seconds = (section: Section, key: string, min: string, max: string, otherwise = min): number =>
  Math.round(section.duration(key, { otherwise, min, max }) * 1000);

function readWait(section: Section, found: ReadCondition | undefined): Pick<Rule, 'forMs' | 'clearForMs'> {
  const isAbsent = found?.condition.kind === 'absent';
  if (isAbsent && !section.has('for')) complain(section, 'for', 'missing');
  return {
    forMs: seconds(section, 'for', isAbsent ? '1m' : '0s', '89d'),
    clearForMs: seconds(section, 'clear_for', '0s', '31d'),
  };
}

function readYes(section: Section, key: string, otherwise: boolean): boolean {
  if (!section.has(key)) return otherwise;
  const [first] = section.scalars(key);
  if (typeof first?.value === 'boolean') return first.value;
  complain(section, key, 'yes-or-no');
  return otherwise;
}

function readSelector(section: Section): Selector {
  const list = (key: string): readonly string[] => {
    const found = section.list(key) ?? [];
    if (found.length > ruleBounds.listed) complain(section, key, 'too-many', { limit: ruleBounds.listed });
    for (const { text, place } of found) {
      const isIds = key === 'id' || key === 'except';
      if (text.trim() === '' || (!isIds && text.includes('*')))
        complainAt(section, place, 'pattern', { field: section.name(key), value: text });
    }
    return found.map(({ text }) => text);
  };
  const [districts, roles, tags, ids, except] = ['district', 'role', 'tag', 'id', 'except'].map(list);
  section.finish();
  return {
    ...{ districts: districts ?? [], roles: roles ?? [], tags: tags ?? [] },
    ...{ ids: ids ?? [], except: except ?? [] },
  };
}

function readHours(section: Section): RuleHours {
  const days = section.has('days') ? oneOf(section, 'days', ['working', 'off', 'any'] as const) : 'any';
  const hours = (section.list('hours') ?? []).flatMap(({ text, place }) => {
    const found = /^(\d{1,2}):([0-5]\d)-(\d{1,2}):([0-5]\d)$/.exec(text.replaceAll(' ', ''));
    const [fromMinutes, toMinutes] = [
      Number(found?.[1]) * 60 + Number(found?.[2]),
      Number(found?.[3]) * 60 + Number(found?.[4]),
    ];
    if (found !== null && fromMinutes < toMinutes && toMinutes <= 1_440) return [{ fromMinutes, toMinutes }];
    complainAt(section, place, 'hours', { field: section.name('hours'), value: text });
    return [];
  });
  section.finish();
  return { days: days ?? 'any', hours };
}
