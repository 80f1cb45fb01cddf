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
  const written = plain.flatMap((one) => [one, encodeURIComponent(one), encodeURIComponent(one).replace(/%20/g, '+')]);
  return [...new Set(written)].filter((one) => one.length >= shortest).sort((a, b) => b.length - a.length);
}

/** The message without any of the secrets, whoever repeated them. */
export function redact(reason: Message, secrets: readonly string[]): Message {
  if (reason.params === undefined || secrets.length === 0) return reason;
  const params = Object.fromEntries(
    Object.entries(reason.params).map(([name, value]) => [
      name,
      typeof value === 'string' ? secrets.reduce((text, secret) => text.replaceAll(secret, '…'), value) : value,
    ]),
  );
  return { key: reason.key, params };
}
