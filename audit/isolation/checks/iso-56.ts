import type { ProfileReading, ProfileValue } from '../../../collector/index.ts';
import { type EpochMs, message } from '../../../core/index.ts';
import type { CheckFinding, CheckJudgement, IsolationCheck, Scene, SceneDevice } from '../model.ts';
import { inOrder } from './found.ts';

/** Signatures are carried into an isolated network by hand, once a quarter at the least. */
export const signatureAgeMs = 92 * 86_400_000;

/** ISO-56: a UTM protects with signatures that are out of date or a licence that ran out, or its rules changed without a record. */
export const iso56: IsolationCheck = {
  id: 'ISO-56',
  severity: 'S2',
  clauses: ['8.1.3.2 c)', '8.1.3.4 a)'],
  evidence: 'tables',
  needed: false,
  judge: (scene) =>
    scene.devices
      .filter(({ device }) => device.kind === 'utm')
      .flatMap((each) => [...judgeProtection(each, scene.now), ...judgePolicy(each, scene)]),
};

/** Devices whose makers' tables nobody reads, or that tell nothing of protection, are not judged by them. */
function judgeProtection({ device, profile }: SceneDevice, now: EpochMs): readonly CheckJudgement[] {
  if (profile === undefined) return [];
  const told = profile.values.filter(({ means }) => means === 'licence' || means === 'signature');
  const about = { deviceId: device.id, severity: 'S2', observedAt: profile.at } as const;
  if (told.length === 0) {
    const table = profile.family;
    const reason = message('isolation.table.not-offered', { table });
    return [{ ...about, verdict: 'unknown', reason, notOffered: true, findings: [] }];
  }
  const findings = inOrder(told.flatMap((value) => lapsed(value, device.id, now)));
  if (findings.length > 0) {
    const reason = message('isolation.found', { count: findings.length });
    return [{ ...about, verdict: 'fail', reason, findings }];
  }
  const unread = brokenParts(profile);
  if (unread.length > 0) {
    const reason = message('isolation.table.truncated', { table: unread.join(', ') });
    return [{ ...about, verdict: 'unknown', reason, findings }];
  }
  return [{ ...about, verdict: 'pass', reason: message('isolation.clean', { rows: told.length }), findings }];
}

function lapsed(value: ProfileValue, deviceId: string, now: EpochMs): readonly CheckFinding[] {
  const { metric, label, means } = value;
  const found = (key: string, shown: string): readonly CheckFinding[] => [
    {
      deviceId,
      value: `${metric}${label === '' ? '' : ` ${label}`}: ${shown}`,
      severity: 'S2',
      text: message(key, { name: label || metric, value: shown }),
    },
  ];
  if (value.type === 'word') return value.good === false ? found('isolation.ISO-56.not-in-force', value.value) : [];
  if (value.type !== 'date') return [];
  if (means === 'licence') return value.value < now ? found('isolation.ISO-56.licence', value.text) : [];
  return now - value.value > signatureAgeMs ? found('isolation.ISO-56.signature', value.text) : [];
}

function brokenParts({ faults }: ProfileReading): readonly string[] {
  return faults.flatMap(({ reason, part }) => (reason === 'not-offered' || reason === 'bad-value' ? [] : [part]));
}

/** Where a text was approved, ISO-15 compares with it; where none was, a change of the rules still needs a record. */
function judgePolicy({ device }: SceneDevice, { configurations }: Scene): readonly CheckJudgement[] {
  const [newest, before] = configurations?.snapshotsOf(device.id) ?? [];
  if (newest === undefined || before === undefined || configurations?.approvalOf(device.id) !== undefined) return [];
  const { policyDigest } = newest;
  const about = { deviceId: device.id, severity: 'S2', observedAt: newest.takenAt, evidence: 'survey' } as const;
  if (policyDigest === before.policyDigest) {
    return [{ ...about, verdict: 'pass', reason: message('isolation.ISO-56.policy-same'), findings: [] }];
  }
  const text = message('isolation.ISO-56.policy', { before: before.policyDigest, after: policyDigest });
  const findings = [{ deviceId: device.id, value: policyDigest, severity: 'S2', text } as const];
  return [{ ...about, verdict: 'fail', reason: message('isolation.found', { count: 1 }), findings }];
}
