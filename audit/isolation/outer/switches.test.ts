import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import type { NewRecord } from '../../../ledger/index.ts';
import { createFakeStore } from '../../../store/store.fake.ts';
import { createOuterSwitches } from './switches.ts';
import { readWalk } from './walk.ts';

const walked = `.1.3.6.1.2.1.1.1.0 = STRING: "Switch
of two lines"
.1.3.6.1.2.1.17.1.4.1.2.5 = INTEGER: 10005
.1.3.6.1.2.1.17.4.3.1.1.0.17.34.51.68.85 = Hex-STRING: 00 11 22 33 44 55
.1.3.6.1.2.1.17.4.3.1.2.0.17.34.51.68.85 = INTEGER: 5
.1.3.6.1.2.1.17.4.3.1.2.0.17.34.51.68.86 = INTEGER: 6
.1.3.6.1.2.1.17.4.3.1.2.0.17.34.51.68.1 = INTEGER: 0
.1.3.6.1.2.1.17.4.3.1.3.0.17.34.51.68.85 = INTEGER: learned(3)
.1.3.6.1.2.1.17.4.3.1.3.0.17.34.51.68.1 = INTEGER: self(4)
.1.3.6.1.2.1.31.1.1.1.1.10005 = STRING: "Gi0/5"
`;
const recorded = `1.3.6.1.2.1.17.1.4.1.2.7|2|3
1.3.6.1.2.1.17.7.1.2.2.1.2.100.0.17.34.51.68.87|2|7
1.3.6.1.2.1.17.7.1.2.2.1.3.100.0.17.34.51.68.87|2|3
1.3.6.1.2.1.17.7.1.2.2.1.2.100.2.0.0.0.0.1|2|7
1.3.6.1.2.1.17.7.1.2.2.1.3.100.2.0.0.0.0.1|2|4
1.3.6.1.2.1.31.1.1.1.1.3|4x|67652d302d33
`;

describe('a walk of an outer switch', () => {
  it('tells who is heard where, from the text of snmpwalk -On', () => {
    expect(readWalk(walked)?.stations).toEqual([
      { mac: '00:11:22:33:44:55', port: 'Gi0/5' },
      { mac: '00:11:22:33:44:56', port: 'port 6' },
    ]);
  });

  it('tells it of every VLAN from a recording, without the addresses of the switch itself', () => {
    expect(readWalk(recorded)?.stations).toEqual([{ mac: '00:11:22:33:44:57', port: 'ge-0-3' }]);
  });

  it('is none when no line is of either form', () => {
    for (const text of ['', 'PK\u0003\u0004', 'MIB::name.0 = STRING: x', '{}']) expect(readWalk(text)).toBeUndefined();
  });

  it('reads every MAC in any filtering database as it was written, and survives any text', () => {
    const octets = fc.array(fc.nat(255), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(octets, fc.nat(4_094), fc.integer({ min: 1, max: 9_999 }), (mac, vlan, port) => {
        const text = `1.3.6.1.2.1.17.7.1.2.2.1.2.${vlan}.${mac.join('.')}|2|${port}`;
        const wanted = mac.map((octet) => octet.toString(16).padStart(2, '0')).join(':');
        expect(readWalk(text)?.stations).toEqual([{ mac: wanted, port: `port ${port}` }]);
      }),
    );
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void readWalk(text)));
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (text) => void readWalk(`1.3.6.1.2.1.17.4.3.1.2.${text}`)));
  });
});

describe('outer switches', () => {
  let clock: FakeClock;
  let store: ReturnType<typeof createFakeStore>;
  let records: NewRecord[];
  const open = () => createOuterSwitches({ store, clock, ledger: { append: (record) => void records.push(record) } });
  const bytes = (text: string) => Buffer.from(text);

  beforeEach(() => {
    clock = new FakeClock();
    store = createFakeStore({ kinds: [], clock });
    records = [];
  });

  it('keep the newest walk of each, with who brought it on record, over a restart', async () => {
    const switches = open();
    const at = clock.now() - 3_600_000;
    expect(switches.take({ name: 'office-1', at, bytes: bytes(walked), by: 'admin' })).toMatchObject({ ok: true });
    switches.take({ name: 'office-2', at, bytes: bytes(recorded), by: 'admin' });
    expect(switches.stations()).toContainEqual({ mac: '00:11:22:33:44:55', port: 'Gi0/5', device: 'office-1', at });
    expect(records[0]).toMatchObject({
      kind: 'evidence',
      subject: 'outer-switch office-1',
      body: { by: 'admin', stations: 2, file: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const again = open();
    await again.start();
    expect(again.stations()).toEqual(switches.stations());
    const newer = { name: 'office-1', at: at + 1, bytes: bytes(recorded), by: 'admin' };
    expect(again.take(newer)).toMatchObject({ ok: true });
    expect(again.stations().filter(({ device }) => device === 'office-1')).toHaveLength(1);
  });

  it('refuse a replay, an older walk, one of the future, one without stations, and what is no walk, each by name', () => {
    const switches = open();
    const at = clock.now() - 60_000;
    const why = (name: string, when: number, text: string) => {
      const taken = switches.take({ name, at: when, bytes: bytes(text), by: 'admin' });
      return taken.ok ? 'taken' : taken.what.key.replace('isolation.outer-switch.', '');
    };
    expect(why('office-1', at, walked)).toBe('taken');
    const before = switches.stations();
    expect(why('office-1', at, walked)).toBe('older');
    expect(why('office-1', at - 1, recorded)).toBe('older');
    expect(why('office-1', clock.now() + 3_600_000, recorded)).toBe('future');
    expect(why('office-1', clock.now(), '.1.3.6.1.2.1.1.3.0 = Timeticks: (5) 0:00:00.05')).toBe('empty');
    expect(why('office-1', clock.now(), 'hello')).toBe('form');
    expect(why('a b', clock.now(), walked)).toBe('name');
    expect(why('office-1', Number.NaN, walked)).toBe('future');
    expect(switches.stations()).toBe(before);
    expect(records).toHaveLength(1);
  });
});
