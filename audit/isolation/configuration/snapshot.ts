import { createHash } from 'node:crypto';
import type { EpochMs } from '../../../core/index.ts';
import type { NewRecord } from '../../../ledger/index.ts';
import { type ConfigurationApproval, type ConfigurationSnapshot, configurationBounds } from './model.ts';
import { blocksOf, linesOf, normalised, normalisedPolicy } from './normalise.ts';
import { serversOf } from './servers.ts';
import { riskyStatements } from './statements.ts';

/** What is kept of an exported text; undefined for one without a line that means anything, or with too many. */
export function snapshotOf(deviceId: string, takenAt: EpochMs, text: string): ConfigurationSnapshot | undefined {
  const lines = linesOf(text);
  if (lines.length === 0 || lines.length > configurationBounds.lines) return undefined;
  const blocks = blocksOf(lines);
  return {
    deviceId,
    takenAt,
    digest: digestOf(normalised(blocks)),
    policyDigest: digestOf(normalisedPolicy(blocks)),
    lines: lines.length,
    risky: riskyStatements(blocks),
    servers: serversOf(blocks),
  };
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}

/** The import of a snapshot as the ledger keeps it: digests and what it opens, never the text. */
export function snapshotRecord({ deviceId, takenAt, risky, servers, ...rest }: ConfigurationSnapshot): NewRecord {
  const told = risky.map(({ kind, line, text }) => ({ kind, line, text }));
  const body = {
    takenAt: new Date(takenAt).toISOString(),
    ...rest,
    risky: told,
    servers: servers.map((server) => ({ ...server })),
  };
  return { kind: 'evidence', subject: `device ${deviceId}`, body, sealed: true };
}

/** That a person approved exactly one text. */
export function approvalRecord({ deviceId, digest, approver, reason, at }: ConfigurationApproval): NewRecord {
  const body = { digest, approver, reason, at: new Date(at).toISOString() };
  return { kind: 'declaration', subject: `device ${deviceId}`, body, sealed: true };
}
