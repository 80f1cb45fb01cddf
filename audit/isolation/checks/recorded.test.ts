import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { type IsolationReading, openSession, readIsolation, type TableOutcome } from '../../../collector/index.ts';
import { systemClock } from '../../../core/index.ts';
import { loadSnmprec, startAgent } from '../../../lab/agent/index.ts';
import { sharedFolder, suiteNeeding } from '../../../test/needs.ts';
import type { CheckJudgement, Scene } from '../model.ts';
import { ended, neighbour, plus, station, tableNames } from '../reading.fake.ts';
import { declarationWith, deviceWith, sceneWith } from '../scene.fake.ts';
import { createStations } from '../stations.ts';
import { cityChecks } from './city-checks.ts';

/** Recorded switches, whole walks of real devices, as switches of a data centre (three of them route) whose every station is declared. */
const switches = ['huawei-s5720', 'h3c-e528-1', 'ruijie-s5750-24gt12sfp', 'dptech-dpx800-a5'] as const;
const credential = { version: 'v2c', community: 'public' } as const;
const device = deviceWith({ id: 'sw', kind: 'switch', pointId: undefined, locationId: 'd1-dc' });

/** Everything that the recording holds is declared; what is added to it afterwards is not. */
function declared(recorded: IsolationReading, reading: IsolationReading): Scene {
  const macs = [...recorded.stations.rows, ...recorded.neighbours.rows].map(({ mac }) => mac);
  const atPorts = new Map<string, Set<string>>();
  for (const { port, mac } of recorded.stations.rows) atPorts.set(port, (atPorts.get(port) ?? new Set()).add(mac));
  const declaration = declarationWith({
    prefixes: ['0.0.0.0/1', '128.0.0.0/1'].map((prefix) => ({ prefix })),
    knownMacs: new Set([...macs, ...recorded.peers.rows.map(({ chassisId }) => chassisId)]),
    portRoles: new Map([...atPorts.keys()].map((port) => [`sw/${port}`, 'access'])),
    stationsAtPort: new Map([...atPorts].map(([port, heard]) => [`sw/${port}`, heard.size])),
  });
  const scene = sceneWith({ reading, earlier: recorded, device, declaration, now: reading.finishedAt });
  const stations = createStations({ city: scene.city, declaration });
  stations.take(recorded);
  return { ...scene, stations: stations.view() };
}

const judged = (scene: Scene): readonly (CheckJudgement & { readonly id: string })[] =>
  cityChecks.flatMap((check) => check.judge(scene).map((said) => ({ id: check.id, ...said })));
const failing = (scene: Scene): readonly string[] =>
  judged(scene).flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : []));

suiteNeeding(['shared/walks/expected.json'], 'a recorded switch whose stations are all declared', () => {
  const recordings = new Map<string, IsolationReading>();

  beforeAll(async () => {
    for (const name of switches) {
      const { view } = await loadSnmprec(join(sharedFolder(), 'walks', `${name}.snmprec.gz`));
      const agent = await startAgent({ view, credentials: [credential] });
      const target = { transport: 'udp4' as const, host: agent.host, port: agent.port };
      const session = openSession({ target, credential, clock: systemClock });
      const reading = await readIsolation({ session, clock: systemClock, deviceId: 'sw' });
      session.close();
      await agent.stop();
      // A recording stands still, and so does its uptime; some begin their tables with a later one.
      recordings.set(name, { ...reading, upTimeBeforeTicks: 1, upTimeAfterTicks: 2 });
    }
  }, 120_000);

  const recorded = (name: string): IsolationReading => {
    const reading = recordings.get(name);
    if (reading === undefined) throw new Error(`${name} was not read`);
    return reading;
  };

  it.each(switches)('raises nothing: %s', (name) => {
    const reading = recorded(name);
    expect(failing(declared(reading, reading))).toEqual([]);
    expect(judged(declared(reading, reading)).find(({ id }) => id === 'ISO-01')?.verdict).toBe('pass');
  });

  const macs = fc
    .uint8Array({ minLength: 5, maxLength: 5 })
    .map((octets) => `0c:${[...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(':')}`);

  it.each(switches)('shows a foreign MAC at any port, by forwarding table and by ARP: %s', (name) => {
    const reading = recorded(name);
    const ports = reading.interfaces.rows.map(({ name: port }) => port);
    fc.assert(
      fc.property(macs, fc.constantFrom(...ports), (mac, port) => {
        expect(failing(declared(reading, plus(reading, 'stations', station(mac, port))))).toContain('ISO-01');
        const answered = plus(reading, 'neighbours', neighbour('10.9.9.9', mac, 1));
        expect(failing(declared(reading, answered))).toContain('ISO-01');
      }),
      { numRuns: 12 },
    );
  });

  it.each(switches)('shows one more station at a port than declared: %s', (name) => {
    const reading = recorded(name);
    const ports = [...new Set(reading.stations.rows.filter(({ status }) => status !== 'self').map(({ port }) => port))];
    fc.assert(
      fc.property(macs, fc.constantFrom(...ports), (mac, port) => {
        expect(failing(declared(reading, plus(reading, 'stations', station(mac, port))))).toContain('ISO-03');
      }),
      { numRuns: 12 },
    );
  });

  const outcomes: readonly TableOutcome[] = ['refused', 'truncated', 'silent', 'malformed', 'not-offered'];
  it.each(switches)('proves nothing by a table that is missing: %s', (name) => {
    const reading = recorded(name);
    const whole = new Map(judged(declared(reading, reading)).map((said) => [said.id, said.verdict]));
    fc.assert(
      fc.property(fc.constantFrom(...tableNames), fc.constantFrom(...outcomes), (table, outcome) => {
        const said = judged(declared(reading, ended(reading, table, outcome)));
        for (const { id, verdict } of said) if (whole.get(id) !== 'pass') expect(verdict).not.toBe('pass');
        const coverage = said.find(({ id }) => id === 'ISO-21')?.verdict;
        if (outcome !== 'not-offered') expect(coverage).toBe('unknown');
      }),
      { numRuns: 30 },
    );
  });
});
