import type {
  BackupJudgement,
  BackupTrouble,
  DataSetStanding,
  ElementRef,
  RepositoryStanding,
} from '../../audit/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { Incident, IncidentDetail } from '../incident.ts';
import { bounds } from '../settings.ts';
import type { Finding } from './finding.ts';

/** Data sets and repositories as they stand. */
export interface BackupStandings {
  readonly dataSets: readonly DataSetStanding[];
  readonly repositories: readonly RepositoryStanding[];
}

/**
 * Troubles of backups: one incident for each data set or repository and trouble, as soon as a check fails, until every check of that
 * trouble passes. What cannot be told does neither, except that nobody could look into a repository: that is a trouble itself. What is
 * unproven is so for many sets at once (drills fall due together): that is one incident of their repository, with a row for each.
 */
export function backupFailing(
  { dataSets, repositories }: BackupStandings,
  city: City,
  at: EpochMs,
): readonly Finding[] {
  const unproven = Map.groupBy(
    dataSets
      .flatMap(({ repositoryId, judgements }) => judgements.map((judgement) => ({ repositoryId, judgement })))
      .filter(({ judgement }) => judgement.trouble === 'unproven'),
    ({ repositoryId }) => repositoryId,
  );
  return [
    ...dataSets.flatMap(({ backupId, officeId, districtId, judgements }) => {
      const office = city.offices.get(officeId)?.nameZh ?? officeId;
      const own = judgements.filter(({ trouble }) => trouble !== 'unproven');
      return findingsOf(own, { id: backupId, office, root: rootOf(officeId, districtId, city), at });
    }),
    ...repositories.flatMap(({ repositoryId: id, judgements }) => {
      const ofSets = (unproven.get(id) ?? []).map(({ judgement }) => judgement);
      return findingsOf([...judgements, ...ofSets], { id, office: undefined, root: districtRef(id, city), at });
    }),
  ];
}

interface Whose {
  readonly id: string;
  /** Undefined: a repository's. */
  readonly office: string | undefined;
  readonly root: ElementRef;
  readonly at: EpochMs;
}

function findingsOf(judgements: readonly BackupJudgement[], { id, office, root, at }: Whose): readonly Finding[] {
  const byTrouble = Map.groupBy(judgements.filter(isCounted), ({ trouble }) => trouble);
  return [...byTrouble].flatMap(([trouble, list]): readonly Finding[] => {
    const bad = list.filter(isBad);
    const [worst] = bad.toSorted((a, b) => (a.severity < b.severity ? -1 : a.severity > b.severity ? 1 : 0));
    const isUntold = list.some(({ verdict }) => verdict === 'unknown');
    // Of what was not proven yet nothing is lost.
    if (worst === undefined && isUntold && trouble !== 'unproven') return [];
    return [
      {
        condition: 'backup-failing',
        source: topicOf(trouble, id),
        root,
        topic: topicOf(trouble, id),
        reading: worst === undefined ? 'good' : 'bad',
        at: worst?.observedAt ?? at,
        raiseAfter: 1,
        clearAfter: 1,
        severity: worst?.severity === 'P1' ? 'critical' : 'major',
        summary: message(`alerts.backup-failing.${office === undefined ? 'repository' : 'set'}.summary`, {
          ...(office === undefined ? { repository: id } : { set: id, office }),
          trouble: `key:alerts.backup-failing.trouble.${trouble}`,
          check: worst?.checkId ?? '',
        }),
        remedy: message(worst === undefined ? 'alerts.backup-failing.remedy' : `backups.${worst.checkId}.remedy`),
        details: bad.flatMap(detailsOf).slice(0, bounds.details),
      },
    ];
  });
}

/** Incidents of data sets and repositories that are no more declared. */
export function goneBackups<One extends { readonly incident: Incident }>(
  open: readonly One[],
  { dataSets, repositories }: BackupStandings,
): readonly One[] {
  const declared = new Set([
    ...dataSets.map(({ backupId }) => backupId),
    ...repositories.map(({ repositoryId }) => repositoryId),
  ]);
  return open.filter(({ incident: { condition, topic = '' } }) => {
    return condition === 'backup-failing' && !declared.has(topic.split(' ')[1] ?? '');
  });
}

/** Which of several troubles of a point or district this is: `missed rulin-business-data`. */
function topicOf(trouble: BackupTrouble, id: string): string {
  return `${trouble} ${id}`;
}

/** P3 is for reports. */
const isCounted = ({ severity }: BackupJudgement): boolean => severity !== 'P3';
const isBad = ({ verdict, trouble }: BackupJudgement): boolean =>
  verdict === 'fail' || (verdict === 'unknown' && trouble === 'unreadable');

function detailsOf({ about, reason, evidence }: BackupJudgement): readonly IncidentDetail[] {
  const value = [about.id, ...evidence.map(({ source, value: said }) => `${source}: ${said}`)].join('; ');
  return [{ text: reason, value: value.slice(0, bounds.detailCharacters) }];
}

/** The first point of the office; an office without one has its district. */
function rootOf(officeId: string, districtId: string, city: City): ElementRef {
  for (const { id, officeId: owner } of city.points.values()) if (owner === officeId) return { kind: 'point', id };
  return { kind: 'district', id: districtId };
}

/** A repository is its district's; one that serves several, or holds copies, is the city's. */
function districtRef(repositoryId: string, city: City): ElementRef {
  const districts = new Set(
    [...city.backups.values()].flatMap(({ repository, districtId }) =>
      repository === repositoryId ? [districtId] : [],
    ),
  );
  const [first = city.id] = districts;
  return { kind: 'district', id: districts.size === 1 ? first : city.id };
}
