import type { City } from '../../inventory/index.ts';
import { districtOf } from '../duty/teams.ts';
import type { Incident } from '../incident.ts';
import type { SilenceMatchers } from './model.ts';

type Matched = Pick<Incident, 'condition' | 'root' | 'severity'>;

/** Whether a silence speaks of an incident, as severe as it is now. */
export function isMatched({ condition, root, severity }: Matched, matchers: SilenceMatchers, city: City): boolean {
  const { conditions, elements, districts, severities } = matchers;
  if (conditions?.includes(condition) === false || severities?.includes(severity) === false) return false;
  if (districts?.includes(districtOf(root, city)) === false) return false;
  return elements?.some((pattern) => fits(root.id, pattern)) ?? true;
}

/** `*` stands for any characters, also none; everything else for itself. Linear: each part is looked for once, from the left. */
export function fits(id: string, pattern: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return id === pattern;
  if (!id.startsWith(first) || !id.endsWith(last) || id.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of others) {
    const found = id.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= id.length - last.length;
}
