import type { CatalogueFinding, CatalogueSnapshot } from '../model.ts';
import { finding } from '../said.ts';
import { segmentBytesBy } from '../wal.ts';

export interface Info {
  readonly snapshots: readonly CatalogueSnapshot[];
  readonly findings: readonly CatalogueFinding[];
  readonly identity?: string;
  readonly encryption?: string;
  /** Position where the newest backup began, as a segment's name: from there on the archive must be whole. */
  readonly newestStart?: string;
  /** How large its segments are. */
  readonly segmentBytes?: number;
}

/** `status.code` of a stanza (pgBackRest, src/command/info/info.c); 0 is ok. Whatever is not here is unknown. */
export const statusCodes: Readonly<Record<number, Pick<CatalogueFinding, 'reason' | 'weight'>>> = {
  1: { reason: 'missing', weight: 'fail' },
  2: { reason: 'empty', weight: 'fail' },
  3: { reason: 'missing', weight: 'fail' },
  4: { reason: 'damaged', weight: 'fail' },
  5: { reason: 'damaged', weight: 'fail' },
  6: { reason: 'empty', weight: 'fail' },
  99: { reason: 'unknown-code', weight: 'unknown' },
};

const otherwise = { reason: 'unknown-code', weight: 'unknown' } as const;

/** Status 99 is "other"; the name of the error in its words says which. */
function otherOf(code: number, said: string): Pick<CatalogueFinding, 'reason' | 'weight'> | undefined {
  if (code !== 99) return undefined;
  if (/FileMissingError/.test(said)) return { reason: 'missing', weight: 'fail' };
  if (/CryptoError/.test(said)) return { reason: 'wrong-password', weight: 'unknown' };
  return /ChecksumError|FormatError/.test(said) ? { reason: 'damaged', weight: 'fail' } : undefined;
}

type Fields = Readonly<Record<string, unknown>>;
function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** `info --output=json` of one stanza; undefined when it is no such document. `[]`, with code 0, is a repository that is not there. */
export function readInfo(text: string, stanza: string): Info | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed)) return undefined;
  const found = listOf(parsed).find(({ name }) => name === stanza);
  if (found === undefined) return { snapshots: [], findings: [finding('missing', 'fail', text.slice(0, 200))] };
  const findings: CatalogueFinding[] = [];
  const own = fieldsOf(found.status);
  const ofRepositories = listOf(found.repo).map((repo) => fieldsOf(repo.status));
  // The stanza's own status only sums up those of its repositories.
  const isToldThere = ofRepositories.some(({ code }) => typeof code === 'number' && code !== 0);
  for (const { code, message } of isToldThere ? ofRepositories : [own]) {
    if (typeof code !== 'number' || code === 0) continue;
    const { reason, weight } = otherOf(code, String(message)) ?? statusCodes[code] ?? otherwise;
    findings.push(finding(reason, weight, `status ${code} ${message}`));
  }
  if (fieldsOf(fieldsOf(own.lock).backup).held === true) findings.push(finding('locked', 'note', 'backup lock held'));
  const snapshots: CatalogueSnapshot[] = [];
  let newestStart: string | undefined;
  let segmentBytes: number | undefined;
  for (const backup of listOf(found.backup)) {
    const { label, type, error, timestamp, info, archive, lsn } = backup;
    const { start, stop } = fieldsOf(timestamp);
    if (typeof label !== 'string' || typeof start !== 'number' || typeof stop !== 'number') {
      findings.push(finding('malformed', 'unknown', JSON.stringify(backup).slice(0, 200)));
      continue;
    }
    const { size, delta, repository } = fieldsOf(info);
    const { delta: storedDelta } = fieldsOf(repository);
    const partial = error === true;
    if (partial) findings.push(finding('page-checksum', 'fail', `${label} error: true`, { snapshotId: label }));
    const ratio =
      typeof delta === 'number' && typeof storedDelta === 'number' && storedDelta > 0 ? delta / storedDelta : undefined;
    const from = fieldsOf(archive).start;
    const at = fieldsOf(lsn).start;
    if (typeof from === 'string') newestStart = from;
    if (typeof from === 'string' && typeof at === 'string') segmentBytes = segmentBytesBy(from, at);
    snapshots.push({
      id: label,
      tags: [stanza, `${stanza}-${type}`],
      host: '',
      paths: [],
      startedAt: start * 1000,
      endedAt: stop * 1000,
      ...(typeof size === 'number' ? { sourceBytes: size } : {}),
      ...(typeof delta === 'number' ? { addedBytes: delta } : {}),
      ...(typeof storedDelta === 'number' ? { storedBytes: storedDelta } : {}),
      ...(ratio === undefined ? {} : { compressionRatio: ratio }),
      ...(partial ? { partial } : {}),
    });
  }
  const system = listOf(found.db).at(-1)?.['system-id'];
  return {
    snapshots,
    findings,
    // A 64-bit number: taken from the text, for JSON.parse rounds it.
    ...(system === undefined
      ? {}
      : { identity: [...text.matchAll(/"system-id":\s*(\d+)/g)].at(-1)?.[1] ?? String(system) }),
    ...(typeof found.cipher === 'string' ? { encryption: found.cipher } : {}),
    ...(newestStart === undefined ? {} : { newestStart }),
    ...(segmentBytes === undefined ? {} : { segmentBytes }),
  };
}

/** `verify --output=text --verbose`: its exit code is 0 whatever it found (pgbackrest#2502), so its words are read. */
export function readVerify(text: string): {
  readonly ok: boolean | undefined;
  readonly findings: readonly CatalogueFinding[];
} {
  const status = /^\s*status:\s*(\w+)/m.exec(text)?.[1];
  if (status === undefined) return { ok: undefined, findings: [finding('malformed', 'unknown', text.slice(0, 400))] };
  const findings: CatalogueFinding[] = [];
  let about = '';
  for (const line of text.split('\n')) {
    const backup = /^\s*backup: (\S+), status: ([\w ]+),/.exec(line);
    if (backup !== null) about = backup[1] ?? '';
    else if (/^\s*archiveId:/.test(line)) about = '';
    const snapshotId = about === '' ? undefined : about;
    const counts = Object.fromEntries(
      [...line.matchAll(/(missing|checksum invalid|size invalid|other): (\d+)/g)].map(([, name, count]) => [
        name,
        Number(count),
      ]),
    );
    if ((counts.missing ?? 0) > 0)
      findings.push(finding('pack-missing', 'fail', `${about} ${line.trim()}`, { snapshotId }));
    if ((counts['checksum invalid'] ?? 0) + (counts['size invalid'] ?? 0) + (counts.other ?? 0) > 0)
      findings.push(finding('pack-damaged', 'fail', `${about} ${line.trim()}`, { snapshotId }));
  }
  if (status !== 'ok' && findings.length === 0) findings.push(finding('damaged', 'fail', text.slice(0, 400)));
  return { ok: status === 'ok' && findings.length === 0, findings };
}
