import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMs } from '../../../core/index.ts';
import type { RepositoryAccess, RepositorySettings } from '../../../inventory/index.ts';
import {
  canonicalJson,
  fromBase64,
  nodeSha256,
  parseVerifierKey,
  type Signer,
  toBase64,
  utf8,
  verifyEd25519,
} from '../../../ledger/index.ts';
import type { CatalogueDeps } from '../deps.ts';
import { backupBounds } from '../limits.ts';
import { backupTools, type CatalogueFinding, type CatalogueReading, catalogueReasons } from '../model.ts';
import { finding } from '../said.ts';

const context = 'fangzhou/backup-reading/v1';

/** What an agent prints and what is carried: one reading, numbered and signed. */
interface Carried {
  readonly format: typeof context;
  /** The time of the reading, which also numbers it: a later one has a greater number. */
  readonly at: EpochMs;
  readonly reading: CatalogueReading;
  readonly key: string;
  readonly signature: string;
}

/** The document of one reading, signed by the agent's Ed25519 key. */
export function carry(reading: CatalogueReading, signer: Signer): string {
  // What is undefined has no canonical spelling of its own: it is not carried.
  const plain: CatalogueReading = JSON.parse(JSON.stringify(reading));
  const body = { format: context, at: reading.finishedAt, reading: plain } as const;
  const signature = toBase64(signer.signBytes(signedText(body)));
  return `${JSON.stringify({ ...body, key: signer.key.id, signature } satisfies Carried)}\n`;
}

function signedText(body: Pick<Carried, 'format' | 'at' | 'reading'>): Uint8Array {
  const { format, at, reading } = body;
  return utf8(`${context}\n${canonicalJson({ format, at, reading })}\n`);
}

/**
 * The newest rightly signed reading of the repository in the folder. Wrong signatures, readings that are older than one seen before,
 * from the future or of long ago are told, and never taken.
 */
export async function readCarried({
  settings,
  access,
  deps,
  startedAt,
}: {
  readonly settings: RepositorySettings;
  readonly access: Extract<RepositoryAccess, { readonly by: 'agent' }>;
  readonly deps: Pick<CatalogueDeps, 'clock' | 'memory'>;
  readonly startedAt: EpochMs;
}): Promise<CatalogueReading> {
  const { id: repositoryId, tool } = settings;
  const now = deps.clock.now();
  const none = (each: CatalogueFinding): CatalogueReading => {
    const times = { startedAt, finishedAt: deps.clock.now() };
    return { repositoryId, tool, ...times, listed: false, snapshots: [], findings: [each], checks: [], locks: [] };
  };
  const key = parseVerifierKey(access.key, nodeSha256);
  if (key === undefined) return none(finding('signature-wrong', 'unknown', 'the declared key is none'));
  const names = await readdir(access.folder).catch(() => undefined);
  if (names === undefined) return none(finding('unreachable', 'unknown', access.folder));
  const findings: CatalogueFinding[] = [];
  let newest: Carried | undefined;
  for (const name of names
    .filter((each) => each.endsWith('.json'))
    .sort()
    .slice(-backupBounds.agentFiles)) {
    const read = await readFileBounded(join(access.folder, name));
    if (read === undefined) {
      findings.push(finding('too-large', 'note', name));
      continue;
    }
    const carried = parsed(read);
    if (carried === undefined) findings.push(finding('malformed', 'note', name));
    else if (carried.reading.repositoryId !== repositoryId || carried.reading.tool !== tool) continue;
    else if (!isSigned(carried, key)) findings.push(finding('signature-wrong', 'fail', name));
    else if (carried.at > (newest?.at ?? Number.NEGATIVE_INFINITY)) newest = carried;
  }
  if (newest === undefined)
    return {
      ...none(finding('unreachable', 'unknown', access.folder)),
      findings: [...findings, finding('unreachable', 'unknown', access.folder)],
    };
  const { at, reading } = newest;
  const last = deps.memory.lastCarried.get(repositoryId);
  const iso = (time: EpochMs): string => new Date(time).toISOString();
  if (at > now + backupBounds.clockAheadMs) return { ...none(finding('clock-ahead', 'unknown', iso(at))) };
  if (last !== undefined && at < last) return none(finding('signature-wrong', 'fail', `${iso(at)} < ${iso(last)}`));
  deps.memory.lastCarried.set(repositoryId, at);
  if (now - at > backupBounds.agentAgeMs) findings.push(finding('unreachable', 'unknown', iso(at)));
  return { ...reading, findings: [...reading.findings, ...findings].slice(0, backupBounds.findings) };
}

async function readFileBounded(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    return size > backupBounds.agentBytes ? undefined : await file.readFile('utf8');
  } catch {
    return undefined;
  }
}

/** The document when it has the form of one; its signature is checked by who asks. */
function parsed(text: string): Carried | undefined {
  try {
    const document = JSON.parse(text) as Partial<Carried>;
    const { format, at, reading, key, signature } = document;
    if (format !== context || typeof at !== 'number' || typeof key !== 'string' || typeof signature !== 'string')
      return undefined;
    return isReading(reading) ? { format, at, reading, key, signature } : undefined;
  } catch {
    return undefined;
  }
}

function isReading(value: unknown): value is CatalogueReading {
  if (typeof value !== 'object' || value === null) return false;
  const { repositoryId, tool, listed, snapshots, findings, checks, locks } = value as Partial<CatalogueReading>;
  const lists = [snapshots, findings, checks, locks];
  return (
    typeof repositoryId === 'string' &&
    backupTools.some((each) => each === tool) &&
    typeof listed === 'boolean' &&
    lists.every((each) => Array.isArray(each)) &&
    (snapshots?.length ?? 0) <= backupBounds.snapshots &&
    (findings?.length ?? 0) <= backupBounds.findings &&
    snapshots?.every(
      ({ id, tags, startedAt }) => typeof id === 'string' && Array.isArray(tags) && typeof startedAt === 'number',
    ) === true &&
    findings?.every(({ reason }) => catalogueReasons.includes(reason)) === true
  );
}

function isSigned(carried: Carried, key: ReturnType<typeof parseVerifierKey>): boolean {
  const signature = fromBase64(carried.signature);
  if (key === undefined || signature === undefined || carried.key !== key.id) return false;
  try {
    return verifyEd25519({ publicKey: key.publicKey, message: signedText(carried), signature }) === true;
  } catch {
    return false;
  }
}
