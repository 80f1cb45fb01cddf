/** The small text files of a bundle, each with one spelling only, so that no byte of them can change unseen. */
import { fromBase64, type Hash, hashBytes, parseCount, toBase64 } from '../../../ledger/verify/index.ts';

/** Names of the files in a bundle. */
export const fileNames = {
  report: 'report.json',
  sums: 'SHA256SUMS',
  /** The head of the ledger that is printed on the report; all evidence stands under it. */
  checkpoint: 'checkpoint',
  policy: 'policy',
  evidence: 'evidence.jsonl',
  proofs: 'evidence.proofs',
  /** The ledger's own record of this report, and its proof under a later head. */
  record: 'record.json',
  recordProof: 'record.tlog-proof',
  consistency: 'consistency.proof',
} as const;

/** What is made after the sums are fixed; the ledger's record of the report vouches for the sums, these for themselves. */
export const afterSums: readonly string[] = [
  fileNames.sums,
  fileNames.record,
  fileNames.recordProof,
  fileNames.consistency,
];

export interface EvidenceProof {
  readonly index: number;
  readonly proof: readonly Hash[];
}

const proofsHead = 'fangzhou-evidence-proofs/1';
const consistencyHead = 'fangzhou-consistency/1';

/** One block for each line of the evidence, shaped as the middle of a C2SP tlog-proof. */
export function formatProofs(proofs: readonly EvidenceProof[]): string {
  return `${proofsHead}\n${proofs.map(({ index, proof }) => `\nindex ${index}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}`).join('')}`;
}

export function parseProofs(text: string): readonly EvidenceProof[] | undefined {
  const [head, ...blocks] = text.split('\n\n');
  if (head?.trimEnd() !== proofsHead) return undefined;
  const proofs: EvidenceProof[] = [];
  for (const [number, block] of blocks.entries()) {
    const lines = (number === blocks.length - 1 ? block.replace(/\n$/, '') : block).split('\n');
    const index = parseCount(/^index (\d+)$/.exec(lines[0] ?? '')?.[1] ?? '');
    const proof = hashesOf(lines.slice(1));
    if (index === undefined || proof === undefined) return undefined;
    proofs.push({ index, proof });
  }
  return formatProofs(proofs) === text ? proofs : undefined;
}

export interface ConsistencyFile {
  readonly from: number;
  readonly to: number;
  readonly proof: readonly Hash[];
}

export function formatConsistency({ from, to, proof }: ConsistencyFile): string {
  return `${[consistencyHead, `from ${from}`, `to ${to}`, ...proof.map(toBase64)].join('\n')}\n`;
}

export function parseConsistency(text: string): ConsistencyFile | undefined {
  const [head, fromLine = '', toLine = '', ...lines] = text.replace(/\n$/, '').split('\n');
  const from = parseCount(/^from (\d+)$/.exec(fromLine)?.[1] ?? '');
  const to = parseCount(/^to (\d+)$/.exec(toLine)?.[1] ?? '');
  const proof = hashesOf(lines);
  if (head !== consistencyHead || from === undefined || to === undefined || proof === undefined) return undefined;
  const found = { from, to, proof };
  return formatConsistency(found) === text ? found : undefined;
}

function hashesOf(lines: readonly string[]): readonly Hash[] | undefined {
  const hashes: Hash[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== hashBytes) return undefined;
    hashes.push(hash);
  }
  return hashes;
}

/** As `sha256sum` writes and checks it, sorted by name. */
export function formatSums(sums: ReadonlyMap<string, string>): string {
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, hex]) => `${hex}  ${name}\n`)
    .join('');
}

export function parseSums(text: string): ReadonlyMap<string, string> | undefined {
  const sums = new Map<string, string>();
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const [, hex, name] = /^([0-9a-f]{64}) {2}([\w.-]{1,100})$/.exec(line) ?? [];
    if (hex === undefined || name === undefined) return undefined;
    sums.set(name, hex);
  }
  return formatSums(sums) === text ? sums : undefined;
}

/** Lines of a JSON Lines file: every line ends in a newline, also the last. Undefined when it does not. */
export function linesOf(text: string): readonly string[] | undefined {
  if (text === '') return [];
  return text.endsWith('\n') ? text.slice(0, -1).split('\n') : undefined;
}
