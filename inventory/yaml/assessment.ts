import { join } from 'node:path';
import {
  type AssessedSeverity,
  type AssessmentScheme,
  assessedSeverities,
  assessmentBounds,
  assessmentRhythms,
  type IndicatorKind,
  type IndicatorSettings,
  indicatorKinds,
  type PointStep,
} from '../assessment-settings.ts';
import { bounds } from '../files/bounds.ts';
import { readText } from '../files/text.ts';
import type { Mistakes } from '../mistakes/mistakes.ts';
import { openYaml } from './document.ts';
import type { Section } from './section.ts';

export const assessmentFile = 'assessment.yaml';
const allWeights = 100;
/** What holds where nothing is written: a quarter of an hour to be seen, four hours to be over. */
const usualWithin = { acknowledge: '15m', resolve: '4h' } as const;
const timed: ReadonlySet<IndicatorKind> = new Set(['acknowledge', 'resolve']);
const lasting: ReadonlySet<IndicatorKind> = new Set(['availability', 'response']);

/** Reads the scheme of the assessment from the inventory's folder; undefined where there is none, or with its mistakes said. */
export async function readAssessment(folder: string, mistakes: Mistakes): Promise<AssessmentScheme | undefined> {
  const file = join(folder, assessmentFile);
  const text = await readText({ file, maxBytes: bounds.yamlBytes, mistakes, mayMiss: true });
  const root = text === undefined ? undefined : openYaml({ file, text, mistakes });
  if (root === undefined) return undefined;
  const before = mistakes.count;
  if (!root.has('version')) root.wrong('version', 'yaml-key-missing');
  const version = root.number('version', { otherwise: 1, min: 1, max: assessmentBounds.version, whole: true });
  const rhythm = root.has('period')
    ? root.oneOf('period', assessmentRhythms)
    : root.wrong('period', 'yaml-key-missing');
  const sections = entriesOf(root, 'indicators');
  const most = assessmentBounds.indicators;
  if (sections.length > most) root.wrong('indicators', 'assessment-many', { most });
  const seen = new Set<string>();
  const indicators = sections.slice(0, most).map((section) => readIndicator(section, seen));
  const sum = indicators.reduce((all, { weight }) => all + weight, 0);
  // With a wrong weight among them the sum says nothing.
  if (mistakes.count === before && sum !== allWeights)
    root.wrong('indicators', 'assessment-weights', { value: sum, most: allWeights });
  root.finish();
  return mistakes.count > before || rhythm === undefined ? undefined : { version, rhythm, indicators };
}

/** A list that must have something in it. */
function entriesOf(section: Section, key: string): readonly Section[] {
  const before = section.mistakes.count;
  const found = section.has(key) ? section.sections(key) : section.wrong(key, 'yaml-key-missing');
  if (found?.length === 0 && section.mistakes.count === before) section.wrong(key, 'assessment-empty');
  return found ?? [];
}

function readIndicator(section: Section, seen: Set<string>): IndicatorSettings {
  const kind = section.has('kind') ? section.oneOf('kind', indicatorKinds) : section.wrong('kind', 'yaml-key-missing');
  const id = section.has('id') ? section.optionalText('id') : kind;
  if (id !== undefined && !/^[a-z0-9][a-z0-9-]{0,39}$/.test(id)) section.wrong('id', 'assessment-id', { value: id });
  else if (id !== undefined && seen.has(id))
    section.wrong(section.has('id') ? 'id' : 'kind', 'assessment-twice', { value: id });
  if (id !== undefined) seen.add(id);
  if (!section.has('weight')) section.wrong('weight', 'yaml-key-missing');
  const weight = section.number('weight', { otherwise: 0, min: 1, max: allWeights, whole: true });
  const curve = section.oneOf('curve', ['straight', 'steps']) ?? 'straight';
  const name = section.section('name');
  const names = { nameZh: nameOf(name, 'zh'), nameEn: nameOf(name, 'en') };
  name.finish();
  // A key of another kind is unknown here: it would say something that is not kept.
  const isTimed = kind !== undefined && timed.has(kind);
  const hours = kind !== undefined && lasting.has(kind) ? section.oneOf('hours', ['all', 'service']) : undefined;
  const otherwise = kind === 'resolve' ? usualWithin.resolve : usualWithin.acknowledge;
  const settings = {
    ...{ id: id ?? '', kind: kind ?? 'availability', ...names, weight, curve, steps: readSteps(section) },
    hours: hours ?? 'all',
    withinSeconds: isTimed ? section.duration('within', { otherwise, min: '1m', max: '90d' }) : 0,
    severities: isTimed ? severitiesOf(section) : [],
  };
  // Without a kind nobody can tell which keys belong to it.
  if (kind !== undefined) section.finish();
  return settings;
}

function nameOf(section: Section, key: string): string | undefined {
  const text = section.optionalText(key);
  const most = assessmentBounds.nameCharacters;
  return text !== undefined && text.length > most ? section.wrong(key, 'assessment-name', { most }) : text;
}

function severitiesOf(section: Section): readonly AssessedSeverity[] {
  const found = section.list('severities')?.flatMap(({ text, place }) => {
    const severity = assessedSeverities.find((one) => one === text);
    if (severity !== undefined) return [severity];
    const params = { field: section.name('severities'), allowed: assessedSeverities.join(', ') };
    section.mistakes.add(place, 'yaml-not-allowed', params);
    return [];
  });
  return found ?? ['critical', 'major'];
}

/** `points: [{at: 0.999, points: 100}, ...]`, best first. */
function readSteps(section: Section): readonly PointStep[] {
  const parts = entriesOf(section, 'points');
  const most = assessmentBounds.steps;
  if (parts.length > most) section.wrong('points', 'assessment-many', { most });
  let last: PointStep | undefined;
  return parts.slice(0, most).map((part) => {
    for (const key of ['at', 'points']) if (!part.has(key)) part.wrong(key, 'yaml-key-missing');
    const at = part.number('at', { otherwise: 0, min: 0, max: 1, whole: false });
    const points = part.number('points', { otherwise: 0, min: 0, max: 100, whole: false });
    part.finish();
    const step = { atMillionths: Math.round(at * 1e6), pointHundredths: Math.round(points * 100) };
    const isComplete = part.has('at') && part.has('points');
    if (isComplete && last !== undefined) {
      if (step.atMillionths >= last.atMillionths) part.wrong('at', 'assessment-order', { value: at });
      else if (step.pointHundredths > last.pointHundredths) part.wrong('points', 'assessment-rise', { value: points });
    }
    if (isComplete) last = step;
    return step;
  });
}
