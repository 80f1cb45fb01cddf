import { type IpAddress, type IpPrefix, parseAddress, parseDuration, parsePrefix } from '../../core/index.ts';
import { bounds } from '../files/bounds.ts';
import type { Row } from '../files/table.ts';
import type { MistakeCode, Mistakes } from '../mistakes/mistakes.ts';
import { nearest } from '../mistakes/near.ts';
import { parseBandwidth, parseMac, parseServiceUrl } from './values.ts';

/** Kinds of entries that a reference may name, for the words of a mistake. */
export type Noun = 'district' | 'office' | 'point' | 'device' | 'pair' | 'circuit';

/** Where a reference leads: what `Entries` offers of one file. */
export interface Referable {
  mayHold(id: string): boolean;
  ids(): Iterable<string>;
}

/**
 * Reads the cells of one line, each by its meaning. A cell that is wrong is reported and gives undefined; a cell whose
 * column the file lacks gives undefined silently, because the header's mistake has said it.
 */
export class Cells {
  readonly row: Row;
  readonly mistakes: Mistakes;
  #hasMistakes = false;

  constructor({ row, mistakes }: { row: Row; mistakes: Mistakes }) {
    this.row = row;
    this.mistakes = mistakes;
  }

  get hasMistakes(): boolean {
    return this.#hasMistakes;
  }

  /** Reports a mistake at a column of this line. */
  wrong(column: string, code: MistakeCode, params: Record<string, string | number> = {}, near?: string): undefined {
    this.#hasMistakes = true;
    this.mistakes.add(this.row.place(column), code, { field: column, ...params }, near);
    return undefined;
  }

  /** An empty cell gives undefined without a mistake. */
  optional(column: string): string | undefined {
    const text = this.row.cell(column);
    if (text === undefined || text === '') return undefined;
    if (/^[!-~]+$/.test(text)) return text;
    // Line breaks that Excel's Alt+Enter leaves in a cell are spaces to us; other control characters are rubbish.
    const line = text.replace(/\s+/g, ' ');
    return /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(line) ? this.wrong(column, 'control-character') : line;
  }

  text(column: string): string | undefined {
    if (this.row.cell(column) === '') return this.wrong(column, 'empty-value');
    return this.optional(column);
  }

  id(column: string): string | undefined {
    const value = this.text(column);
    if (value === undefined) return undefined;
    const good = value.length <= bounds.idCharacters && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value);
    return good ? value : this.wrong(column, 'bad-id', { value, limit: bounds.idCharacters });
  }

  oneOf<T extends string>(column: string, allowed: readonly T[]): T | undefined {
    const value = this.text(column);
    if (value === undefined) return undefined;
    const found = allowed.find((one) => one === value);
    return found ?? this.wrong(column, 'not-allowed', { value, allowed: allowed.join(', ') });
  }

  /** The id of an entry that another file (or this one) declares. */
  reference(column: string, target: Referable, noun: Noun): string | undefined {
    const value = this.text(column);
    if (value === undefined || target.mayHold(value)) return value;
    const near = this.mistakes.isFull(this.row.file) ? undefined : nearest(value, target.ids());
    return this.wrong(column, 'unknown-reference', { value, noun: `key:inventory.noun.${noun}` }, near);
  }

  optionalReference(column: string, target: Referable, noun: Noun): string | undefined {
    return this.optional(column) === undefined ? undefined : this.reference(column, target, noun);
  }

  /** One or more prefixes with a space or `|` between them. */
  prefixes(column: string): readonly IpPrefix[] {
    const value = this.text(column);
    if (value === undefined) return [];
    return value.split(/[\s|]+/).flatMap((text) => {
      if (text === '') return [];
      const parsed = parsePrefix(text);
      if (parsed === undefined) this.wrong(column, 'bad-prefix', { value: text });
      else if (parsed.hostBits) this.wrong(column, 'host-bits', { value: text, network: parsed.prefix.text });
      return parsed === undefined ? [] : [parsed.prefix];
    });
  }

  address(column: string): IpAddress | undefined {
    const value = this.text(column);
    return value === undefined ? undefined : (parseAddress(value) ?? this.wrong(column, 'bad-address', { value }));
  }

  optionalAddress(column: string): IpAddress | undefined {
    return this.optional(column) === undefined ? undefined : this.address(column);
  }

  mac(column: string): string | undefined {
    const value = this.text(column);
    if (value === undefined) return undefined;
    const mac = parseMac(value);
    if (mac === undefined) return this.wrong(column, 'bad-mac', { value });
    return mac.group ? this.wrong(column, 'group-mac', { value }) : mac.text;
  }

  /** Any number of MAC addresses with a space or `|` between them. */
  macs(column: string): readonly string[] {
    return (this.optional(column) ?? '').split(/[\s|]+/).flatMap((text) => {
      if (text === '') return [];
      const mac = parseMac(text);
      if (mac === undefined) this.wrong(column, 'bad-mac', { value: text });
      else if (mac.group) this.wrong(column, 'group-mac', { value: text });
      return mac === undefined || mac.group ? [] : [mac.text];
    });
  }

  bandwidth(column: string): number | undefined {
    const value = this.text(column);
    return value === undefined ? undefined : (parseBandwidth(value) ?? this.wrong(column, 'bad-bandwidth', { value }));
  }

  /** Seconds, more than none. */
  duration(column: string): number | undefined {
    const value = this.text(column);
    if (value === undefined) return undefined;
    const seconds = parseDuration(value);
    return seconds === undefined || seconds === 0 ? this.wrong(column, 'bad-duration', { value }) : seconds;
  }

  serviceUrl(column: string): string | undefined {
    const value = this.text(column);
    if (value === undefined) return undefined;
    const url = parseServiceUrl(value);
    if (url === 'secret') return this.wrong(column, 'url-secret');
    return url === undefined ? this.wrong(column, 'bad-url') : value;
  }
}
