import { largerOf } from '../../audit/index.ts';
import { interfaceMetrics } from '../../collector/index.ts';
import { message } from '../../core/index.ts';
import type { Finding, PollInput } from './finding.ts';
import { rootOfInterface } from './root.ts';

const received = interfaceMetrics.indexOf('inBitsPerSecond');
const sent = interfaceMetrics.indexOf('outBitsPerSecond');

/**
 * Share of the capacity that the busier direction uses: of the contracted bandwidth at the end of a link, of the
 * port's own speed elsewhere; a port without a known speed is not judged. Two thresholds, as for errors.
 */
export function highUtilisation(input: PollInput): readonly Finding[] {
  const { utilisationRaise, utilisationClear } = input.settings;
  const { topology } = input.states;
  const findings: Finding[] = [];
  let speeds: ReadonlyMap<string, number> | undefined;
  const slowest = slowestSpeed(input);
  for (const sample of input.samples) {
    if (sample.entityKind !== 'interface') continue;
    const rate = largerOf(sample, received, sent);
    if (rate === undefined) continue;
    let capacity = topology.linkAt(sample.entityId)?.bandwidthBitsPerSecond;
    if (capacity === undefined) {
      // Too little for even the slowest port: not worth looking up whose it is.
      if (rate < slowest * utilisationRaise && !input.tracked('high-utilisation', sample.entityId)) continue;
      speeds ??= speedsByInterface(input);
      capacity = speeds.get(sample.entityId) ?? 0;
    }
    if (capacity <= 0) continue;
    const share = rate / capacity;
    const bad = share >= utilisationRaise;
    if (!bad && !input.tracked('high-utilisation', sample.entityId)) continue;
    const params = { interface: sample.entityId, percent: Math.round(utilisationRaise * 100) };
    findings.push({
      condition: 'high-utilisation',
      source: sample.entityId,
      root: rootOfInterface(sample.entityId, topology),
      reading: bad ? 'bad' : share <= utilisationClear ? 'good' : 'none',
      at: sample.at,
      summary: message('alerts.high-utilisation.summary', params),
      remedy: message('alerts.high-utilisation.remedy', params),
    });
  }
  return findings;
}

function speedsByInterface({ observation }: PollInput): ReadonlyMap<string, number> {
  const speeds = new Map<string, number>();
  for (const reading of observation.interfaces ?? []) {
    speeds.set(`${observation.deviceId}/${reading.name}`, reading.speedBitsPerSecond);
  }
  return speeds;
}

function slowestSpeed({ observation }: PollInput): number {
  let slowest = Number.POSITIVE_INFINITY;
  for (const { speedBitsPerSecond } of observation.interfaces ?? []) {
    if (speedBitsPerSecond > 0 && speedBitsPerSecond < slowest) slowest = speedBitsPerSecond;
  }
  return slowest;
}
