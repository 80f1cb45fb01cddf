import { message } from '../../../core/index.ts';
import { isExpectedAtPlace } from '../../custody/machine.ts';
import type { CheckFinding, IsolationCheck, RegisteredTerminal, RegisterView, Scene } from '../model.ts';
import { heardHere, judged, oidOf, withRegister } from './register-judgement.ts';

const dayMs = 86_400_000;
type Counted = NonNullable<RegisterView['stockTake']>;

/**
 * ISO-54: register, scan and bridge table disagree. What the newest stock-take found stands until the register says the same
 * (the missing one is reported lost, the stranger is registered), or the place is counted again.
 */
export const iso54: IsolationCheck = {
  id: 'ISO-54',
  severity: 'S2',
  clauses: ['8.1.10.2'],
  evidence: 'register',
  needed: false,
  judge: (scene) =>
    withRegister(scene, 'S2', (register) => {
      const { now } = scene;
      const { stockTake, stockTakeEveryMs, terminals } = register;
      if (stockTake === undefined) {
        if (stockTakeEveryMs === undefined || terminals.length === 0) return [];
        return judged('S2', [], { verdict: 'unknown', reason: message('isolation.ISO-54.never') }, undefined);
      }
      const findings = [
        ...scanAgainstRegister(stockTake, scene, terminals),
        ...bridgeAgainstBoth(stockTake, scene, terminals),
      ];
      const days = Math.floor((now - stockTake.at) / dayMs);
      if (stockTakeEveryMs !== undefined && now - stockTake.at > stockTakeEveryMs) {
        return judged('S2', findings, { verdict: 'unknown', reason: message('isolation.ISO-54.old', { days }) }, now);
      }
      const reason = message('isolation.ISO-54.agree', { record: stockTake.record, days });
      return judged('S2', findings, { verdict: 'pass', reason }, now);
    }),
};

function scanAgainstRegister(
  { findings }: Counted,
  scene: Scene,
  terminals: readonly RegisteredTerminal[],
): readonly CheckFinding[] {
  const byId = new Map(terminals.map((terminal) => [terminal.id, terminal]));
  const codes = new Set(terminals.map(({ barcode, id }) => barcode ?? id));
  return findings.flatMap(({ kind, barcode, terminalId }): readonly CheckFinding[] => {
    const terminal = byId.get(terminalId ?? '');
    const settled =
      (kind === 'missing' && (terminal === undefined || !isExpectedAtPlace(terminal.state))) ||
      (kind === 'misplaced' && terminal !== undefined && isExpectedAtPlace(terminal.state)) ||
      (kind === 'unknown' && codes.has(barcode));
    if (settled) return [];
    const heard = kind === 'missing' && terminal !== undefined ? heardHere(terminal, scene) : undefined;
    const params = { code: barcode, terminal: terminalId ?? '–', port: heard?.port ?? '' };
    const key = heard === undefined ? kind : 'missing-heard';
    return [{ value: barcode, severity: 'S2', text: message(`isolation.ISO-54.${key}`, params) }];
  });
}

/** Heard elsewhere than both the register and the scan say it is. */
function bridgeAgainstBoth(
  { at, findings }: Counted,
  scene: Scene,
  terminals: readonly RegisteredTerminal[],
): readonly CheckFinding[] {
  const disputed = new Set(findings.map(({ terminalId }) => terminalId));
  return terminals.flatMap((terminal): readonly CheckFinding[] => {
    if (disputed.has(terminal.id) || terminal.network !== 'inner' || !isExpectedAtPlace(terminal.state)) return [];
    const { stations, placeId, now, declaration } = scene;
    // The scan is of its day: only what was heard since then, and lately, speaks against it.
    const places = terminal.macs.flatMap((mac) =>
      stations
        .placesOf(mac)
        .flatMap((place) => (place.at > at && now - place.at <= declaration.periods.tables ? [{ ...place, mac }] : [])),
    );
    const newest = places.sort((a, b) => b.at - a.at)[0];
    if (newest === undefined || newest.placeId === placeId) return [];
    const params = { terminal: terminal.id, place: newest.placeId, port: `${newest.deviceId}/${newest.port}` };
    const text = message('isolation.ISO-54.heard-elsewhere', params);
    return [
      {
        deviceId: newest.deviceId,
        ...oidOf(scene, newest.deviceId, newest.mac),
        value: newest.mac,
        severity: 'S2',
        text,
      },
    ];
  });
}
