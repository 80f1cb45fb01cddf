import { message } from '../../../core/index.ts';
import { isSilentState } from '../../custody/machine.ts';
import type { CheckFinding, IsolationCheck } from '../model.ts';
import { afterglowMs, heardHere, hearingOf, judged, oidOf, withRegister } from './register-judgement.ts';

/** ISO-50: a terminal that is scrapped, or at the workshop, is heard here, whatever place it is registered at. */
export const iso50: IsolationCheck = {
  id: 'ISO-50',
  severity: 'S1',
  clauses: ['8.1.4.10', '8.1.10.2'],
  evidence: 'tables',
  needed: false,
  judge: (scene) =>
    withRegister(scene, 'S1', ({ terminals, elsewhere = [] }) => {
      const silent = [...terminals, ...elsewhere].filter(({ state }) => isSilentState(state));
      const { doubt, observedAt } = hearingOf(scene);
      if (silent.length === 0 && terminals.length === 0 && observedAt === undefined) return [];
      const findings = silent.flatMap((terminal): readonly CheckFinding[] => {
        const heard = heardHere(terminal, scene);
        if (heard === undefined || heard.at <= terminal.since + afterglowMs) return [];
        const { mac, deviceId, port } = heard;
        const params = { terminal: terminal.id, state: `key:custody.state.${terminal.state}`, mac, port };
        const text = message('isolation.ISO-50.alive', params);
        return [{ deviceId, ...oidOf(scene, deviceId, mac), value: mac, severity: 'S1', text }];
      });
      const clean = message('isolation.ISO-50.silent', { terminals: silent.length });
      if (silent.length === 0) return judged('S1', findings, { verdict: 'pass', reason: clean }, scene.now);
      const verdict = doubt === undefined ? 'pass' : 'unknown';
      return judged('S1', findings, { verdict, reason: doubt ?? clean }, observedAt);
    }),
};
