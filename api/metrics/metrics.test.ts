import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import {
  fakeIncident,
  fakeObservation,
  fakeRates,
  fakeReading,
  fakeState,
  openStage,
  type Stage,
} from '../stage.fake.ts';
import { familyText, labelText } from './text.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

async function scrape(): Promise<string> {
  const reply = await stage.api.server.inject({ url: '/metrics' });
  expect(reply.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  return reply.body;
}

function pollAll(): void {
  const at = stage.clock.now();
  const interfaces = [
    fakeReading('ge-1', 1, {
      ifAlias: 'a "quoted" \\ name\nof two lines 中文',
      counters: {
        inOctets: { value: 18_446_744_073_709_551_615n, bits: 64 },
        outOctets: { value: 4_294_967_295n, bits: 32 },
        inErrors: { value: 9_007_199_254_740_993n, bits: 64 },
      },
    }),
    fakeReading('ge-2', 2, { operStatus: 'lowerLayerDown', adminStatus: 'testing' }),
  ];
  const host = {
    cpuRatio: 0.25,
    loadAverage1: 1.5,
    memoryTotalBytes: 8e9,
    memoryUsedBytes: 2e9,
    processes: 99,
    users: 1,
  };
  const storage = [{ name: '/', totalBytes: 1e12, usedBytes: 5e11 }];
  const faults = [{ reason: 'too-big' as const, part: 'ifTable', detail: '' }];
  stage.api.polled(
    fakeObservation('jintan-agg', at, { interfaces, host: { ...host, storage }, faults, outcome: 'partial' }),
    fakeRates('jintan-agg', 'ge-1', at, 25e6, 1e6),
  );
  stage.set(fakeState('link', 'F1', 'up', at));
  stage.incidents.set('INC-1', fakeIncident(1));
  stage.incidents.set('INC-2', fakeIncident(2, { status: 'cleared' }));
}

const whose = 'device="jintan-agg",district="jintan",point=""';
const first = `${whose},ifIndex="1",ifName="ge-1",ifAlias="a \\"quoted\\" \\\\ name\\nof two lines 中文",ifDescr="ge-1"`;

describe('the metrics', () => {
  it('name interface data as if_mib does, to the last digit of 64 bits', async () => {
    pollAll();
    const lines = (await scrape()).split('\n');
    expect(lines).toContain(`ifHCInOctets{${first}} 18446744073709551615`);
    expect(lines).toContain(`ifOutOctets{${first}} 4294967295`);
    expect(lines).toContain(`ifInErrors{${first}} 9007199254740993`);
    expect(lines.some((line) => line.startsWith(`ifHCOutOctets{${first}}`))).toBe(false);
    expect(lines).toContain(`ifOperStatus{${first}} 1`);
    expect(lines.find((line) => line.startsWith('ifOperStatus') && line.includes('"ge-2"'))).toMatch(/ 7$/);
    expect(lines.find((line) => line.startsWith('ifAdminStatus') && line.includes('"ge-2"'))).toMatch(/ 3$/);
    expect(lines).toContain(`ifHighSpeed{${first}} 100`);
    expect(lines).toContain(`sysUpTime{${whose}} 360000`);
    expect(lines).toContain(`hrSystemProcesses{${whose}} 99`);
    expect(lines).toContain(`fangzhou_host_storage_used_bytes{${whose},storage="/"} 500000000000`);
  });

  it('say the state of every element as one of four words', async () => {
    pollAll();
    const lines = (await scrape()).split('\n');
    const of = (state: string) => `fangzhou_link_state{link="F1",district="jintan",point="point1",state="${state}"}`;
    expect(
      ['up', 'degraded', 'down', 'unknown'].map((state) => lines.includes(`${of(state)} ${state === 'up' ? 1 : 0}`)),
    ).toEqual([true, true, true, true]);
    expect(lines.filter((line) => line.startsWith('fangzhou_device_state{'))).toHaveLength(44);
    expect(lines).toContain('fangzhou_link_utilisation_ratio{link="F1",district="jintan",point="point1"} 0.25');
    expect(lines).toContain('fangzhou_incidents_open{severity="critical",condition="link-down"} 1');
    expect(lines).toContain('fangzhou_incidents_open{severity="minor",condition="poll-gap"} 0');
  });

  it('count polls, faults and gaps by their words', async () => {
    pollAll();
    const lines = (await scrape()).split('\n');
    expect(lines).toContain('fangzhou_polls_total{outcome="partial"} 1');
    expect(lines).toContain('fangzhou_poll_faults_total{reason="too-big"} 1');
    expect(lines).toContain('fangzhou_rate_gaps_total{reason="first-reading"} 2');
    expect(lines).toContain('fangzhou_poll_duration_seconds_count 1');
    expect(lines).toContain('fangzhou_store_condition{condition="writable"} 1');
    expect(lines.some((line) => line.startsWith('fangzhou_build_info{version="0.1.0"'))).toBe(true);
  });

  it('never repeat what a device no longer says', async () => {
    pollAll();
    await stage.clock.advance(31_000);
    expect(await scrape()).not.toContain('ifHCInOctets{');
    pollAll();
    const { identity: _, ...silent } = fakeObservation('jintan-agg', stage.clock.now(), { outcome: 'silent' });
    stage.api.polled(silent, undefined);
    expect(await scrape()).not.toContain('ifHCInOctets{');
  });

  it('name requests by the pattern of their route, so that no client can make series', async () => {
    for (const path of ['/a', '/b', '/api/v1/points/x', '/api/v1/points/y'])
      await stage.api.server.inject({ url: path });
    const routes = new Set(
      [...(await scrape()).matchAll(/http_request_duration_seconds_count\{.*?route="([^"]*)"/g)].map(
        ([, route]) => route,
      ),
    );
    expect([...routes].sort()).toEqual(['/api/v1/points/:id', 'none']);
  });

  it('are the same number at every scrape while nothing happens', async () => {
    pollAll();
    const ours = (text: string) => text.split('\n').filter((line) => /^(?:fangzhou_(?!http)|if)/.test(line));
    const before = ours(await scrape());
    expect(ours(await scrape())).toEqual(before);
    expect(new Set(before.map((line) => line.replace(/ [^ ]+$/, ''))).size).toBe(before.length);
  });
});

describe('the text format', () => {
  it('leaves out a family without samples and writes infinities as Prometheus does', () => {
    expect(familyText('a', 'gauge', 'x', [])).toBe('');
    expect(
      familyText('a', 'gauge', 'two\nlines', [
        ['', Number.POSITIVE_INFINITY],
        [labelText({ b: '"' }), -1],
      ]),
    ).toBe('# HELP a two\\nlines\n# TYPE a gauge\na +Inf\na{b="\\""} -1\n');
    expect(labelText({})).toBe('');
  });
});

suiteNeeding(['prometheus'], 'the metrics before promtool', () => {
  it('are what Prometheus reads', async () => {
    pollAll();
    const text = await scrape();
    const checked = spawnSync(toolPath('promtool'), ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect(checked.error).toBeUndefined();
    // promtool also advises on names; those of the MIBs and of nodejs are as they are.
    const advice = checked.stderr.split('\n').filter((line) => line !== '' && line.startsWith('fangzhou_'));
    expect(advice).toEqual([]);
    expect(checked.stderr).not.toContain('error while linting');
  });
});
