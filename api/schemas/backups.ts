import { Type } from '@fastify/type-provider-typebox';
import { backupTroubles, dayWords } from '../../audit/index.ts';
import type {
  WireBackupMatrix,
  WireBackupOffice,
  WireBackupRepositoryDetail,
  WireBackupSetDetail,
  WireBackups,
} from '../wire-backups.ts';
import { closed, count, id, messageText, orNull, text, time, words } from './parts.ts';

export const backupVerdicts = ['pass', 'fail', 'unknown'] as const;
const verdict = words(backupVerdicts, 'unknown counts as not covered');
const number = Type.Number();
const share = Type.Number({ minimum: 0, maximum: 1 });
export const isoDate = Type.String({ format: 'date', description: 'A day of the city’s calendar' });

const countParts = {
  declared: count,
  pass: count,
  fail: count,
  unknown: count,
  coverage: orNull(share),
  rule: closed({
    threeCopies: count,
    twoMedia: count,
    oneOffsite: count,
    oneImmutable: count,
    zeroErrors: count,
    all: count,
  }),
  proven: count,
};

const setParts = {
  id,
  officeId: id,
  officeNameZh: text,
  districtId: id,
  repositoryId: id,
  verdict,
  since: time,
  newestAt: orNull(time),
  ageSeconds: orNull(number),
  bytes: orNull(number),
  rule: closed(
    {
      copies: count,
      media: count,
      offsite: orNull(Type.Boolean()),
      immutable: orNull(Type.Boolean()),
      errors: orNull(count),
    },
    { description: '3-2-1-1-0; null: it cannot be told' },
  ),
  proofLevel: orNull(Type.Integer({ minimum: 0, maximum: 5 })),
  lastProofAt: orNull(time),
  deciding: Type.Array(id),
};

const repositoryParts = {
  id,
  tool: orNull(text),
  toolVersion: orNull(text),
  medium: text,
  place: text,
  verdict,
  since: time,
  lookedAt: orNull(time),
  listed: Type.Boolean(),
  looking: Type.Boolean(),
  snapshots: orNull(count),
  dataSets: count,
  freeBytes: orNull(number),
  totalBytes: orNull(number),
  fullInDays: orNull(closed({ least: number, most: orNull(number) })),
  deciding: Type.Array(id),
};

const checks = Type.Array(
  closed({
    id,
    title: messageText,
    remedy: messageText,
    verdict,
    severity: words(['P1', 'P2', 'P3'] as const, 'P1: at once; P2: the same day; P3: for the report'),
    trouble: words(backupTroubles),
    posture: Type.Boolean({ description: 'Shown and reported; decides no verdict' }),
    reason: messageText,
    observedAt: orNull(time),
    evidence: Type.Array(closed({ source: text, value: text, at: time })),
  }),
);

const snapshots = Type.Array(
  closed({
    id,
    tags: Type.Array(text),
    host: text,
    startedAt: time,
    endedAt: orNull(time),
    bytes: orNull(number),
    files: orNull(number),
    filesNew: orNull(number),
    filesChanged: orNull(number),
    addedBytes: orNull(number),
    storedBytes: orNull(number),
    partial: Type.Boolean(),
  }),
);

export const backups = Type.Unsafe<WireBackups>(
  closed({
    at: time,
    city: closed(countParts),
    districts: Type.Array(closed({ id, nameZh: text, nameEn: text, ...countParts })),
    dataSets: Type.Array(closed(setParts)),
    repositories: Type.Array(closed(repositoryParts)),
  }),
);

export const backupMatrix = Type.Unsafe<WireBackupMatrix>(
  closed({
    at: time,
    from: isoDate,
    to: isoDate,
    timeZone: text,
    letters: Type.Record(text, words(dayWords)),
    rows: Type.Array(closed({ dataSetId: id, officeId: id, officeNameZh: text, districtId: id, days: text }), {
      description: 'One letter for each day',
    }),
  }),
);

export const backupSet = Type.Unsafe<WireBackupSetDetail>(
  closed({
    ...setParts,
    at: time,
    schedule: text,
    maxAgeSeconds: number,
    retentionSeconds: number,
    drill: text,
    checks,
    snapshots,
    vanished: Type.Array(closed({ id, startedAt: time, firstSeenAt: time, goneAt: time })),
  }),
);

export const backupRepository = Type.Unsafe<WireBackupRepositoryDetail>(
  closed({
    ...repositoryParts,
    at: time,
    location: orNull(text),
    identity: orNull(text),
    otherIdentity: orNull(closed({ was: text, at: time })),
    encryption: orNull(text),
    immutable: orNull(Type.Boolean()),
    copies: Type.Array(id),
    checks,
    findings: Type.Array(
      closed({
        reason: text,
        weight: words(['fail', 'unknown', 'note'] as const),
        text: messageText,
        said: text,
        snapshotId: orNull(text),
      }),
    ),
    locks: Type.Array(closed({ at: time, host: text, pid: count, alive: orNull(Type.Boolean()) })),
    orphans: snapshots,
    space: Type.Array(closed({ at: time, freeBytes: number, totalBytes: number })),
    shareRead: share,
    sets: Type.Array(closed(setParts)),
  }),
);

export const backupOffice = Type.Unsafe<WireBackupOffice>(
  closed({
    id,
    at: time,
    nameZh: text,
    districtId: id,
    verdict,
    counts: closed(countParts),
    dataSets: Type.Array(closed(setParts)),
  }),
);
