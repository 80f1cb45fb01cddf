import type { LightStanding } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { WireLightCollector } from '../wire-light-collectors.ts';
import { isoTime } from './element.ts';

/** Results that wait for longer than a few exchanges are of a time when nobody could be reached. */
const catchingUpMs = 30_000;

const isoOrNull = (at: EpochMs | undefined): string | null => (at === undefined ? null : isoTime(at));

export function wireLightCollector(standing: LightStanding, now: EpochMs): WireLightCollector {
  const { id, placeId, enrolledAt, enrolledBy, revokedAt, revokedBy, certificateEndsAt, account } = standing;
  const { taken, state, results = 0, lost = 0, gaps = [], seenAt, address, clockOffMs } = account ?? {};
  const sequence = taken?.sequence ?? 0;
  const waiting = Math.max(0, (state?.last ?? 0) - sequence);
  return {
    ...{ id, placeId, enrolledBy, sequence, waiting, results, lost },
    condition: conditionOf(standing, waiting, now),
    enrolledAt: isoTime(enrolledAt),
    revokedAt: isoOrNull(revokedAt),
    revokedBy: revokedBy ?? null,
    certificateEndsAt: isoOrNull(certificateEndsAt),
    lastSeenAt: isoOrNull(seenAt),
    address: address ?? null,
    version: state?.version ?? null,
    waitingSince: waiting === 0 ? null : isoOrNull(state?.waitingSince),
    spoolBytes: state?.bytes ?? 0,
    keptBytes: state?.keptBytes ?? 0,
    isWritable: state?.isWritable ?? true,
    probes: state?.probes ?? 0,
    figures: state?.figures ?? 0,
    overruns: state?.overruns ?? 0,
    refused: state?.refused ?? 0,
    gaps: gaps.toReversed().map(({ since, until, toldAt, ...gap }) => ({
      ...gap,
      since: isoOrNull(since),
      until: isoOrNull(until),
      toldAt: isoTime(toldAt),
    })),
    clockOffSeconds: clockOffMs === undefined ? null : Math.round(clockOffMs / 100) / 10,
  };
}

function conditionOf(
  { revokedAt, silentSince, account }: LightStanding,
  waiting: number,
  now: EpochMs,
): WireLightCollector['condition'] {
  if (revokedAt !== undefined) return 'revoked';
  if (account === undefined) return 'never';
  if (silentSince !== undefined) return 'silent';
  const { waitingSince = now } = account.state;
  return waiting > 0 && now - waitingSince > catchingUpMs ? 'catching-up' : 'connected';
}
