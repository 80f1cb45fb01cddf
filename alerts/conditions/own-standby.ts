import { type EpochMs, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { WarmJudgement } from '../../standby/index.ts';
import type { Finding } from './finding.ts';

/**
 * Fangzhou's own standby is not what it should be: one incident for each trouble, which ends by itself when the check passes again.
 * What cannot be told does neither.
 */
export function ownStandby(city: City, judgements: readonly WarmJudgement[], at: EpochMs): readonly Finding[] {
  return judgements.flatMap(({ checkId, trouble, severity, verdict, reason }): Finding[] =>
    verdict === 'unknown'
      ? []
      : [
          {
            condition: 'own-standby',
            source: `standby ${trouble}`,
            root: { kind: 'district', id: city.id },
            topic: checkId,
            reading: verdict === 'fail' ? 'bad' : 'good',
            at,
            raiseAfter: 1,
            clearAfter: 1,
            severity: severity === 'P1' ? 'critical' : 'major',
            summary: reason,
            remedy: message(`alerts.own-standby.${trouble}.remedy`),
          },
        ],
  );
}
