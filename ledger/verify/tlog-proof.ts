import { fromBase64, parseCount, toBase64 } from './bytes.ts';
import { type Hash, hashBytes } from './hash.ts';

/** A C2SP tlog-proof: that one entry is in a log, to be checked without the log. */
export interface TlogProof {
  readonly index: number;
  readonly proof: readonly Hash[];
  /** The signed checkpoint, as it is. */
  readonly checkpoint: string;
  /** Whatever the maker wished to add; nobody vouches for it. */
  readonly extra?: Uint8Array;
}

const firstLine = 'c2sp.org/tlog-proof@v1';
/** Siblings of a leaf in the largest tree that can be counted. */
const longestProof = 53;

export function formatTlogProof({ index, proof, checkpoint, extra }: TlogProof): string {
  const lines = [firstLine, ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]), `index ${index}`];
  return `${[...lines, ...proof.map(toBase64)].join('\n')}\n\n${checkpoint}`;
}

/** Reads a proof; undefined when the text is none. */
export function parseTlogProof(text: string): TlogProof | undefined {
  const split = text.indexOf('\n\n');
  const [first, ...lines] = (split < 0 ? '' : text.slice(0, split)).split('\n');
  if (first !== firstLine) return undefined;
  let extra: Uint8Array | undefined;
  if (lines[0]?.startsWith('extra ')) {
    extra = fromBase64((lines.shift() ?? '').slice('extra '.length));
    if (extra === undefined) return undefined;
  }
  const [, indexText = ''] = /^index (\d+)$/.exec(lines.shift() ?? '') ?? [];
  const index = parseCount(indexText);
  if (index === undefined || lines.length > longestProof) return undefined;
  const proof = lines.map(fromBase64);
  if (!proof.every((hash) => hash?.length === hashBytes)) return undefined;
  const checkpoint = text.slice(split + 2);
  return { index, proof: proof as Hash[], checkpoint, ...(extra === undefined ? {} : { extra }) };
}
