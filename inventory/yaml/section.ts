import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import { parseDuration } from '../../core/index.ts';
import type { MistakeCode, Mistakes } from '../mistakes/mistakes.ts';
import { nearest } from '../mistakes/near.ts';
import type { Place } from '../mistakes/place.ts';

/**
 * One map of the settings. Each value is asked for by its key and meaning; what nobody asked for is an unknown key when
 * `finish` is called. Wrong values give the default, so that reading goes on to the next mistake.
 */
export class Section {
  readonly #map: YAMLMap | undefined;
  readonly #path: string;
  readonly #placeAt: (offset: number) => Place;
  readonly #start: number;
  readonly #asked = new Set<string>();
  readonly mistakes: Mistakes;

  constructor({
    map,
    path,
    placeAt,
    mistakes,
    start,
  }: {
    map: YAMLMap | undefined;
    path: string;
    placeAt: (offset: number) => Place;
    mistakes: Mistakes;
    start: number;
  }) {
    this.#map = map;
    this.#path = path;
    this.#placeAt = placeAt;
    this.#start = start;
    this.mistakes = mistakes;
  }

  /** Where a key's value stands; without a key, or where there is none, the section itself. */
  place(key?: string): Place {
    const pair = key === undefined ? undefined : this.#pair(key);
    return this.#placeAt(offsetOf(pair?.value) ?? offsetOf(pair?.key) ?? this.#start);
  }

  /** The full name of a key, for texts: `polling.period`. */
  name(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }

  has(key: string): boolean {
    this.#asked.add(key);
    const value = this.#pair(key)?.value;
    return value !== undefined && value !== null && !(isScalar(value) && value.value === null);
  }

  wrong(key: string, code: MistakeCode, params: Record<string, string | number> = {}): undefined {
    this.mistakes.add(this.place(key), code, { field: this.name(key), ...params });
    return undefined;
  }

  /** A section inside this one; an absent one reads as empty, so that every default comes from one place. */
  section(key: string): Section {
    const value = this.has(key) ? this.#pair(key)?.value : undefined;
    if (value !== undefined && !isMap(value)) this.wrong(key, 'yaml-not-map');
    return new Section({
      map: isMap(value) ? value : undefined,
      path: this.name(key),
      placeAt: this.#placeAt,
      mistakes: this.mistakes,
      start: offsetOf(this.#pair(key)?.key) ?? this.#start,
    });
  }

  isSection(key: string): boolean {
    return isMap(this.#pair(key)?.value);
  }

  /** The keys as they stand. */
  keys(): readonly string[] {
    return (this.#map?.items ?? []).flatMap(({ key }) => (isScalar(key) ? [String(key.value)] : []));
  }

  /** A required text. */
  text(key: string): string | undefined {
    return this.has(key) ? this.optionalText(key) : this.wrong(key, 'yaml-key-missing');
  }

  /** A text, or a number or boolean written without quotes. */
  optionalText(key: string): string | undefined {
    if (!this.has(key)) return undefined;
    const value = this.#pair(key)?.value;
    const text = isScalar(value) && value.value !== null ? String(value.source ?? value.value).trim() : '';
    return text === '' || /\p{Cc}/u.test(text) ? this.wrong(key, 'yaml-not-text') : text;
  }

  /** A text of several lines. */
  lines(key: string): string | undefined {
    if (!this.has(key)) return undefined;
    const value = this.#pair(key)?.value;
    const text = isScalar(value) && typeof value.value === 'string' ? value.value.replace(/\r\n?/g, '\n') : '';
    return text.trim() === '' || /[^\P{Cc}\n\t]/u.test(text) ? this.wrong(key, 'yaml-not-text') : text;
  }

  number(
    key: string,
    { otherwise, min, max, whole }: { otherwise: number; min: number; max: number; whole: boolean },
  ): number {
    if (!this.has(key)) return otherwise;
    const value = this.#pair(key)?.value;
    const number = isScalar(value) && typeof value.value === 'number' ? value.value : Number.NaN;
    if (number >= min && number <= max && (!whole || Number.isInteger(number))) return number;
    return this.wrong(key, whole ? 'yaml-integer' : 'yaml-number', { min, max }) ?? otherwise;
  }

  /** A duration in seconds, a whole number of `unit`s, within the two durations `min` and `max`. */
  duration(
    key: string,
    { otherwise, min, max, unit = '1ms' }: { otherwise: string; min: string; max: string; unit?: string },
  ): number {
    const seconds = (text: string): number => parseDuration(text) ?? 0;
    const text = this.optionalText(key);
    if (text === undefined) return seconds(otherwise);
    const found = parseDuration(text);
    if (found === undefined) return this.wrong(key, 'bad-duration', { value: text }) ?? seconds(otherwise);
    const fits =
      found >= seconds(min) &&
      found <= seconds(max) &&
      Math.round(found * 1000) % Math.round(seconds(unit) * 1000) === 0;
    return fits ? found : (this.wrong(key, 'yaml-duration', { min, max, unit }) ?? seconds(otherwise));
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const text = this.optionalText(key);
    if (text === undefined) return undefined;
    return allowed.find((one) => one === text) ?? this.wrong(key, 'yaml-not-allowed', { allowed: allowed.join(', ') });
  }

  /** A list of texts, each with its place; one text alone counts as a list of one. */
  list(key: string): readonly { readonly text: string; readonly place: Place }[] | undefined {
    if (!this.has(key)) return undefined;
    const value = this.#pair(key)?.value;
    const nodes = isSeq(value) ? value.items : [value];
    return nodes.flatMap((node) => {
      if (isScalar(node) && typeof node.value === 'string')
        return [{ text: node.value, place: this.#placeAt(offsetOf(node) ?? this.#start) }];
      this.mistakes.add(this.#placeAt(offsetOf(node) ?? this.#start), 'yaml-not-list', { field: this.name(key) });
      return [];
    });
  }

  /** The values of a list as YAML reads them, each with its place; one value alone counts as a list of one. */
  scalars(key: string): readonly { readonly value: unknown; readonly place: Place }[] {
    if (!this.has(key)) return [];
    const value = this.#pair(key)?.value;
    const nodes: readonly unknown[] = isSeq(value) ? value.items : [value];
    return nodes.map((node) => ({
      value: isScalar(node) ? node.value : undefined,
      place: this.#placeAt(offsetOf(node) ?? this.#start),
    }));
  }

  /** The maps of a list, each a section of its own: `metrics[2]`. */
  sections(key: string): readonly Section[] {
    if (!this.has(key)) return [];
    const value = this.#pair(key)?.value;
    const nodes: readonly unknown[] = isSeq(value) ? value.items : [value];
    return nodes.flatMap((node, index) => {
      const start = offsetOf(node) ?? this.#start;
      const path = `${this.name(key)}[${index + 1}]`;
      if (isMap(node))
        return [new Section({ map: node, path, placeAt: this.#placeAt, mistakes: this.mistakes, start })];
      this.mistakes.add(this.#placeAt(start), 'yaml-not-map', { field: path });
      return [];
    });
  }

  /** Reports every key that nobody asked for. With `hide` the key is not shown: it may be a secret in the wrong place. */
  finish({ hide = false }: { hide?: boolean } = {}): void {
    for (const { key } of this.#map?.items ?? []) {
      const name = isScalar(key) ? String(key.value) : '';
      if (this.#asked.has(name)) continue;
      const near = hide ? undefined : nearest(name, this.#asked);
      const known = [...this.#asked].join(', ');
      const field = hide ? this.#path : this.name(name);
      this.mistakes.add(
        this.#placeAt(offsetOf(key) ?? this.#start),
        hide ? 'yaml-key-hidden' : 'yaml-key-unknown',
        { field, known },
        near,
      );
    }
  }

  #pair(key: string): Pair<unknown, unknown> | undefined {
    return this.#map?.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
  }
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
