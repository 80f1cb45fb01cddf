import { message } from '../../../core/index.ts';
import type { Device } from '../../../inventory/index.ts';
import type { ConfigurationView } from '../configuration/model.ts';
import type { CheckFinding, CheckJudgement, IsolationCheck } from '../model.ts';
import { inOrder } from './found.ts';

/** ISO-15: the configuration of a UTM is not the text that was approved, or nobody approved one that opens ways out. */
export const iso15: IsolationCheck = {
  id: 'ISO-15',
  severity: 'S2',
  clauses: ['8.1.3.2 a)', '8.1.3.2 b)', '8.1.3.2 c)'],
  evidence: 'survey',
  needed: false,
  // Without a folder of exports nobody can look at texts: then the check does not apply.
  judge: ({ configurations, devices }) =>
    configurations === undefined
      ? []
      : devices.filter(({ device }) => device.kind === 'utm').map(({ device }) => judge(device, configurations)),
};

function judge({ id: deviceId }: Device, configurations: ConfigurationView): CheckJudgement {
  const [newest] = configurations.snapshotsOf(deviceId);
  const approval = configurations.approvalOf(deviceId);
  const about = { deviceId, severity: 'S2', findings: [] } as const;
  if (newest === undefined) return { ...about, verdict: 'unknown', reason: message('isolation.ISO-15.no-snapshot') };
  const seen = { ...about, observedAt: newest.takenAt };
  const { digest, risky } = newest;
  if (approval?.digest === digest) {
    const { approver } = approval;
    return {
      ...seen,
      verdict: 'pass',
      reason: message('isolation.ISO-15.approved', { approver, statements: risky.length }),
    };
  }
  const drift: readonly CheckFinding[] =
    approval === undefined
      ? []
      : [
          {
            deviceId,
            value: digest,
            severity: 'S2',
            text: message('isolation.ISO-15.drift', { digest, approved: approval.digest }),
          },
        ];
  const opened = risky.map(({ kind, line, text }): CheckFinding => {
    const words = message(`isolation.ISO-15.${kind}`, { line, text });
    return { deviceId, value: line === 0 ? '' : `${line}: ${text}`, severity: 'S2', text: words };
  });
  const findings = inOrder([...drift, ...opened]);
  return findings.length === 0
    ? { ...seen, verdict: 'unknown', reason: message('isolation.ISO-15.not-approved', { digest }) }
    : { ...seen, verdict: 'fail', reason: message('isolation.found', { count: findings.length }), findings };
}
