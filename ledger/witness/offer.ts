import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeHash } from '../crypto.ts';
import { ledgerError } from '../problem.ts';
import {
  type Checked,
  type Fault,
  faulty,
  fine,
  fromBase64,
  type Hash,
  hashBytes,
  makeConsistencyProof,
  parseCount,
  type TreeHead,
  tilePath,
  tileWidth,
  toBase64,
  verifyExport,
} from '../verify/index.ts';

/** What a log shows to a witness: a head, and how it goes on from an older one. */
export interface Offer {
  readonly checkpoint: string;
  /** The proof that the head goes on from a size; undefined when the offer has none. */
  consistency(from: number, to: number): Promise<readonly Hash[] | undefined>;
  /** What of the records that come along is not as the head says; undefined where none come along. */
  check?(head: TreeHead): Promise<Fault | undefined>;
}

/** A larger file is no offer. */
const maxOfferBytes = 1_048_576;

/** The body of a C2SP tlog-witness request: `old <size>`, the proof, an empty line, the checkpoint. */
export function formatOffer(old: number, proof: readonly Hash[], checkpoint: string): string {
  return `${[`old ${old}`, ...proof.map(toBase64)].join('\n')}\n\n${checkpoint}`;
}

/**
 * Reads an offer: the folder of an export (its tiles give any proof), a file with a proof, or a checkpoint alone.
 * @throws UserError when it cannot be read.
 */
export async function readOffer(path: string): Promise<Checked<Offer>> {
  try {
    const what = await stat(path);
    if (what.isDirectory()) return fine(await folderOffer(path));
    if (what.size > maxOfferBytes) return faulty('checkpoint-form');
    return parseOffer(await readFile(path, 'utf8'));
  } catch (error) {
    throw ledgerError('folder', { folder: path }, error);
  }
}

export function parseOffer(text: string): Checked<Offer> {
  if (!text.startsWith('old ')) return fine({ checkpoint: text, consistency: async () => undefined });
  const split = text.indexOf('\n\n');
  const [first = '', ...lines] = text.slice(0, Math.max(0, split)).split('\n');
  const old = parseCount(first.slice('old '.length));
  const proof = lines.map(fromBase64);
  if (old === undefined || !proof.every((hash) => hash?.length === hashBytes)) return faulty('checkpoint-form');
  return fine({
    checkpoint: text.slice(split + 2),
    consistency: async (from) => (from === old ? (proof as Hash[]) : undefined),
  });
}

async function folderOffer(folder: string): Promise<Offer> {
  return {
    checkpoint: await readFile(join(folder, 'checkpoint'), 'utf8'),
    async consistency(from, to) {
      const tile = async (level: number, number: number): Promise<Uint8Array> => {
        const width = Math.min(tileWidth, Math.floor(to / tileWidth ** level) - number * tileWidth);
        const bytes =
          width < 1 ? undefined : await readFile(join(folder, tilePath(level, number, width))).catch(() => undefined);
        return bytes ?? new Uint8Array(0);
      };
      // Tiles that are missing or short give no proof, which the witness tells.
      return makeConsistencyProof(nodeHash, tile, from, to).catch(() => undefined);
    },
    async check(head) {
      const read = (path: string) => readFile(join(folder, path)).catch(() => undefined);
      return (await verifyExport({ head, hash: nodeHash, read })).faults[0];
    },
  };
}
