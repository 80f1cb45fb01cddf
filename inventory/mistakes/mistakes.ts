import { type Message, type Mistake, message } from '../../core/index.ts';
import type en from '../i18n/en.json';
import type { Place } from './place.ts';

type KeyOfText = keyof typeof en;
/** Every mistake that has words: `inventory.<code>.what`, `.why` and `.remedy`. */
export type MistakeCode = KeyOfText extends infer Key
  ? Key extends `inventory.${infer Code}.what`
    ? Code
    : never
  : never;

/** Mistakes listed at most; the rest is counted. */
const listedAtMost = 1000;
/** A piece of the user's text shown in a mistake is cut after this many characters. */
const shownAtMost = 60;

/**
 * Gathers every mistake of one reading, in the order of the files and of their lines. Keeps at most 1,000 per file, and
 * shows at most 1,000 in all, each file its share, so that one ruined file never hides another's mistakes.
 */
export class Mistakes {
  readonly #byFile = new Map<string, { kept: Mistake[]; count: number }>();

  get none(): boolean {
    return this.#byFile.size === 0;
  }

  /** Mistakes so far, those included that are only counted. */
  get count(): number {
    return [...this.#byFile.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** Whether one more about this file would only be counted: no need to look for a suggestion. */
  isFull(file: string): boolean {
    return (this.#byFile.get(file)?.kept.length ?? 0) >= listedAtMost;
  }

  /** Records one mistake. With `near` (a known word close to the wrong one) the remedy suggests it. */
  add(place: Place, code: MistakeCode, params: Record<string, string | number> = {}, near?: string): void {
    this.addKeyed(place, `inventory.${code}`, params, near);
  }

  /** The same in the words of another room: `key` and `.what`, `.why`, `.remedy` are in its dictionary. */
  addKeyed(place: Place, key: string, params: Record<string, string | number> = {}, near?: string): void {
    let file = this.#byFile.get(place.file);
    if (file === undefined) {
      file = { kept: [], count: 0 };
      this.#byFile.set(place.file, file);
    }
    file.count += 1;
    if (file.kept.length >= listedAtMost) return;
    const shown = shownParams(params);
    const remedy: Message =
      near === undefined
        ? message(`${key}.remedy`, shown)
        : message('inventory.near.remedy', { near: shownText(near) });
    file.kept.push({ ...place, what: message(`${key}.what`, shown), why: message(`${key}.why`, shown), remedy });
  }

  /** What a person reads; where a file has more than its share, the last entry for it counts the rest. */
  list(): readonly Mistake[] {
    const share = Math.max(1, Math.floor(listedAtMost / Math.max(1, this.#byFile.size)));
    const total = this.count;
    const listed: Mistake[] = [];
    for (const [file, { kept, count }] of this.#byFile) {
      const limit = total <= listedAtMost ? count : share;
      const ordered = kept.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, limit);
      listed.push(...ordered);
      const rest = count - ordered.length;
      if (rest === 0) continue;
      const params = { count: rest };
      listed.push({
        file,
        line: 0,
        column: 0,
        what: message('inventory.more.what', params),
        why: message('inventory.more.why', { limit: listedAtMost }),
        remedy: message('inventory.more.remedy'),
      });
    }
    return listed;
  }
}

function shownParams(params: Record<string, string | number>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? shownText(value, name) : value]),
  );
}

/** Text of the user's that is safe on one line of a terminal; lists that we made (`allowed`, `known`) stay whole. */
function shownText(text: string, name = ''): string {
  if (name === 'allowed' || name === 'known' || text.startsWith('key:inventory.')) return text;
  const limit = name === 'file' || name === 'path' ? 400 : shownAtMost;
  const characters = [...text.slice(0, limit * 2 + 2)];
  const cut = characters.length > limit ? `${characters.slice(0, limit).join('')}…` : text;
  return cut.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
}
