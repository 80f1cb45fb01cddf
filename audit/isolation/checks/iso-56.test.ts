import { describe, expect, it } from 'vitest';
import type { ProfileReading, ProfileValue } from '../../../collector/index.ts';
import { sceneNow, sceneOf } from '../city-scene.fake.ts';
import type { ConfigurationSnapshot } from '../configuration/model.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso56, signatureAgeMs } from './iso-56.ts';

const title = { zh: '', en: '' };
const date = (means: 'licence' | 'signature', value: number): ProfileValue => ({
  metric: means,
  title,
  means,
  index: '1',
  label: 'AV',
  type: 'date',
  value,
  text: new Date(value).toISOString(),
});
const said = (...values: readonly ProfileValue[]) => {
  const profile: ProfileReading = {
    family: 'fortinet',
    title,
    sysObjectID: '1',
    at: sceneNow - 5_000,
    values,
    missing: [],
    faults: [],
  };
  return saidOf(iso56, 'jincheng-1-utm', { device: (each) => ({ ...each, profile }) });
};

describe('ISO-56', () => {
  it('finds a licence that ran out and signatures that are too old', () => {
    expect(findingsOf(said(date('licence', sceneNow - 1)))).toEqual([
      'S2 licence licence AV: 2026-01-05T07:59:59.999Z',
    ]);
    expect(said(date('signature', sceneNow - signatureAgeMs - 1)).verdict).toBe('fail');
    expect(said(date('licence', sceneNow + 1), date('signature', sceneNow - signatureAgeMs)).verdict).toBe('pass');
  });

  it('finds a word that says it is not in force', () => {
    const word = { metric: 'licence', title, means: 'licence', index: '1', label: '', type: 'word' } as const;
    expect(said({ ...word, value: 'expired', good: false }).verdict).toBe('fail');
    expect(said({ ...word, value: 'valid', good: true }).verdict).toBe('pass');
    expect(said({ ...word, value: 'strange' }).verdict).toBe('pass');
  });

  it('does not count a UTM that tells nothing of it', () => {
    expect(said()).toMatchObject({ verdict: 'unknown', notOffered: true });
    expect(iso56.judge(sceneOf())).toEqual([]);
  });

  const snapshot = (takenAt: number, policyDigest: string): ConfigurationSnapshot => ({
    deviceId: 'jincheng-1-utm',
    takenAt,
    digest: policyDigest,
    policyDigest,
    lines: 1,
    risky: [],
    servers: [],
  });
  const imported = (approved: boolean, ...snapshots: readonly ConfigurationSnapshot[]) => ({
    configurations: {
      snapshotsOf: () => snapshots,
      approvalOf: () =>
        approved ? { deviceId: 'jincheng-1-utm', digest: 'x', approver: 'a', reason: 'r', at: 0 } : undefined,
    },
  });

  it('finds rules that changed without a record, and leaves them to ISO-15 where a text was approved', () => {
    const two = [snapshot(2, 'sha256:b'), snapshot(1, 'sha256:a')];
    expect(saidOf(iso56, 'jincheng-1-utm', imported(false, ...two))).toMatchObject({
      verdict: 'fail',
      observedAt: 2,
      evidence: 'survey',
    });
    expect(
      saidOf(iso56, 'jincheng-1-utm', imported(false, snapshot(2, 'sha256:a'), snapshot(1, 'sha256:a'))).verdict,
    ).toBe('pass');
    expect(iso56.judge(sceneOf(imported(true, ...two)))).toEqual([]);
    expect(iso56.judge(sceneOf(imported(false, snapshot(1, 'sha256:a'))))).toEqual([]);
  });
});
