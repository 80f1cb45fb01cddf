/** FO-11, FO-30, FO-31: what clients lived, now and at the last takeover. */
import { message } from '../../../core/index.ts';
import { type Found, failed, notOffered, pairCheck, passed, unknown } from '../judging.ts';
import { staleMs } from '../known.ts';
import { type PairCheck, type PairEvidence, type PairScene, pairLimits, type Takeover } from '../model.ts';

/** A single try that fails is a try; this long without a good one is an outage that somebody is called for. */
function outageAfterMs({ all }: PairScene): number {
  return Math.max(pairLimits.outageMs, (2 * all.probePeriodSeconds + all.probeTimeoutSeconds) * 1000);
}

function service(scene: PairScene): Found {
  if (scene.settings.probes.length === 0) return notOffered(message('pairs.FO-11.not-offered'));
  const evidence: PairEvidence[] = [];
  const late: string[] = [];
  let down: string | undefined;
  for (const { id } of scene.settings.probes) {
    const tries = scene.probes.filter(({ probeId }) => probeId === id);
    const [newest] = tries;
    if (newest === undefined || scene.now - newest.finishedAt > staleMs(scene.all)) {
      late.push(id);
      continue;
    }
    const good = tries.find(({ ok }) => ok);
    const value = newest.ok ? `ok in ${newest.finishedAt - newest.startedAt} ms` : (newest.reason?.key ?? 'failed');
    evidence.push({ source: `probe ${id}`, value, at: newest.finishedAt });
    const first = tries.at(-1)?.startedAt ?? scene.now;
    if (!newest.ok && scene.now - (good?.finishedAt ?? first) >= outageAfterMs(scene)) down ??= id;
  }
  if (down !== undefined) return failed(message('pairs.FO-11.fail', { probe: down }), evidence);
  const [missing] = late;
  if (missing !== undefined) return unknown(message('pairs.FO-11.late', { probe: missing }), evidence);
  return passed(message('pairs.FO-11.pass'), evidence);
}

/** The newest takeover that is over, with the evidence of it. */
function lastOf(scene: PairScene): { readonly takeover: Takeover; readonly evidence: PairEvidence[] } | undefined {
  const takeover = scene.takeovers.find(({ open }) => !open);
  if (takeover === undefined || scene.now - takeover.detectedAt > pairLimits.targetMissedMs) return undefined;
  return { takeover, evidence: [{ source: 'takeover', value: takeover.id, at: takeover.detectedAt }] };
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

function tookTooLong(scene: PairScene): Found {
  const target = scene.settings.targets.rtoSeconds;
  const running = scene.takeovers.find(({ open }) => open);
  if (running?.lastGoodAt !== undefined && scene.now - running.lastGoodAt > target * 1000) {
    const evidence = [{ source: 'takeover', value: running.id, at: running.detectedAt }];
    const params = { seconds: seconds(scene.now - running.lastGoodAt), target };
    return failed(message('pairs.FO-30.open', params), evidence, { severity: 'P1' });
  }
  const last = lastOf(scene);
  if (last === undefined) return notOffered(message('pairs.no-takeover'));
  const { takeover, evidence } = last;
  const { rtoMs } = takeover;
  if (rtoMs === undefined) return unknown(message('pairs.FO-30.unmeasured'), evidence);
  const params = { least: seconds(rtoMs.least), most: seconds(rtoMs.most), target };
  if (rtoMs.least > target * 1000) return failed(message('pairs.FO-30.fail', params), evidence);
  if (rtoMs.most <= target * 1000) return passed(message('pairs.FO-30.pass', params), evidence);
  return unknown(message('pairs.FO-30.between', params), evidence);
}

function lostTooMuch(scene: PairScene): Found {
  const last = lastOf(scene);
  if (last === undefined) return notOffered(message('pairs.no-takeover'));
  const { takeover, evidence } = last;
  const { rpoBytes, rpoMs } = takeover;
  const { targets } = scene.settings;
  if (rpoBytes === undefined && rpoMs === undefined) return notOffered(message('pairs.FO-31.not-offered'));
  const bytes = rpoBytes ?? { least: 0, most: 0 };
  const ms = rpoMs ?? { least: 0, most: 0 };
  const limitMs = targets.rpoSeconds * 1000;
  const params = { bytes: bytes.most, seconds: seconds(ms.most) };
  if (bytes.least > targets.rpoBytes || ms.least > limitMs)
    return failed(message('pairs.FO-31.fail', params), evidence);
  if (bytes.most <= targets.rpoBytes && ms.most <= limitMs)
    return passed(message('pairs.FO-31.pass', params), evidence);
  // Nobody can tell how much was written after the last sample: more than the target may be gone.
  return failed(message('pairs.FO-31.perhaps', params), evidence, { severity: 'P2' });
}

export const serviceChecks: readonly PairCheck[] = [
  pairCheck('FO-11', 'P1', 'service-down', service),
  pairCheck('FO-30', 'P2', 'slow-takeover', tookTooLong),
  pairCheck('FO-31', 'P1', 'slow-takeover', lostTooMuch),
];
