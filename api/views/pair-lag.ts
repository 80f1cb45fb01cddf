import type { Asked, PairReading } from '../../collector/index.ts';
import type { WirePairLag } from '../wire-pairs.ts';
import { isoTime } from './element.ts';

/**
 * How far the standby was behind at each reading, oldest first: bytes by PostgreSQL's primary or by both ends of Redis, seconds by
 * MySQL's replica. A reading that does not tell is a gap. Empty where no such engine is asked.
 */
export function pairLag(readings: readonly PairReading[]): readonly WirePairLag[] {
  const tells = readings.some(({ members }) =>
    members.some(({ postgresql, mysql, redis }) => (postgresql ?? mysql ?? redis) !== undefined),
  );
  if (!tells) return [];
  return readings.toReversed().map((reading) => ({
    at: isoTime(reading.finishedAt),
    bytes: bytesBehind(reading),
    seconds: secondsBehind(reading),
  }));
}

function bytesBehind({ members }: PairReading): number | null {
  const ofPostgresql = members
    .flatMap(({ postgresql }) => factsOf(postgresql))
    .filter(({ inRecovery }) => !inRecovery)
    .flatMap(({ standbys }) => standbys.map(({ replayBytesBehind }) => replayBytesBehind));
  const redis = members.flatMap((member) => factsOf(member.redis));
  const master = redis.find(({ role }) => role === 'master');
  const ofRedis = redis
    .filter(({ role }) => role === 'slave')
    .map(({ offset }) => (master === undefined ? undefined : Math.max(0, master.offset - offset)));
  return worst([...ofPostgresql, ...ofRedis]);
}

function secondsBehind({ members }: PairReading): number | null {
  return worst(members.flatMap(({ mysql }) => factsOf(mysql)).map(({ replica }) => replica?.secondsBehind));
}

const factsOf = <Facts>(asked: Asked<Facts> | undefined): readonly Facts[] =>
  asked?.outcome === 'answered' ? [asked.facts] : [];

function worst(values: readonly (number | undefined)[]): number | null {
  const told = values.filter((value) => value !== undefined);
  return told.length === 0 ? null : Math.max(...told);
}
