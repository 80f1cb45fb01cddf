import {
  type DrillCause,
  type DrillResult,
  type DrillStanding,
  type Proposal,
  type RestoreDue,
  restoreMatter,
} from '../../audit/index.ts';
import { restoreProof } from '../../collector/index.ts';
import { type Message, message } from '../../core/index.ts';
import type { Backup, BackupsSettings, City } from '../../inventory/index.ts';
import type { WireRestoreCause, WireRestoreDrill, WireRestoreDrillDetail, WireRestoreResult } from '../wire-restore.ts';
import { isoTime } from './element.ts';
import { wireProposal } from './keeping.ts';

/** A data set's drill with what stands around it. */
export interface RestoreSight {
  readonly standing: DrillStanding;
  readonly backup: Backup | undefined;
  readonly due: RestoreDue;
  readonly obstacle: Message | undefined;
  readonly proposal: Proposal | undefined;
}

/** Proposals of drills that wait for a second person, by data set. */
export function waitingDrills(proposals: readonly Proposal[]): ReadonlyMap<string, Proposal> {
  const waiting = proposals.filter(({ matter, state }) => matter === restoreMatter && state === 'waiting');
  return new Map(waiting.map((each) => [String(each.body.backupId), each]));
}

const stateRank = { running: 0, waiting: 1, idle: 3 } as const;
const dueRank = { never: 0, overdue: 1, soon: 2, met: 3 } as const;

/** What runs, waits and is proposed first, then the newest result; those without any by how urgent they are. */
export function restoresInOrder(sights: readonly RestoreSight[]): readonly RestoreSight[] {
  const rank = ({ standing, proposal }: RestoreSight): number =>
    standing.state === 'idle' && proposal !== undefined ? 2 : stateRank[standing.state];
  const at = ({ standing }: RestoreSight): number => standing.results[0]?.finishedAt ?? 0;
  return sights.toSorted((a, b) => rank(a) - rank(b) || at(b) - at(a) || dueRank[a.due.status] - dueRank[b.due.status]);
}

/** Whether anything was, is or shall be tried. */
export const isTried = ({ standing, proposal }: RestoreSight): boolean =>
  standing.state !== 'idle' || standing.results.length > 0 || proposal !== undefined;

export function wireRestoreDrill(
  { standing, backup, due, obstacle, proposal }: RestoreSight,
  { city, user }: { readonly city: City; readonly user: string },
): WireRestoreDrill {
  const { backupId, state, startedAt, cause, progress, results } = standing;
  const [last] = results;
  return {
    dataSetId: backupId,
    officeId: backup?.officeId ?? '',
    officeNameZh: city.offices.get(backup?.officeId ?? '')?.nameZh ?? backup?.officeId ?? '',
    districtId: backup?.districtId ?? '',
    repositoryId: backup?.repository ?? '',
    due: due.status,
    dueAt: due.at === undefined ? null : isoTime(due.at),
    state,
    startedAt: startedAt === undefined ? null : isoTime(startedAt),
    cause: cause === undefined ? null : wireCause(cause),
    progress: progress ?? null,
    proposal: proposal === undefined ? null : wireProposal(proposal, user),
    obstacle: obstacle ?? null,
    last: last === undefined ? null : wireResult(last),
  };
}

export function wireRestoreDetail(
  sight: RestoreSight,
  { city, user, settings }: { readonly city: City; readonly user: string; readonly settings: BackupsSettings },
): WireRestoreDrillDetail {
  const own = settings.dataSets.get(sight.standing.backupId);
  const { mostBytes, mostSeconds } = settings.scratch;
  return {
    ...wireRestoreDrill(sight, { city, user }),
    proof: proofWord(restoreProof(own, settings.repositories.get(sight.backup?.repository ?? '')?.tool)),
    rtoSeconds: own?.rtoSeconds ?? null,
    rpoSeconds: own?.rpoSeconds ?? null,
    ...{ sample: settings.drills.sample, mostBytes, mostSeconds },
    results: sight.standing.results.map(wireResult),
  };
}

function proofWord(proof: ReturnType<typeof restoreProof>): WireRestoreDrillDetail['proof'] {
  return proof.kind === 'postgresql' && proof.dump === undefined ? 'data-folder' : proof.kind;
}

function wireCause(cause: DrillCause): WireRestoreCause {
  if (cause.kind === 'schedule') return { kind: 'schedule', proposedBy: null, approvedBy: null, reason: null };
  const { kind, proposedBy, approvedBy, reason } = cause;
  return { kind, proposedBy, approvedBy, reason };
}

function wireResult(result: DrillResult): WireRestoreResult {
  const { repositoryId, snapshotId, cause, startedAt, finishedAt, ok, level, sampled, bytes, files } = result;
  const { rtoMs, rpoMs, isWithinRto, isWithinRpo, fault, abortedBy, abortReason = '' } = result;
  const seconds = (ms: number | undefined): number | null => (ms === undefined ? null : ms / 1000);
  return {
    ...{ repositoryId, ok, sampled },
    snapshotId: snapshotId ?? null,
    cause: wireCause(cause),
    startedAt: isoTime(startedAt),
    finishedAt: isoTime(finishedAt),
    level: level ?? null,
    bytes: bytes ?? null,
    files: files ?? null,
    compared: result.compared ?? null,
    seed: result.seed ?? null,
    rtoSeconds: seconds(rtoMs),
    rpoSeconds: seconds(rpoMs),
    isWithinRto: isWithinRto ?? null,
    isWithinRpo: isWithinRpo ?? null,
    fault: fault === undefined ? null : { ...fault, remedy: message(`${fault.text.key}.remedy` as Message['key']) },
    aborted: abortedBy === undefined ? null : { by: abortedBy, reason: abortReason },
  };
}
