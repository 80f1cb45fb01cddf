import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { type Agent, startAgent, viewOf } from '../../lab/agent/index.ts';
import { createPoller } from '../poller.ts';
import { readTopology } from './read-topology.ts';
import { neighboursOf, portNamesOf, serialsOf, stationsOf } from './rows.ts';

const row = (fields: Record<string, string | number>) => ({ table: 't', index: '1', ...fields });

describe('rows of neighbours', () => {
  const names = portNamesOf([
    row({ ifIndex: 11, ifName: 'ge-1', ifDescr: 'GigabitEthernet1' }),
    row({ ifIndex: 12, ifName: 'ge-2', ifDescr: 'GigabitEthernet2' }),
    row({ ifIndex: 13, ifName: 'x', ifDescr: 'Vlan 1' }),
    row({ ifIndex: 14, ifName: 'x', ifDescr: '' }),
  ]);

  it('name a port by ifName where unique, else by ifDescr, else by its number', () => {
    expect([...names.values()]).toEqual(['ge-1', 'ge-2', 'Vlan 1', 'if14']);
  });

  it('stand at the port that lldpLocPortTable names, else at the ifIndex, else at the number itself', () => {
    const remote = (localPort: number) => row({ localPort, chassisId: 'c', portId: 'p', sysName: 's' });
    const local = [row({ localPort: 1, portId: 'ge-1' }), row({ localPort: 12, portId: 'no such name' })];
    const found = neighboursOf([remote(1), remote(12), remote(99)], local, names);
    expect(found.map(({ port }) => port)).toEqual(['ge-1', 'ge-2', 'port99']);
  });

  it('tell the chassis from its parts by their class, and take the first number where there is no class', () => {
    const part = (kind: number, serial: string) => row({ class: kind, serial });
    expect(serialsOf([part(9, 'M1'), part(3, 'C1'), part(3, 'C2'), part(3, '')])).toEqual(['C1', 'C2']);
    expect(serialsOf([part(1, ''), part(1, 'A'), part(1, 'B')])).toEqual(['A']);
    expect(serialsOf([])).toEqual([]);
  });

  it('leave out what the device did not learn, and say an address once for each port', () => {
    const bridgePorts = [row({ port: 1, ifIndex: 11 }), row({ port: 2, ifIndex: 12 })];
    const heard = (port: number, mac: string, status = 'learned') => row({ port, mac, status });
    const found = stationsOf(
      [
        heard(1, '02:00:00:00:00:01'),
        heard(1, '02:00:00:00:00:01'),
        heard(2, '02:00:00:00:00:02', 'self'),
        heard(0, '02:00:00:00:00:03'),
        heard(7, '02:00:00:00:00:04'),
        row({ port: 2, mac: '02:00:00:00:00:05' }),
      ],
      bridgePorts,
      names,
    );
    expect(found).toEqual([
      { port: 'ge-1', mac: '02:00:00:00:00:01' },
      { port: 'ge-2', mac: '02:00:00:00:00:05' },
    ]);
  });
});

describe('a survey of one device', () => {
  let agent: Agent | undefined;
  const poller = createPoller({ clock: systemClock });
  afterEach(async () => {
    await agent?.stop();
  });

  async function survey(port: number) {
    poller.apply(
      [
        {
          deviceId: 'd',
          kind: 'switch',
          target: { transport: 'udp4', host: '127.0.0.1', port },
          credential: { version: 'v2c', community: 'c' },
        },
      ],
      { timeoutMs: 150, retries: 0, maxRepetitions: 10, budgetMs: 5_000 },
    );
    return poller.use('d', (session) => readTopology({ session, clock: systemClock, deviceId: 'd' }));
  }

  it('of a device with no table at all is an answer with empty lists', async () => {
    agent = await startAgent({ view: viewOf([]), credentials: [{ version: 'v2c', community: 'c' }] });
    expect(await survey(agent.port)).toMatchObject({
      outcome: 'answered',
      ports: [],
      neighbours: [],
      stations: [],
      identity: { serials: [], sysName: '' },
    });
  });

  it('of a silent device has no part, so that nothing that was known is forgotten', async () => {
    agent = await startAgent({
      view: viewOf([]),
      credentials: [{ version: 'v2c', community: 'c' }],
      behaviour: { silent: true },
    });
    const reading = await survey(agent.port);
    expect(reading?.outcome).toBe('silent');
    expect(Object.keys(reading ?? {})).not.toContain('stations');
    expect(reading?.faults[0]?.reason).toBe('timeout');
  });

  it('of a device that is not polled is nothing', async () => {
    expect(await poller.use('other', async () => 1)).toBeUndefined();
    poller.close();
  });
});
