import { contains, covers, findOverlaps, type IpAddress, type IpPrefix } from '../../core/index.ts';
import type { Mistakes } from '../mistakes/mistakes.ts';
import { type Place, placeText } from '../mistakes/place.ts';

/** Whose prefixes: all districts and the city share one level, all points another. */
export type Level = 'district' | 'point';

interface Block {
  readonly prefix: IpPrefix;
  readonly order: number;
  readonly place: () => Place;
}

/** Every declared prefix, to judge what lies where and that no two of one level meet. */
export class Networks {
  readonly #blocks: Readonly<Record<Level, Block[]>> = { district: [], point: [] };
  readonly #byOwner: Readonly<Record<Level, Map<string, readonly IpPrefix[]>>> = {
    district: new Map(),
    point: new Map(),
  };

  add(level: Level, id: string, prefixes: readonly IpPrefix[], place: () => Place): void {
    this.#byOwner[level].set(id, [...this.prefixesOf(level, id), ...prefixes]);
    for (const prefix of prefixes) this.#blocks[level].push({ prefix, order: this.#blocks[level].length, place });
  }

  prefixesOf(level: Level, id: string): readonly IpPrefix[] {
    return this.#byOwner[level].get(id) ?? [];
  }

  /** Whether an address may belong there; also true where no prefix could be read, because then nothing can be said. */
  mayHold(level: Level, id: string, address: IpAddress): boolean {
    const prefixes = this.prefixesOf(level, id);
    return prefixes.length === 0 || prefixes.some((prefix) => contains(prefix, address));
  }

  mayCover(level: Level, id: string, inner: IpPrefix): boolean {
    const prefixes = this.prefixesOf(level, id);
    return prefixes.length === 0 || prefixes.some((prefix) => covers(prefix, inner));
  }

  /** Reports each prefix that meets another of its level, at the one that was declared later. */
  checkOverlaps(mistakes: Mistakes): void {
    for (const level of ['district', 'point'] as const) {
      for (const [around, inside] of findOverlaps(this.#blocks[level])) {
        const [first, later] = around.order < inside.order ? [around, inside] : [inside, around];
        mistakes.add(later.place(), 'prefix-overlap', {
          value: later.prefix.text,
          network: first.prefix.text,
          other: placeText(first.place()),
        });
      }
    }
  }
}

/** The prefixes as a person reads them. */
export function prefixList(prefixes: readonly IpPrefix[]): string {
  return prefixes.map(({ text }) => text).join(' ');
}
