import { describe, expect, it } from 'vitest';
import { sceneNow, sceneOf } from '../city-scene.fake.ts';
import type { ConfigurationSnapshot } from '../configuration/model.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso15 } from './iso-15.ts';

const snapshot: ConfigurationSnapshot = {
  deviceId: 'jincheng-1-utm',
  takenAt: sceneNow - 86_400_000,
  digest: 'sha256:b',
  policyDigest: 'sha256:p',
  lines: 9,
  risky: [],
  servers: [],
};
const risky: ConfigurationSnapshot['risky'] = [{ kind: 'any-destination', line: 4, text: 'permit ip any any' }];
const said = (newest: ConfigurationSnapshot | undefined, approved?: string) =>
  saidOf(iso15, 'jincheng-1-utm', {
    configurations: {
      snapshotsOf: () => (newest === undefined ? [] : [newest]),
      approvalOf: () =>
        approved === undefined
          ? undefined
          : { deviceId: 'jincheng-1-utm', digest: approved, approver: 'second person', reason: 'r', at: 0 },
    },
  });

describe('ISO-15', () => {
  it('passes exactly what was approved, and says how much of it opens something', () => {
    expect(said({ ...snapshot, risky }, 'sha256:b')).toMatchObject({
      verdict: 'pass',
      observedAt: snapshot.takenAt,
      reason: { params: { approver: 'second person', statements: 1 } },
    });
  });

  it('finds drift, with the statements that open something', () => {
    expect(findingsOf(said({ ...snapshot, risky }, 'sha256:a'))).toEqual([
      'S2 any-destination 4: permit ip any any',
      'S2 drift sha256:b',
    ]);
  });

  it('finds what opens something although nobody approved a text, and does not know of a harmless one', () => {
    expect(said({ ...snapshot, risky }).verdict).toBe('fail');
    expect(said(snapshot)).toMatchObject({ verdict: 'unknown', reason: { params: { digest: 'sha256:b' } } });
    expect(said(undefined).verdict).toBe('unknown');
  });

  it('is not asked where no folder of exports is named', () => {
    expect(iso15.judge(sceneOf())).toEqual([]);
  });
});
