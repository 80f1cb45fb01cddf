import type { IsolationReading } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import type { Terminal } from '../../../inventory/index.ts';
import { indexOf } from '../declared-at.ts';
import type { CheckFinding, CheckJudgement, IsolationCheck, Scene, SceneDevice } from '../model.ts';
import { foundAt, inOrder } from './found.ts';
import { stationsHere } from './heard.ts';
import { tableCheck } from './table-check.ts';

const atPorts = tableCheck({
  id: 'ISO-18',
  severity: 'S3',
  clauses: ['8.1.3.1 c)'],
  about: ({ device }, scene) => device.kind === 'switch' && terminalsAt(device.id, scene).length > 0,
  needs: () => ['stations'],
  look: (reading, scene, { earlier }) =>
    terminalsAt(reading.deviceId, scene).flatMap((terminal) => swapped(terminal, reading, earlier, scene)),
});

/** ISO-18: somebody else is at a terminal's port while the terminal is gone, or it is gone while its outer twin works. */
export const iso18: IsolationCheck = {
  ...atPorts,
  judge: (scene) => [...atPorts.judge(scene), ...twins(scene)],
};

function terminalsAt(deviceId: string, { city }: Scene): readonly Terminal[] {
  return indexOf(city).atSwitch.get(deviceId) ?? [];
}

function swapped(
  { id, mac, port }: Terminal,
  reading: IsolationReading,
  earlier: SceneDevice['earlier'],
  scene: Scene,
): readonly CheckFinding[] {
  const isOwn = (each: string) => each === mac || scene.stations.ownerOf(each)?.id === id;
  const heard = stationsHere(reading, scene);
  if (heard.some((each) => isOwn(each.mac))) return [];
  const others = heard.filter((each) => each.port === port && scene.stations.ownerOf(each.mac)?.kind !== 'virtual');
  const wasHere = earlier?.stations.rows.some((each) => each.port === port && isOwn(each.mac)) ?? false;
  const key = wasHere ? 'isolation.ISO-18.swapped-now' : 'isolation.ISO-18.swapped';
  return others.map(({ mac: other, source }) =>
    foundAt(reading.deviceId, source, 'S3', message(key, { terminal: id, port: port ?? '-', mac: other })),
  );
}

/** By the outer switches' tables that were carried over: a lead for a look on the spot, no proof. */
function twins({ outer, register, stations, placeId }: Scene): readonly CheckJudgement[] {
  const byId = new Map(register?.terminals.map((terminal) => [terminal.id, terminal]));
  const paired = [...byId.values()].flatMap((inner) => {
    const twin = inner.twinId === undefined ? undefined : byId.get(inner.twinId);
    const counts = inner.network === 'inner' && inner.placeId === placeId && inner.state === 'in-use';
    return counts && twin?.network === 'outer' ? [{ inner, twin }] : [];
  });
  if (outer === undefined || outer.stations.length === 0 || paired.length === 0) return [];
  const findings = paired.flatMap(({ inner, twin }): readonly CheckFinding[] => {
    const lastInside = Math.max(0, ...inner.macs.flatMap((mac) => stations.placesOf(mac).map(({ at }) => at)));
    const active = outer.stations.find(({ mac, at }) => twin.macs.includes(mac) && at > lastInside);
    if (active === undefined) return [];
    const { device, port } = active;
    const text = message('isolation.ISO-18.twin', { terminal: inner.id, twin: twin.id, device, port });
    return [{ value: `${device}/${port}: ${active.mac}`, severity: 'S3', text }];
  });
  const observedAt = Math.min(...outer.stations.map(({ at }) => at));
  const failed = findings.length > 0;
  return [
    {
      verdict: failed ? 'fail' : 'pass',
      severity: 'S3',
      evidence: 'outer',
      observedAt,
      findings: inOrder(findings),
      reason: failed
        ? message('isolation.found', { count: findings.length })
        : message('isolation.ISO-18.twins-clean', { twins: paired.length }),
    },
  ];
}
