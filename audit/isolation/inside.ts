import {
  contains,
  covers,
  type IpPrefix,
  parseAddress,
  parsePrefix,
  reachOf,
  reachOfPrefix,
} from '../../core/index.ts';
import type { Declaration } from './model.ts';

/**
 * `inner`: declared. `link`: multicast, loopback, link-local, which leave no wire. `outside`: in no declared prefix, and only
 * somebody's private or special space. `global`: in no declared prefix, and the internet routes it. `unreadable`: no address.
 */
export type Side = 'inner' | 'link' | 'outside' | 'global' | 'unreadable';

/** `around`: a block of private space that holds an inner prefix, as a summary route has it. */
export type BlockSide = Side | 'around' | 'everything';

/** Which side of the declared border something lies on. */
export interface Inside {
  sideOf(address: string): Side;
  sideOfBlock(prefix: string): BlockSide;
}

/** Devices tell the same addresses again and again, and reading one costs 20 microseconds. */
const remembered = 20_000;

const made = new WeakMap<Declaration, Inside>();

/** The border of a declaration; made once for each. */
export function insideOf(declaration: Declaration): Inside {
  let inside = made.get(declaration);
  if (inside === undefined) {
    inside = borderOf(declaration.prefixes.map(({ prefix }) => prefix));
    made.set(declaration, inside);
  }
  return inside;
}

/** The border around a few prefixes, for what lies behind a boundary. */
export function borderOf(prefixes: readonly string[]): Inside {
  const inner = prefixes.flatMap((text): readonly IpPrefix[] => {
    const parsed = parsePrefix(text);
    return parsed === undefined ? [] : [parsed.prefix];
  });
  const sideOf = (text: string): Side => {
    const address = parseAddress(text.split('%')[0] ?? '');
    if (address === undefined) return 'unreadable';
    if (inner.some((prefix) => contains(prefix, address))) return 'inner';
    const reach = reachOf(address);
    return reach === 'limited' ? 'outside' : reach;
  };
  const known = new Map<string, Side>();
  return {
    sideOf: (text) => {
      let side = known.get(text);
      if (side === undefined) {
        side = sideOf(text);
        if (known.size >= remembered) known.clear();
        known.set(text, side);
      }
      return side;
    },
    sideOfBlock: (text) => {
      const block = parsePrefix(text.replace(/%[^/]*/, ''))?.prefix;
      if (block === undefined) return 'unreadable';
      if (block.lengthBits === 0) return 'everything';
      if (inner.some((prefix) => covers(prefix, block))) return 'inner';
      const reach = reachOfPrefix(block);
      if (reach !== 'limited') return reach;
      return inner.some((prefix) => covers(block, prefix)) ? 'around' : 'outside';
    },
  };
}
