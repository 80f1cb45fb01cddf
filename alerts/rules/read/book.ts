import { type Inventory, nearest, type Section } from '../../../inventory/index.ts';
import type { RuleBook, SubjectKind } from '../model.ts';
import { selectionOf } from '../select.ts';
import { createSubjects, type SubjectScene } from '../subjects.ts';
import { complain, complainAt } from './complain.ts';
import type { ReadRule } from './rule.ts';

/** Tags as they were read, each with where it stands. */
export interface ReadTags {
  readonly tags: RuleBook['tags'];
  readonly sections: readonly Section[];
}

/**
 * What rules say of each other: names that stand twice, parts that are not there, in a circle, or of something else. Those that could not
 * be read are there all the same, so nothing is said of who names them.
 */
export function compareRules(read: readonly ReadRule[], unread: ReadonlySet<string> = new Set()): void {
  const byId = new Map<string, ReadRule>();
  for (const one of read) {
    const first = byId.get(one.rule.id);
    if (first === undefined) byId.set(one.rule.id, one);
    else {
      const { file, line } = first.rule.place;
      complain(one.section, 'id', 'rule-twice', { value: one.rule.id, other: `${file}:${line}` });
    }
  }
  for (const one of read) compareParts(one, byId, unread);
}

/** The kind that a rule is about: of a composite that of its parts; undefined where they go round in a circle. */
export function kindOf(
  one: ReadRule,
  byId: ReadonlyMap<string, ReadRule>,
  above: readonly string[] = [],
): SubjectKind | undefined {
  if (one.of !== undefined) return one.of;
  if (above.includes(one.rule.id)) return undefined;
  for (const id of partsOf(one)) {
    const part = byId.get(id);
    const kind = part === undefined ? undefined : kindOf(part, byId, [...above, one.rule.id]);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function partsOf({ rule: { condition } }: ReadRule): readonly string[] {
  return condition.kind === 'composite' ? [...condition.all, ...condition.any, ...condition.not] : [];
}

function compareParts(one: ReadRule, byId: ReadonlyMap<string, ReadRule>, unread: ReadonlySet<string>): void {
  const { rule, section } = one;
  if (rule.condition.kind !== 'composite') return;
  const inner = section.section('composite');
  const own = kindOf(one, byId);
  for (const key of ['all', 'any', 'not'] as const) {
    for (const { text, place } of inner.list(key) ?? []) {
      const params = { field: inner.name(key), value: text };
      const part = byId.get(text);
      if (part === undefined) {
        if (!unread.has(text)) complainAt(section, place, 'part-unknown', params, nearest(text, byId.keys()));
      } else if (reaches(part, rule.id, byId)) complainAt(section, place, 'part-circle', params);
      else {
        const kind = kindOf(part, byId);
        if (kind !== own && unread.size === 0)
          complainAt(section, place, 'part-kind', { ...params, kind: kind ?? '-', own: own ?? '-' });
        const isContradiction = key === 'not' && rule.condition.all.includes(text);
        if (isContradiction) complainAt(section, place, 'never-both', params);
      }
    }
  }
}

function reaches(from: ReadRule, id: string, byId: ReadonlyMap<string, ReadRule>, seen = new Set<string>()): boolean {
  if (from.rule.id === id) return true;
  if (seen.has(from.rule.id)) return false;
  seen.add(from.rule.id);
  return partsOf(from).some((part) => {
    const next = byId.get(part);
    return next !== undefined && reaches(next, id, byId, seen);
  });
}

/** What rules say of the city: tags, districts and pairs that are not there, and rules that can never fire in it. */
export function compareWithCity(
  read: readonly ReadRule[],
  { tags, sections }: ReadTags,
  scene: SubjectScene & { readonly settings: Pick<Inventory['settings'], 'calendar'> },
): void {
  const subjects = createSubjects(scene);
  const { city } = scene;
  const byId = new Map(read.map((one) => [one.rule.id, one]));
  const districts = [...city.districts.keys(), city.id];
  for (const section of sections)
    for (const key of section.keys())
      for (const { text, place } of section.list(key) ?? [])
        if (!isAnywhere(text, subjects))
          complainAt(section, place, 'tag-empty', { field: section.name(key), value: text });
  for (const one of read) {
    const { rule, section } = one;
    const on = section.section('on');
    const before = section.mistakes.count;
    const check = (key: string, known: readonly string[]): void => {
      for (const { text, place } of on.list(key) ?? [])
        if (!known.includes(text))
          complainAt(section, place, 'name-unknown', { field: on.name(key), value: text }, nearest(text, known));
    };
    check('district', districts);
    check('tag', [...tags.keys()]);
    const kind = kindOf(one, byId);
    if (rule.handbook !== undefined && !city.hostPairs.has(rule.handbook))
      complain(
        section,
        'handbook',
        'handbook-unknown',
        { value: rule.handbook },
        nearest(rule.handbook, city.hostPairs.keys()),
      );
    if (rule.when !== undefined && isNever(rule.when, scene.settings.calendar)) complain(section, 'when', 'never-when');
    if (kind === undefined || !one.isSound || section.mistakes.count > before) continue;
    // Ports, private tables and light collectors are only known when they are seen; of others the inventory tells all.
    const ids = subjects.all(kind === 'interface' ? 'device' : kind);
    if (kind === 'collector' || (ids.length === 0 && section.has('on') === false)) continue;
    const selects = selectionOf(rule, tags);
    const candidates = kind === 'interface' ? [...subjects.all(kind), ...portsLike(rule.on.ids, ids)] : ids;
    const isAny = candidates.some((id) => {
      const subject = subjects.of(kind, id);
      return subject !== undefined && selects(subject, id);
    });
    if (!isAny && !mayBeRow(one)) complain(section, section.has('on') ? 'on' : 'id', 'never-selected', { kind });
  }
}

/** Rows of private tables are selected by what devices alone tell. */
const mayBeRow = ({ rule: { condition, on } }: ReadRule): boolean =>
  'series' in condition && condition.series.startsWith('profile.') && on.ids.some((id) => id.includes('/'));

/** Ports are not declared but where links end: any port of a device that is there may be meant. */
function portsLike(patterns: readonly string[], deviceIds: readonly string[]): readonly string[] {
  const ports = patterns.filter((pattern) => pattern.includes('/')).map((one) => one.slice(one.indexOf('/') + 1));
  return deviceIds.flatMap((id) => ['*', ...ports].map((port) => `${id}/${port.replaceAll('*', 'x')}`));
}

function isAnywhere(pattern: string, subjects: ReturnType<typeof createSubjects>): boolean {
  const kinds = ['device', 'link', 'point', 'pair', 'district', 'place', 'figure', 'repository', 'data-set'] as const;
  const [device = ''] = pattern.split('/');
  const like = selectionOf(
    { on: { districts: [], roles: [], tags: [], ids: [device, pattern], except: [] } },
    new Map(),
  );
  return [...kinds, 'probe' as const].some((kind) =>
    subjects.all(kind).some((id) => {
      const subject = subjects.of(kind, id);
      return subject !== undefined && like(subject, id);
    }),
  );
}

/** Days that never come by the calendar: none is worked, or none is off. */
function isNever(
  { days }: NonNullable<ReadRule['rule']['when']>,
  { weekdays, holidays, makeUpDays }: Inventory['settings']['calendar'],
): boolean {
  if (days === 'working') return weekdays.length === 0 && makeUpDays.length === 0;
  return days === 'off' && weekdays.length === 7 && holidays.length === 0;
}
