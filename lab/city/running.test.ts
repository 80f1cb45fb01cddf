import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { City } from '../../inventory/index.ts';
import { askUpTime, knock, until } from '../testing/probe.fake.ts';
import { referenceCity, testCredentials } from '../testing/reference.fake.ts';
import { type RunningCity, startCity } from './running.ts';

let city: City;
let clock: FakeClock;
let running: RunningCity;

beforeAll(async () => {
  city = await referenceCity();
  clock = new FakeClock();
  running = await startCity({ city, credentials: testCredentials, clock, seed: 3, utcOffsetMs: 28_800_000 });
});
beforeEach(() => void running.apply('repair all'));
afterAll(() => running.stop());

function agentOf(deviceId: string) {
  const agent = running.agents.get(deviceId);
  if (agent === undefined) throw new Error(`no agent ${deviceId}`);
  return agent;
}

/** Devices, of those given, whose agent let a real datagram go unanswered. */
async function silentOf(deviceIds: readonly string[]): Promise<string[]> {
  const silent: string[] = [];
  for (const id of deviceIds) {
    const agent = agentOf(id);
    const { packets, dropped } = agent.stats;
    await knock(agent);
    await until(() => agent.stats.packets > packets);
    if (agent.stats.dropped > dropped) silent.push(id);
  }
  return silent;
}

function devicesAt(pointId: string): string[] {
  return [...city.devices.values()].filter((device) => device.pointId === pointId).map(({ id }) => id);
}

describe('the running city', () => {
  it('has an agent for each of its devices', () => {
    expect(running.targets.size).toBe(city.devices.size);
    expect(new Set([...running.targets.values()].map(({ port }) => port)).size).toBe(city.devices.size);
  });

  it('answers nothing behind a cut link, all else, and everything after the repair: each of its links', async () => {
    const elsewhere = 'city-sso-a';
    for (const link of city.links.values()) {
      const others = [...city.links.values()].filter(({ id, pointId }) => pointId === link.pointId && id !== link.id);
      const behind = devicesAt(link.pointId);
      running.apply(`cut ${link.id}`);
      const expected = others.length === 0 ? behind : [];
      expect(await silentOf([...behind, link.a.deviceId, elsewhere])).toEqual(expected);
      for (const { id } of others) running.apply(`cut ${id}`);
      expect(await silentOf(behind)).toEqual(behind);
      running.apply(`repair ${link.id}`);
      expect(await silentOf(behind)).toEqual([]);
      running.apply('repair all');
    }
  });

  it('loses everything behind an aggregation switch without power, and nothing of another district', async () => {
    running.apply('down rulin-1-sw');
    expect(await silentOf(devicesAt('rulin-1'))).toEqual(['rulin-1-sw']);
    running.apply('down jintan-agg-1');
    const behind = [...city.devices.values()].filter(({ districtId }) => districtId === 'jintan').map(({ id }) => id);
    expect(await silentOf(behind)).toEqual(behind);
    const other = [...city.devices.values()].filter(({ districtId }) => districtId === 'wujin').map(({ id }) => id);
    expect(await silentOf(other)).toEqual([]);
  });

  it('silences one agent alone when only the agent is silent', async () => {
    running.apply('silent jintan-agg-1');
    expect(await silentOf(['jintan-agg-1', ...devicesAt('rulin-1')])).toEqual(['jintan-agg-1']);
  });

  it('is silent while it reboots; then its uptime is new and its boots have risen', async () => {
    const agent = agentOf('rulin-1-utm');
    const { engineBoots } = agent;
    expect(await askUpTime(agent)).toBeGreaterThan(1000);
    running.apply('reboot rulin-1-utm 5');
    expect(await silentOf(devicesAt('rulin-1'))).toEqual(devicesAt('rulin-1'));
    await clock.advance(4_999);
    expect(await silentOf(['rulin-1-utm'])).toEqual(['rulin-1-utm']);
    await clock.advance(1_001);
    expect(await askUpTime(agent)).toBe(100);
    expect(agent.engineBoots).toBe(engineBoots + 1);
    expect(running.faults().rebooting.size).toBe(0);
  });

  it('answers late when slow, and only then', async () => {
    running.apply('slow rulin-1-utm 700');
    const agent = agentOf('rulin-1-utm');
    const { responses } = agent.stats;
    const waiting = askUpTime(agent);
    await until(() => agent.stats.responses > responses);
    const pending = clock.pendingCount;
    expect(pending).toBeGreaterThan(0);
    await clock.advance(700);
    expect(await waiting).toBeGreaterThan(0);
  });

  it('says what was meant when a command names nothing', () => {
    expect(running.apply('cut F99')).toMatchObject({ ok: false, what: { key: 'lab.command.unknown-link' } });
    expect(running.apply('reboot rulin-1-utn')).toMatchObject({
      ok: false,
      remedy: { params: { meant: 'rulin-1-utm' } },
    });
  });

  it('leaves no socket open when one of its ports is taken', async () => {
    const port = running.targets.get('rulin-1-utm')?.port ?? 0;
    const ports = new Map([['city-core-1', port]]);
    const again = startCity({ city, credentials: testCredentials, clock, seed: 3, utcOffsetMs: 0, ports });
    await expect(again).rejects.toThrow(/EADDRINUSE/);
  });
});
