import { type Message, message } from '../../core/index.ts';
import { backupBounds } from './limits.ts';
import type { CatalogueFinding, CatalogueReason } from './model.ts';

/** A shorter one stands in any text by chance, and taking it out would tell it. */
const leastSecret = 4;

/** A finding in the reason's words of both languages, with the tool's own beside it. */
export function finding(
  reason: CatalogueReason,
  weight: CatalogueFinding['weight'],
  said = '',
  more: { readonly snapshotId?: string | undefined; readonly text?: Message } = {},
): CatalogueFinding {
  const { snapshotId, text = message(`collector.backup.${reason}`) } = more;
  return { reason, weight, text, said: scrubbed(said), ...(snapshotId === undefined ? {} : { snapshotId }) };
}

/** A tool's words as evidence: bounded, one line, without what follows a word for a secret or a password in an address. */
export function scrubbed(said: string, secrets: readonly (string | undefined)[] = []): string {
  let text = said;
  for (const secret of secrets) {
    if (secret !== undefined && secret.length >= leastSecret) text = text.replaceAll(secret, '***');
  }
  return text
    .replace(/(:\/\/[^\s/:@]*:)[^\s/@]+@/g, '$1***@')
    .replace(
      /\b(pass(?:word|phrase|wd)?|secret|token|key-?pass)(["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;]+)/gi,
      '$1$2***',
    )
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, backupBounds.saidCharacters);
}
