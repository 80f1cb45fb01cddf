import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TopologyReading } from '../../collector/index.ts';
import type { City } from '../../inventory/index.ts';
import { adjacenciesOf, cableKey } from './adjacency.ts';
import { isImplied } from './cables.ts';
import { differencesOf, mergeDifferences } from './compare.ts';
import { knowledgeOf, pairKey } from './knowledge.ts';
import { type DeviceMemory, noMemory, remember } from './memory.ts';
import type { Difference, Seen } from './model.ts';
import { mergeReading } from './sighting.ts';
import { type StageDevice, type StageNetwork, soundNetwork, stageCity, tell, terminalMac } from './stage.fake.ts';

/** All that is known after some readings: what a reconciler keeps, without its clock. */
class Looker {
  readonly city: City;
  readonly seen = new Map<string, Seen>();
  readonly memories = new Map<string, DeviceMemory>();
  seenCables = new Map<string, readonly string[]>();

  constructor(city: City = stageCity()) {
    this.city = city;
  }

  take(readings: readonly TopologyReading[]): this {
    for (const reading of readings) {
      const { deviceId } = reading;
      const after = mergeReading(this.seen.get(deviceId), reading);
      this.seen.set(deviceId, after);
      this.memories.set(deviceId, remember(this.memories.get(deviceId) ?? noMemory, after));
    }
    return this;
  }

  knowledge(complete = true) {
    return knowledgeOf({ city: this.city, seen: this.seen, memories: this.memories, complete });
  }

  /** Remembers the cables of now, as a first look does. */
  settle(): this {
    const cables = new Map<string, Set<string>>();
    for (const seen of this.seen.values()) {
      for (const adjacency of adjacenciesOf(seen, this.knowledge())) {
        const { here, there } = adjacency;
        const key = cableKey(adjacency);
        const pair = pairKey(here.deviceId, there.deviceId);
        if (key === undefined || !isImplied(here.deviceId, there.deviceId, this.city)) continue;
        cables.set(pair, (cables.get(pair) ?? new Set()).add(key));
      }
    }
    this.seenCables = new Map([...cables].map(([pair, keys]) => [pair, [...keys].sort()]));
    return this;
  }

  differences(complete = true): readonly Difference[] {
    const knowledge = this.knowledge(complete);
    const all = [...this.seen.values()].flatMap((seen) =>
      differencesOf(seen, this.memories.get(seen.deviceId) ?? noMemory, knowledge, this.seenCables),
    );
    return [...mergeDifferences(all).values()];
  }

  shown(complete = true): readonly (readonly string[])[] {
    return this.differences(complete).map(({ kind, subject, declared, observed }) => [
      kind,
      subject,
      declared,
      observed,
    ]);
  }
}

const settled = (city?: City) => new Looker(city).take(tell(soundNetwork, 1_000)).settle();

function rewired(cables: Readonly<Record<string, string>>, network: StageNetwork = soundNetwork): StageNetwork {
  const swap = (port: string) => cables[port] ?? port;
  return {
    ...network,
    cables: network.cables.map(([a, b]) => [swap(a), swap(b)] as const),
    stations: network.stations.map(([port, mac]) => [swap(port), mac] as const),
  };
}

function changed(id: string, change: Partial<StageDevice>, network: StageNetwork = soundNetwork): StageNetwork {
  const devices = network.devices.map((device) => (device.id === id ? { ...device, ...change } : device));
  return { ...network, devices };
}

const stranger = '0c:00:00:00:00:01';

describe('a network compared with its inventory', () => {
  it('differs in nothing when it is as declared', () => {
    expect(settled().shown()).toEqual([]);
  });

  it.each<[string, StageNetwork, readonly (readonly string[])[]]>([
    ['a circuit in a free port', rewired({ 'agg/ge-1': 'agg/ge-3' }), [['moved-cable', 'F1', 'agg/ge-1', 'agg/ge-3']]],
    [
      'two circuits in each other’s ports',
      rewired({ 'agg/ge-1': 'agg/ge-2', 'agg/ge-2': 'agg/ge-1' }),
      [
        ['moved-cable', 'F1', 'agg/ge-1', 'agg/ge-2'],
        ['moved-cable', 'F2', 'agg/ge-2', 'agg/ge-1'],
      ],
    ],
    [
      'the far end of a circuit in another port of the UTM',
      rewired({ 'east-utm/wan1': 'east-utm/lan1', 'east-utm/lan1': 'east-utm/wan1' }),
      [['moved-cable', 'F1', 'agg/ge-1', 'east-sw/up']],
    ],
    [
      'the uplink of a switch in another port',
      rewired({ 'east-sw/up': 'east-sw/p3' }),
      [['moved-cable', 'east-utm/lan1', 'east-sw/up', 'east-sw/p3']],
    ],
    [
      'a host at another port',
      rewired({ 'agg/srv-1': 'agg/ge-3' }),
      [['moved-cable', 'host/eth0', 'agg/srv-1', 'agg/ge-3']],
    ],
    [
      'a terminal at another port',
      rewired({ 'east-sw/p1': 'east-sw/p3' }),
      [['misplaced-terminal', 't1', 'east-sw/p1', 'east-sw/p3']],
    ],
    [
      'a terminal at another point',
      rewired({ 'east-sw/p1': 'west-sw/p2' }),
      [['misplaced-terminal', 't1', 'east-sw/p1', 'west-sw/p2']],
    ],
    [
      'a cable from one point to the other, past both UTMs',
      { ...soundNetwork, cables: [...soundNetwork.cables, ['east-sw/p3', 'west-sw/p2']] },
      [['undeclared-link', 'east-sw/p3~west-sw/p2', '', 'east-sw/p3 – west-sw/p2']],
    ],
    [
      'a machine that nobody declared',
      { ...soundNetwork, stations: [...soundNetwork.stations, ['east-sw/p3', stranger]] },
      [['foreign-mac', `${stranger} east-sw/p3`, '', `${stranger} east-sw/p3`]],
    ],
    [
      'a device with another serial number',
      changed('east-utm', { serial: 'S-NEW' }),
      [['replaced-device', 'east-utm', 'S-EU', 'S-NEW']],
    ],
    [
      'a group address and a virtual router',
      {
        ...soundNetwork,
        stations: [...soundNetwork.stations, ['east-sw/p3', '01:80:c2:00:00:0e'], ['east-sw/p3', '00:00:5e:00:01:0a']],
      },
      [],
    ],
    ['a switched-off terminal', { ...soundNetwork, stations: soundNetwork.stations.slice(1) }, []],
    ['a cable that was pulled', { ...soundNetwork, cables: soundNetwork.cables.slice(1) }, []],
  ])('tells %s', (_, network, expected) => {
    expect(settled().take(tell(network, 2_000)).shown()).toEqual(expected);
  });

  it('tells a device with another MAC, and what else follows from it is nothing', () => {
    const shown = settled()
      .take(tell(changed('east-utm', { number: '0a' }), 2_000))
      .shown();
    expect(shown).toEqual([['replaced-device', 'east-utm', '02:fa:00:00:02:00', '02:fa:00:00:0a:00']]);
  });

  it('tells a declared serial number and MAC from the label', () => {
    const city = stageCity({ devices: { agg: { serial: 'LABEL', mac: '02:fa:00:00:01:00' } } });
    const [difference, ...more] = settled(city).differences();
    expect(more).toEqual([]);
    expect(difference).toMatchObject({
      kind: 'replaced-device',
      declared: 'LABEL',
      observed: 'S-AGG',
      against: 'inventory',
      changes: [{ file: 'devices.csv', id: 'agg', cells: { serial: 'S-AGG' } }],
    });
  });

  it('tells a neighbour that nobody declared, once for all who see it', () => {
    const readings = tell(soundNetwork, 2_000).map((reading) =>
      reading.deviceId.endsWith('-sw')
        ? {
            ...reading,
            neighbours: [
              ...(reading.neighbours ?? []),
              { port: 'p2', chassisId: stranger, portId: '1', sysName: 'unknown-ap' },
            ],
          }
        : reading,
    );
    const found = settled().take(readings).differences();
    expect(found.map(({ kind, subject }) => [kind, subject])).toEqual([['new-device', stranger]]);
    expect(found[0]?.evidence.map(({ deviceId }) => deviceId)).toEqual(['east-sw', 'west-sw']);
  });

  it('takes a terminal that speaks LLDP for the terminal that it is', () => {
    const readings = tell(soundNetwork, 2_000).map((reading) =>
      reading.deviceId === 'east-sw'
        ? {
            ...reading,
            neighbours: [
              ...(reading.neighbours ?? []),
              { port: 'p1', chassisId: terminalMac(1), portId: terminalMac(1), sysName: 'PC' },
            ],
          }
        : reading,
    );
    expect(settled().take(readings).shown()).toEqual([]);
  });

  it('calls nobody a stranger before everybody has been asked', () => {
    const half = tell(soundNetwork, 1_000).filter(({ deviceId }) => deviceId === 'agg');
    expect(new Looker().take(half).settle().shown(false)).toEqual([]);
  });

  it('finds the way of a UTM that does not speak LLDP by its MAC', () => {
    const quiet = changed('east-utm', { speaksLldp: false });
    const looker = new Looker().take(tell(quiet, 1_000)).settle();
    expect(looker.shown()).toEqual([]);
    expect(looker.take(tell(rewired({ 'agg/ge-1': 'agg/ge-3' }, quiet), 2_000)).shown()).toEqual([
      ['moved-cable', 'F1', 'agg/ge-1', 'agg/ge-3'],
    ]);
  });

  it('keeps what it knew of a part that could not be read', () => {
    const looker = settled().take(tell(rewired({ 'agg/ge-1': 'agg/ge-3' }), 2_000));
    const silent = tell(soundNetwork, 3_000).map(({ deviceId, startedAt, finishedAt }) => ({
      deviceId,
      startedAt,
      finishedAt,
      outcome: 'silent' as const,
      faults: [],
    }));
    expect(looker.take(silent).shown()).toEqual([['moved-cable', 'F1', 'agg/ge-1', 'agg/ge-3']]);
    expect(looker.differences()[0]?.evidence[0]?.at).toBe(2_000);
  });
});

describe('an interface with another name', () => {
  const renamed = (network: StageNetwork) =>
    tell(network, 2_000).map((reading) =>
      reading.deviceId === 'agg'
        ? {
            ...reading,
            ports: (reading.ports ?? []).map((port) => (port.name === 'ge-1' ? { ...port, name: 'XGE1' } : port)),
            neighbours: (reading.neighbours ?? []).map((each) =>
              each.port === 'ge-1' ? { ...each, port: 'XGE1' } : each,
            ),
            stations: (reading.stations ?? []).map((each) => (each.port === 'ge-1' ? { ...each, port: 'XGE1' } : each)),
          }
        : {
            ...reading,
            neighbours: (reading.neighbours ?? []).map((each) =>
              each.portId === 'ge-1' ? { ...each, portId: 'XGE1' } : each,
            ),
          },
    );

  it('is the same interface: a rename is told, and no moved cable', () => {
    const [difference, ...more] = settled().take(renamed(soundNetwork)).differences();
    expect(more).toEqual([]);
    expect(difference).toMatchObject({
      kind: 'renamed-interface',
      declared: 'ge-1',
      observed: 'XGE1',
      changes: [{ file: 'links.csv', id: 'F1', cells: { a_interface: 'XGE1' } }],
    });
  });

  it('is told by its ifIndex where all ports share one MAC, and not when ports were renumbered too', () => {
    const shared = (ports: readonly string[]) =>
      ports.map((name, index) => ({ name, ifIndex: index + 1, mac: stranger }));
    const before = remember(noMemory, { ports: shared(['a', 'b', 'c']) });
    expect(remember(before, { ports: shared(['a', 'x', 'c']) }).renames).toEqual({ x: 'b' });
    expect(remember(before, { ports: shared(['c', 'x', 'a']) }).renames).toEqual({});
  });

  it('is itself again when the old name is back', () => {
    const ports = (names: readonly string[]) =>
      names.map((name, index) => ({ name, ifIndex: index + 1, mac: `02:00:00:00:00:0${index}` }));
    const first = remember(noMemory, { ports: ports(['a', 'b']) });
    const then = remember(first, { ports: ports(['a', 'x']) });
    expect(then.renames).toEqual({ x: 'b' });
    const back = remember(then, { ports: ports(['a', 'b']) });
    expect(back.renames).toEqual({});
    expect(Object.keys(back.ports).sort()).toEqual(['a', 'b']);
  });
});

const shuffles = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });

describe('whatever happens meanwhile', () => {
  it('renumbered ifIndexes are no finding, in any order of ports, rows and polls', () => {
    const orders = fc.tuple(...soundNetwork.devices.map(({ ports }) => shuffles(ports)));
    fc.assert(
      fc.property(orders, fc.nat(), (ports, seed) => {
        const network = {
          ...soundNetwork,
          devices: soundNetwork.devices.map((device, index) => ({ ...device, ports: ports[index] ?? [] })),
        };
        const readings = [...tell(network, 2_000)];
        if (seed % 2 === 0) readings.reverse();
        expect(settled().take(readings).shown()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('the order of polls does not matter', () => {
    const network: StageNetwork = {
      ...rewired({
        'agg/ge-1': 'agg/ge-3',
        'east-sw/p1': 'west-sw/p2',
        'west-sw/up': 'west-sw/p1',
        'west-sw/p1': 'west-sw/up',
      }),
      stations: [...soundNetwork.stations.slice(1), ['east-sw/p3', stranger], ['west-sw/p2', stranger]],
    };
    const readings = tell(changed('west-utm', { serial: 'S-NEW' }, network), 2_000);
    const expected = settled().take(readings).differences();
    expect(expected.length).toBeGreaterThan(3);
    fc.assert(
      fc.property(shuffles(readings), (order) => {
        expect(settled().take(order).differences()).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('an older reading that arrives late changes nothing', () => {
    const late = settled()
      .take(tell(rewired({ 'agg/ge-1': 'agg/ge-3' }), 3_000))
      .take(tell(soundNetwork, 2_000));
    expect(late.shown()).toEqual([['moved-cable', 'F1', 'agg/ge-1', 'agg/ge-3']]);
  });
});
