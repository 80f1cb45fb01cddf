import { RequestFailed } from '../client/rest.ts';
import type { Words } from '../text/language.ts';

/** What the server said against something that a person asked for; that it cannot be reached where it said nothing. */
export function failureWords(thrown: unknown, t: Words): string {
  const text = thrown instanceof RequestFailed ? thrown.text : '';
  return text === '' ? t('dashboards.failure.unreachable') : text;
}
