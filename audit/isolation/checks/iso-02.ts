import { message } from '../../../core/index.ts';
import type { CheckFinding, CheckJudgement, IsolationCheck, Scene } from '../model.ts';
import { foundAt, inOrder } from './found.ts';
import { neighboursHere, portName, stationsHere } from './heard.ts';
import { stationTables, tableCheck } from './table-check.ts';

const inside = tableCheck({
  id: 'ISO-02',
  severity: 'S1',
  clauses: ['8.1.3.1 b)', '8.1.3.1 c)'],
  ...stationTables,
  look: (reading, scene) => {
    const { deviceId } = reading;
    const atPorts = stationsHere(reading, scene).map(({ mac, port, source }) => ({ mac, port, source }));
    const byArp = neighboursHere(reading).map(({ mac, ifIndex, source }) => ({
      mac,
      port: portName(reading, ifIndex),
      source,
    }));
    return [...atPorts, ...byArp].flatMap(({ mac, port, source }) => {
      const owner = scene.stations.ownerOf(mac);
      if (owner?.network !== 'outer') return [];
      const text = message('isolation.ISO-02.outer-inside', { terminal: owner.id, mac, port });
      return [foundAt(deviceId, source, 'S1', text)];
    });
  },
});

/** ISO-02: a terminal registered for the outer network is heard inside, or one of the inner network at an outer switch. */
export const iso02: IsolationCheck = { ...inside, judge: (scene) => [...inside.judge(scene), ...innerOutside(scene)] };

/** Outer switches are heard of by files that are carried over; none yet says nothing, and ISO-40 says that. */
function innerOutside({ outer, stations, placeId }: Scene): readonly CheckJudgement[] {
  if (outer === undefined || outer.stations.length === 0) return [];
  const findings = outer.stations.flatMap(({ mac, device, port }): readonly CheckFinding[] => {
    const owner = stations.ownerOf(mac);
    if (owner === undefined || owner.network === 'outer' || owner.placeId !== placeId) return [];
    const text = message('isolation.ISO-02.inner-outside', { owner: owner.id, mac, device, port });
    return [{ value: `${device}/${port}: ${mac}`, severity: 'S1', text }];
  });
  const observedAt = Math.min(...outer.stations.map(({ at }) => at));
  const about = { severity: 'S1', observedAt, evidence: 'outer' } as const;
  if (findings.length === 0) {
    const reason = message('isolation.ISO-02.outer-clean', { rows: outer.stations.length });
    return [{ ...about, verdict: 'pass', reason, findings }];
  }
  const reason = message('isolation.found', { count: findings.length });
  return [{ ...about, verdict: 'fail', reason, findings: inOrder(findings) }];
}
