import { errorText, message } from '../../../core/index.ts';
import type { Asked, HealthFacts } from '../model.ts';
import { endpointOf, type MemberAsk, theirWords } from './ask.ts';
import { failed, networkFailure, unreadable } from './failure.ts';
import { httpGet } from './http-get.ts';
import { parseJson } from './json.ts';
import { roleOfWord } from './role-words.ts';

/**
 * Asks a generic pair's health URL at the member's own address; the URL's name stays in the request. `rolePath` names the role in the
 * JSON answer (`data.ha.role`); empty: the answer's text is the role. Never throws.
 */
export async function readHealth(ask: MemberAsk): Promise<Asked<HealthFacts> | undefined> {
  const health = ask.settings.health;
  if (health === undefined) return undefined;
  const { clock, timeoutMs } = ask;
  let place = { host: ask.address, port: 0 };
  try {
    const url = new URL(health.url.replaceAll('{member}', ask.address));
    place = endpointOf(ask, Number(url.port) || (url.protocol === 'https:' ? 443 : 80));
    const begun = clock.monotonicMs();
    const { status, text } = await httpGet({ url, connectTo: place, clock, timeoutMs });
    const latencyMs = Math.round(clock.monotonicMs() - begun);
    const said = roleIn(text, health.rolePath);
    const at = clock.now();
    if (said === undefined) {
      const params = { status, path: health.rolePath === '' ? '-' : health.rolePath };
      return failed('malformed', at, message('collector.pairs.health.no-role', params));
    }
    return { outcome: 'answered', at, facts: { role: roleOfWord(said) ?? said, status, latencyMs } };
  } catch (thrown) {
    const at = clock.now();
    return networkFailure(thrown, { at, ...place }) ?? unreadable(errorText(thrown), at);
  }
}

/** The role that an answer names; undefined: none. */
export function roleIn(text: string, path: string): string | undefined {
  if (path === '') return wordOf(text);
  const steps = path.split('.');
  const found = steps.reduce<unknown>((at, step) => {
    return typeof at === 'object' && at !== null && Object.hasOwn(at, step)
      ? (at as Record<string, unknown>)[step]
      : undefined;
  }, parseJson(text));
  return typeof found === 'string' || typeof found === 'boolean' || typeof found === 'number'
    ? wordOf(String(found))
    : undefined;
}

/** A role is a word or two; a page of HTML is none. */
function wordOf(text: string): string | undefined {
  const word = theirWords(text);
  return word === '' || word.length > 64 ? undefined : word;
}
