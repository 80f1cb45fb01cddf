import { message } from '../../../core/index.ts';
import type { CheckFinding, IsolationCheck } from '../model.ts';
import { hearingOf, judged, withRegister } from './register-judgement.ts';

const dayMs = 86_400_000;
/** Where the register does not say. */
const unseenAfterMs = 30 * dayMs;

/** ISO-53: an inner terminal in use that no switch heard for days, and nobody recorded that it may be away. */
export const iso53: IsolationCheck = {
  id: 'ISO-53',
  severity: 'S3',
  clauses: ['8.1.10.2'],
  evidence: 'register',
  needed: false,
  judge: (scene) =>
    withRegister(scene, 'S3', (register) => {
      const { now, stations } = scene;
      const longestMs = register.unseenAfterMs ?? unseenAfterMs;
      const inUse = register.terminals.filter(({ network, state }) => network === 'inner' && state === 'in-use');
      if (inUse.length === 0) return [];
      const unseen = inUse.flatMap(({ id, macs, since, lastSeenAt, absenceUntil }): readonly CheckFinding[] => {
        const heard = macs.flatMap((mac) => stations.placesOf(mac).map(({ at }) => at));
        const lastAt = Math.max(since, lastSeenAt ?? 0, ...heard);
        if (now - lastAt <= longestMs || (absenceUntil ?? 0) > now) return [];
        const params = { terminal: id, days: Math.floor((now - lastAt) / dayMs) };
        return [{ value: id, severity: 'S3', text: message('isolation.ISO-53.unseen', params) }];
      });
      const { doubt } = hearingOf(scene);
      // Who was not listened to cannot be called silent.
      if (unseen.length > 0 && doubt !== undefined) return judged('S3', [], { verdict: 'unknown', reason: doubt }, now);
      const reason = message('isolation.ISO-53.seen', { terminals: inUse.length, days: Math.round(longestMs / dayMs) });
      return judged('S3', unseen, { verdict: 'pass', reason }, now);
    }),
};
