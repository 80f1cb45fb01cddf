import { describe, expect, test } from 'vitest';
import { message } from '../../../core/index.ts';
import { smallCity } from '../../city.fake.ts';
import type { OuterView, ProbeRun, Scene } from '../model.ts';
import { fakeDeclaration } from '../stage.fake.ts';
import { iso30 } from './iso-30.ts';
import { iso36 } from './iso-36.ts';
import { iso37 } from './iso-37.ts';
import { iso40 } from './iso-40.ts';

const prefixes: Readonly<Record<string, string>> = { p1: '10.1.1.0/24', p2: '10.1.2.0/24', p3: '10.1.3.0/24' };
const city = {
  ...smallCity(),
  points: new Map([...smallCity().points].map(([id, point]) => [id, { ...point, prefixes: [prefixes[id] ?? ''] }])),
};
const hour = 3_600_000;
const now = 1_000 * hour;
const nonce = (n: number): string => n.toString(16).padStart(32, 'a');

function run(n: number, change: Partial<ProbeRun> = {}): ProbeRun {
  return {
    placeId: 'p1',
    collectorId: 'hub',
    protocol: 'icmp',
    at: now - n * hour,
    target: 's1 203.0.113.9',
    nonce: nonce(n),
    commitment: 1,
    outcome: 'blocked',
    detail: message('collector.canary.silent', { address: '203.0.113.9' }),
    control: { target: '10.0.0.1', outcome: 'reached' },
    targetAlive: undefined,
    ...change,
  };
}

function outer(change: Partial<OuterView['sentinels'][number]> = {}): OuterView {
  const up = [{ from: now - 500 * hour, to: now - 10 * hour }];
  return { sentinels: [{ id: 's1', up, importedAt: now, reached: [], heard: [], tried: [], ...change }], stations: [] };
}

function sceneOf(probes: readonly ProbeRun[], view?: OuterView): Scene {
  return {
    placeId: 'p1',
    districtId: 'd1',
    now,
    declaration: fakeDeclaration(),
    city,
    devices: [],
    stations: { ownerOf: () => undefined, placesOf: () => [] },
    probes,
    ...(view === undefined ? {} : { outer: view }),
  };
}

const judged = (probes: readonly ProbeRun[], view?: OuterView) => iso30.judge(sceneOf(probes, view))[0];

describe('a probe that must fail', () => {
  test('does not apply where nobody probes', () => {
    expect(iso30.judge(sceneOf([], outer()))).toEqual([]);
  });

  test('passes with a fresh one that is blocked, and an older one from when the target is known to have been up', () => {
    expect(judged([run(20), run(0.5)], outer())).toMatchObject({ verdict: 'pass', observedAt: now - 20 * hour });
  });

  test.each([
    ['nobody outside says that the target was up', [run(20), run(0.5)], undefined, 'target-unknown'],
    ['the notes from outside do not reach the probes', [run(5), run(0.5)], outer(), 'target-unknown'],
    [
      'the control inside was not reached',
      [run(20), run(0.5, { control: { target: '10.0.0.1', outcome: 'failed' } })],
      outer(),
      'no-control',
    ],
    [
      'no control was declared',
      [run(20), run(0.5, { control: { target: '', outcome: 'not-run' } })],
      outer(),
      'no-control',
    ],
    ['it could not be sent', [run(20), run(0.5, { outcome: 'not-run' })], outer(), 'not-run'],
    ['the probing has stopped', [run(30)], outer(), 'stopped'],
  ] as const)('is unknown when %s', (_, probes, view, why) => {
    expect(judged(probes, view)).toMatchObject({ verdict: 'unknown', reason: { key: `isolation.probe.${why}` } });
  });

  test('a leak fails it at once as S1, a stranger on the way as S2', () => {
    expect(judged([run(0.5, { outcome: 'leaked' })])).toMatchObject({ verdict: 'fail', severity: 'S1' });
    expect(judged([run(0.5, { outcome: 'lead' })])).toMatchObject({ verdict: 'fail', severity: 'S2' });
  });

  test('a nonce that the sentinel heard is a leak, whatever came back here', () => {
    const heard = [{ nonce: nonce(20), at: now - 20 * hour, from: '100.64.1.1' }];
    expect(judged([run(20), run(0.5)], outer({ heard }))).toMatchObject({
      verdict: 'fail',
      severity: 'S1',
      reason: { key: 'isolation.probe.heard' },
    });
  });

  test('the first half of a nonce is enough, as NTP carries it', () => {
    const heard = [{ nonce: nonce(20).slice(0, 16), at: now, from: '100.64.1.1' }];
    expect(judged([run(20)], outer({ heard }))?.verdict).toBe('fail');
  });

  test('a leak stands until the way was shown to be shut, not until nobody can tell any more', () => {
    const leak = run(20, { outcome: 'leaked' });
    expect(judged([leak, run(0.5)], outer())?.verdict).toBe('fail');
    expect(judged([leak, run(15), run(0.5)], outer())).toMatchObject({ verdict: 'pass', observedAt: now - 15 * hour });
  });

  test('each target is judged by itself', () => {
    const other = run(0.5, { target: 's2 203.0.113.10', outcome: 'leaked' });
    expect(iso30.judge(sceneOf([run(20), run(0.5), other], outer())).map(({ verdict }) => verdict)).toEqual([
      'pass',
      'fail',
    ]);
  });
});

describe('decoys', () => {
  const decoy = run(400, { protocol: 'honeytoken', target: 'share/plan.docx' });
  test('are quiet as far as the notes reach, unknown without notes, and a violation once one was opened', () => {
    expect(iso37.judge(sceneOf([decoy], outer()))[0]).toMatchObject({ verdict: 'pass', observedAt: now - 10 * hour });
    expect(iso37.judge(sceneOf([decoy]))[0]?.verdict).toBe('unknown');
    const heard = [{ nonce: decoy.nonce, at: now - hour, from: '203.0.113.77' }];
    expect(iso37.judge(sceneOf([decoy], outer({ heard })))[0]).toMatchObject({
      verdict: 'fail',
      findings: [{ value: decoy.nonce }],
    });
    expect(iso37.judge(sceneOf([run(1)], outer()))).toEqual([]);
  });
});

describe('from outside', () => {
  const prefix = '10.1.1.0/24';
  const address = '10.1.1.7';
  const round = { from: now - 20 * hour, to: now - 19 * hour, prefixes: [prefix], addresses: 9, control: true };

  test('nothing that answers passes, with the control of the round', () => {
    expect(iso40.judge(sceneOf([], outer({ tried: [round] })))[0]).toMatchObject({
      verdict: 'pass',
      observedAt: round.to,
    });
  });

  test('an address that answered is a violation of its place alone', () => {
    const view = outer({ tried: [round], reached: [{ address, at: round.from, detail: 'icmp' }] });
    expect(iso40.judge(sceneOf([], view))[0]).toMatchObject({ verdict: 'fail', findings: [{ value: address }] });
    expect(iso40.judge({ ...sceneOf([], view), placeId: 'p2' })[0]?.verdict).not.toBe('fail');
  });

  test('a round without its control, or of other prefixes, shows nothing', () => {
    const blind = outer({ tried: [{ ...round, control: false }] });
    expect(iso40.judge(sceneOf([], blind))[0]).toMatchObject({ verdict: 'unknown' });
    const elsewhere = outer({ tried: [{ ...round, prefixes: ['192.0.2.0/24'] }] });
    expect(iso40.judge(sceneOf([], elsewhere))[0]).toMatchObject({ verdict: 'unknown' });
  });

  test('does not apply where no sentinel ever tried', () => {
    expect(iso40.judge(sceneOf([], outer()))).toEqual([]);
  });
});

describe('browsers that check themselves', () => {
  const browser = (n: number, from: string, change: Partial<ProbeRun> = {}) =>
    run(n, { protocol: 'browser', target: `s1 203.0.113.9:80 < ${from}`, ...change });
  const verdicts = (probes: readonly ProbeRun[], view = outer()) =>
    iso36.judge(sceneOf(probes, view)).map(({ verdict }) => verdict);
  const days = 24;

  test('say nothing where none came, and do not make a place unknown at night', () => {
    expect(verdicts([])).toEqual([]);
    expect(verdicts([browser(20, '10.1.1.5'), browser(12, '10.1.1.5')])).toEqual(['pass']);
  });

  test('that have stayed away for long count no more, unless they had got out', () => {
    const away = browser(30 * days, '10.1.1.5');
    const here = browser(20, '10.1.1.6');
    expect(verdicts([away, here])).toEqual(['pass']);
    expect(verdicts([away])).toEqual(['unknown']);
    expect(verdicts([{ ...away, outcome: 'leaked' }, here])).toEqual(['fail', 'pass']);
  });

  test('of which one got out make the place violated, each with its address', () => {
    const leak = browser(1, '10.1.1.7', { outcome: 'leaked' });
    const [first] = iso36.judge(sceneOf([leak], outer()));
    expect(first).toMatchObject({
      verdict: 'fail',
      severity: 'S1',
      findings: [{ value: expect.stringContaining('10.1.1.7') }],
    });
  });
});
