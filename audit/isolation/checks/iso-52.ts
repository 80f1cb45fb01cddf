import { message } from '../../../core/index.ts';
import { isSilentState } from '../../custody/machine.ts';
import type { CheckFinding, IsolationCheck } from '../model.ts';
import { judged, withRegister } from './register-judgement.ts';

/** ISO-52: a repair or a scrapping lacks its record: approval by a second role, custodian, sanitisation, certificate. */
export const iso52: IsolationCheck = {
  id: 'ISO-52',
  severity: 'S2',
  clauses: ['8.1.4.10', '8.1.10.2'],
  evidence: 'register',
  needed: false,
  judge: (scene) =>
    withRegister(scene, 'S2', ({ terminals }) => {
      if (terminals.length === 0) return [];
      const silent = terminals.filter(({ state }) => isSilentState(state));
      const findings = silent
        .filter(({ missingRecord }) => missingRecord.length > 0)
        .flatMap(({ id, state, missingRecord }): readonly CheckFinding[] =>
          missingRecord.map((part) => {
            const params = { terminal: id, state: `key:custody.state.${state}`, part: `key:custody.part.${part}` };
            return { value: `${id} ${part}`, severity: 'S2', text: message('isolation.ISO-52.missing', params) };
          }),
        );
      const reason = message('isolation.ISO-52.complete', { terminals: silent.length });
      return judged('S2', findings, { verdict: 'pass', reason }, scene.now);
    }),
};
