import { type Mistakes, nearest, openYaml, type Section } from '../../inventory/index.ts';
import { complain, readTitle, words } from './complain.ts';
import { type Profile, profileBounds } from './model.ts';
import { oidForm, readMetric } from './read-metric.ts';

const familyForm = /^[a-z][a-z0-9-]{1,39}$/;

/**
 * Reads one profile's YAML: the whole profile, or undefined with every mistake said, each with its line, column, reason
 * and remedy. Never throws, whatever the text.
 */
export function readProfileText(options: { file: string; text: string; mistakes: Mistakes }): Profile | undefined {
  const { file, text, mistakes } = options;
  const own = mistakes.count;
  const root = openYaml({ file, text, mistakes });
  if (root === undefined) return undefined;
  const family = words(root, 'family');
  if (family !== undefined && !familyForm.test(family)) complain(root, 'family', 'family-form', { value: family });
  const title = readTitle(root);
  const match = readMatch(root);
  const mib = words(root, 'mib');
  const sections = root.sections('metrics');
  if (sections.length === 0 && !root.has('metrics')) complain(root, 'metrics', 'missing');
  else if (root.scalars('metrics').length === 0) complain(root, 'metrics', 'no-metrics');
  if (sections.length > profileBounds.metrics)
    complain(root, 'metrics', 'too-many', { limit: profileBounds.metrics, count: sections.length });
  const metrics = sections.slice(0, profileBounds.metrics).flatMap((section) => {
    const metric = readMetric(section, mib ?? '');
    section.finish();
    return metric === undefined ? [] : [{ metric, section }];
  });
  const seen = new Map<string, Section>();
  for (const { metric, section } of metrics) {
    const first = seen.get(metric.name);
    if (first === undefined) seen.set(metric.name, section);
    else complain(section, 'name', 'metric-twice', { value: metric.name, line: first.place('name').line });
  }
  root.finish();
  if (mistakes.count > own || family === undefined || title === undefined) return undefined;
  return { family, title, match, metrics: metrics.map(({ metric }) => metric), file };
}

function readMatch(root: Section): readonly string[] {
  const listed = root.list('match');
  if (listed === undefined) complain(root, 'match', 'missing');
  else if (root.scalars('match').length === 0) complain(root, 'match', 'match-empty');
  else if (listed.length > profileBounds.prefixes)
    complain(root, 'match', 'too-many', { limit: profileBounds.prefixes, count: listed.length });
  const prefixes: string[] = [];
  for (const { text, place } of listed ?? []) {
    const prefix = text.replace(/^\./, '');
    if (!oidForm.test(prefix) || prefix.split('.').length < 7)
      root.mistakes.addKeyed(place, 'collector.profile.prefix-form', { value: text });
    else if (prefixes.includes(prefix))
      root.mistakes.addKeyed(place, 'collector.profile.prefix-twice', { value: text });
    else prefixes.push(prefix);
  }
  return prefixes;
}

/** The family that was most likely meant. */
export function nearFamily(name: string, profiles: readonly Profile[]): string | undefined {
  return nearest(
    name,
    profiles.map(({ family }) => family),
  );
}
