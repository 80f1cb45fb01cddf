import type { Section } from '../../inventory/index.ts';
import { complain, oneOf, readTitle, words } from './complain.ts';
import { type Metric, meanings, profileBounds, proofs, type Unit, units, type ValueType, valueTypes } from './model.ts';

/** A dotted OID of at least two numbers, each below 2^32 as far as ten digits tell. */
export const oidForm = /^[0-2](?:\.(?:0|[1-9]\d{0,9})){1,127}$/;
const nameForm = /^[a-z][a-z0-9-]{1,59}$/;
const objectForm = /^[A-Za-z][A-Za-z0-9-]{1,79}$/;
const widest = 1e15;

/** One entry of `metrics`; undefined, with the mistakes said, when it is none. `finish` is the caller's. */
export function readMetric(section: Section, defaultMib: string): Metric | undefined {
  const name = words(section, 'name');
  if (name !== undefined && !nameForm.test(name)) complain(section, 'name', 'name-form', { value: name });
  const title = readTitle(section);
  const means = oneOf(section, 'means', meanings);
  const object = words(section, 'object');
  if (object !== undefined && !objectForm.test(object)) complain(section, 'object', 'object-form', { value: object });
  const mib = section.optionalText('mib') ?? defaultMib;
  const verified = oneOf(section, 'verified', proofs);
  const kind = oneOf(section, 'kind', ['scalar', 'column']);
  const type = oneOf(section, 'type', valueTypes);
  const oids = readOids(section, kind);
  const numbers = readNumbers(section, type, kind);
  const { wordMap, good } = readWords(section, type);
  const absent = readAbsent(section);
  const prefix = section.optionalText('prefix') ?? '';
  const label = companion(section, 'label', kind);
  const present = companion(section, 'present', kind);
  const ignore = (section.list('ignore') ?? []).map(({ text }) => text);
  if (section.has('ignore') && label === undefined) complain(section, 'ignore', 'ignore-without-label');
  if (name === undefined || title === undefined || means === undefined || object === undefined) return undefined;
  if (verified === undefined || kind === undefined || type === undefined) return undefined;
  const told = { name, title, means, object, mib, verified, kind, oids, type };
  return { ...told, ...numbers, absent, prefix, words: wordMap, good, label, ignore, present };
}

function readOids(section: Section, kind: Metric['kind'] | undefined): readonly string[] {
  const listed = section.list('oid');
  if (listed === undefined) complain(section, 'oid', 'missing');
  else if (section.scalars('oid').length === 0) complain(section, 'oid', 'oid-empty');
  else if (listed.length > profileBounds.alternatives)
    complain(section, 'oid', 'too-many', { limit: profileBounds.alternatives, count: listed.length });
  const oids: string[] = [];
  for (const { text, place } of listed ?? []) {
    const oid = text.replace(/^\./, '');
    const say = (code: string) =>
      section.mistakes.addKeyed(place, `collector.profile.${code}`, { field: section.name('oid'), value: text });
    if (!oidForm.test(oid)) say('oid-form');
    else if (oids.includes(oid)) say('oid-twice');
    else if (kind === 'scalar' && !oid.endsWith('.0')) say('scalar-without-zero');
    else if (kind === 'column' && oid.endsWith('.0')) say('column-with-zero');
    oids.push(oid);
  }
  return oids;
}

type Numbers = Pick<Metric, 'unit' | 'scale' | 'offset' | 'of' | 'min' | 'max'>;

function readNumbers(section: Section, type: ValueType | undefined, kind: Metric['kind'] | undefined): Numbers {
  const isNumber = type === 'number';
  for (const key of ['unit', 'scale', 'offset', 'of', 'min', 'max']) {
    if (section.has(key) && type !== undefined && !isNumber) complain(section, key, 'number-only', { type });
  }
  const unit: Unit | undefined = isNumber ? oneOf(section, 'unit', units) : undefined;
  const scale = section.number('scale', { otherwise: 1, min: -widest, max: widest, whole: false });
  if (scale === 0) complain(section, 'scale', 'scale-zero');
  const offset = section.number('offset', { otherwise: 0, min: -widest, max: widest, whole: false });
  const share = unit === 'ratio';
  const min = section.number('min', { otherwise: share ? 0 : -widest, min: -widest, max: widest, whole: false });
  const max = section.number('max', { otherwise: share ? 1 : widest, min: -widest, max: widest, whole: false });
  if (min >= max) complain(section, section.has('max') ? 'max' : 'min', 'min-above-max', { min, max });
  const of = section.optionalText('of')?.replace(/^\./, '');
  if (of !== undefined && (!oidForm.test(of) || (kind === 'scalar') !== of.endsWith('.0')))
    complain(section, 'of', 'of-form', { value: of });
  return { unit, scale, offset, of, min, max };
}

function readWords(section: Section, type: ValueType | undefined) {
  const wordMap = new Map<string, string>();
  const map = section.section('words');
  if (section.has('words') && type !== undefined && type !== 'word') complain(section, 'words', 'word-only', { type });
  for (const key of map.keys()) {
    const word = map.optionalText(key);
    if (word !== undefined) wordMap.set(key, word);
  }
  if (type === 'word' && wordMap.size === 0) complain(section, 'words', section.has('words') ? 'no-words' : 'missing');
  if (wordMap.size > profileBounds.words)
    complain(section, 'words', 'too-many', { limit: profileBounds.words, count: wordMap.size });
  const known = new Set(wordMap.values());
  const listed = section.list('good') ?? [];
  if (section.has('good') && type !== undefined && type !== 'word') complain(section, 'good', 'word-only', { type });
  else
    for (const { text, place } of listed) {
      if (known.has(text)) continue;
      const params = { value: text, allowed: [...known].join(', ') };
      section.mistakes.addKeyed(place, 'collector.profile.good-unknown', params);
    }
  return { wordMap, good: listed.map(({ text }) => text) };
}

/** Numbers and texts; YAML gives both, and a device may send a number as text. */
function readAbsent(section: Section): readonly (number | string)[] {
  return section.scalars('absent').flatMap(({ value, place }) => {
    if (typeof value === 'number' || typeof value === 'string') return [value];
    section.mistakes.addKeyed(place, 'collector.profile.absent-form', { field: section.name('absent') });
    return [];
  });
}

/** A column beside the metric's own: its label, or what tells that the row counts. */
function companion(section: Section, key: 'label' | 'present', kind: Metric['kind'] | undefined): string | undefined {
  const oid = section.optionalText(key)?.replace(/^\./, '');
  if (oid === undefined) return undefined;
  if (kind === 'scalar') return complain(section, key, 'column-only');
  if (!oidForm.test(oid) || oid.endsWith('.0')) return complain(section, key, 'companion-form', { value: oid });
  return oid;
}
