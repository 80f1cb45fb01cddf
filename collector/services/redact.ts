import type { Message } from '../../core/index.ts';
import type { ProbeSettings } from '../../inventory/index.ts';

/** Shorter ones would blot out words that merely look like them. */
const shortest = 3;

/** Every secret that a probe was given, in the writings in which it may come back (plain, in a URL, as Basic authentication). */
export function secretsOf(probe: ProbeSettings): readonly string[] {
  const plain: string[] = [];
  if ('password' in probe && probe.password !== undefined) plain.push(probe.password);
  if (probe.kind === 'exec') plain.push(...Object.values(probe.environment));
  if (probe.kind === 'http') {
    if (probe.login !== undefined) plain.push(probe.login.password);
    for (const { headers, secretHeaders } of probe.steps) {
      for (const name of secretHeaders) {
        const value = headers[name] ?? '';
        plain.push(value, value.replace(/^\w+ /, ''));
      }
    }
  }
  const written = plain.flatMap((one) => {
    const inUrl = encodeURIComponent(one);
    return [one, inUrl, inUrl.replace(/%20/g, '+'), JSON.stringify(one).slice(1, -1), ...inHtml(one)];
  });
  return [...new Set(written)].filter((one) => one.length >= shortest).sort((a, b) => b.length - a.length);
}

/** As text and as an attribute's value. */
function inHtml(text: string): readonly string[] {
  const inside = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [inside, inside.replaceAll('"', '&quot;')];
}

/** The message without any of the secrets, whoever repeated them. */
export function redact(reason: Message, secrets: readonly string[]): Message {
  if (reason.params === undefined || secrets.length === 0) return reason;
  const params = Object.fromEntries(
    Object.entries(reason.params).map(([name, value]) => [
      name,
      typeof value === 'string' ? secrets.reduce(without, value) : value,
    ]),
  );
  return { key: reason.key, params };
}

/** Words of others are cut at a bound, which may fall inside a secret: its beginning at the end goes too. */
function without(text: string, secret: string): string {
  const whole = text.replaceAll(secret, '…');
  const bare = whole.replace(/…$/, '');
  for (let length = secret.length - 1; length > shortest; length -= 1) {
    if (bare.endsWith(secret.slice(0, length))) return `${bare.slice(0, -length)}…`;
  }
  return whole;
}
