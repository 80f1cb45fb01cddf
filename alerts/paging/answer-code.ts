import { createHash } from 'node:crypto';
import type { Page } from './model.ts';

const codes = 1_000_000;

/** What a person types to say that he takes care of a page: six digits out of the page's own name, the same at every try. */
export function answerCode(code: string): string {
  const number = createHash('sha256').update(`answer ${code}`).digest().readUIntBE(0, 6) % codes;
  return String(number).padStart(6, '0');
}

/** The one code in a reply, also in full-width digits; undefined where there is none, or more than one. */
export function codeIn(text: string): string | undefined {
  const found = new Set(text.normalize('NFKC').match(/(?<!\d)\d{6}(?!\d)/g) ?? []);
  return found.size === 1 ? [...found][0] : undefined;
}

/** Whether a page asks somebody to take care. */
export function asksAnswer({ event, summary }: Pick<Page, 'event' | 'summary'>): boolean {
  return (summary?.asks.length ?? 0) > 0 || event === 'raised' || event === 'escalated' || event === 'reminded';
}
