import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { Mistakes } from '../../inventory/index.ts';
import { FakeSession } from '../snmp/session.fake.ts';
import type { SnmpValue } from '../snmp/varbind.ts';
import { bookOf } from './book.ts';
import { loadProfiles } from './load.ts';
import type { Profile } from './model.ts';
import { readDeviceProfile } from './read-device.ts';
import { readProfileText } from './read-profile.ts';

const read = await loadProfiles();
if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
const makers = read.value;

const text = (value: string): SnmpValue => ({ type: 'octets', value: Buffer.from(value) });
const int = (value: number): SnmpValue => ({ type: 'integer', value });
const gauge = (value: number): SnmpValue => ({ type: 'gauge32', value });

function device(sysObjectID: string, rows: Record<string, SnmpValue>): FakeSession {
  return new FakeSession({ '1.3.6.1.2.1.1.2.0': { type: 'oid', value: sysObjectID }, ...rows });
}

async function ask(session: FakeSession, book = makers) {
  const reading = await readDeviceProfile(session, systemClock, book);
  if (reading === undefined) throw new Error('no profile');
  return reading;
}

/** Value by `metric` or `metric label`. */
async function told(session: FakeSession, book = makers): Promise<Record<string, unknown>> {
  const { values } = await ask(session, book);
  return Object.fromEntries(
    values.map((value) => [`${value.metric} ${value.label}`.trim(), value.type === 'date' ? value.text : value.value]),
  );
}

function profile(metrics: string): Profile {
  const mistakes = new Mistakes();
  const head = 'family: test\ntitle: { zh: 试, en: Test }\nmib: T-MIB\nmatch: [1.3.6.1.4.1.99999]\nmetrics:\n';
  const found = readProfileText({ file: 'test.yaml', text: head + metrics, mistakes });
  if (found === undefined) throw new Error(JSON.stringify(mistakes.list()));
  return found;
}

const metric = (more: string) =>
  `  - { name: x1, title: { zh: 试, en: Test }, means: state, object: tX, verified: mib, ${more} }\n`;

describe('a maker without a recorded walk', () => {
  it('Fortinet tells shares, sessions, dates of contracts and signatures, and the state of the pair', async () => {
    const f = '1.3.6.1.4.1.12356.101';
    const fortigate = device(`${f}.1.641`, {
      [`${f}.4.1.3.0`]: gauge(17),
      [`${f}.4.1.4.0`]: gauge(61),
      [`${f}.4.1.6.0`]: gauge(2_000),
      [`${f}.4.1.7.0`]: gauge(8_000),
      [`${f}.4.1.8.0`]: gauge(12_345),
      [`${f}.4.2.1.0`]: text('1.00000(2018-04-09 18:07)'),
      [`${f}.4.6.3.1.2.1.1.1`]: text('FortiCare Support'),
      [`${f}.4.6.3.1.2.1.1.2`]: text('Antivirus'),
      [`${f}.4.6.3.1.2.1.2.1`]: text('Sat Jul 26 01:00:00 2025'),
      [`${f}.4.6.3.1.2.1.2.2`]: text('n/a'),
      [`${f}.13.1.1.0`]: int(3),
      [`${f}.13.2.1.1.11.1`]: text('utm-1'),
      [`${f}.13.2.1.1.12.1`]: int(0),
    });
    expect(await told(fortigate)).toMatchObject({
      cpu: 0.17,
      memory: 0.61,
      disk: 0.25,
      sessions: 12_345,
      'av-signature': '2018-04-09T18:07:00.000',
      'licence FortiCare Support': '2025-07-26T01:00:00.000',
      'ha-mode': 'active-passive',
      'ha-sync utm-1': 'unsynchronized',
    });
    const { values, missing } = await ask(fortigate);
    expect(values.find(({ metric: name }) => name === 'ha-sync')).toMatchObject({ code: 0, good: false });
    expect(values.filter(({ metric: name }) => name === 'licence')).toHaveLength(1);
    expect(missing).toContain('ips-signature');
  });

  it('Hillstone divides memory, and tells HA, fans and power as words', async () => {
    const h = '1.3.6.1.4.1.28557.2';
    expect(
      await told(
        device('1.3.6.1.4.1.28557.1.1', {
          [`${h}.2.1.3.0`]: int(9),
          [`${h}.2.1.4.0`]: gauge(4_000_000),
          [`${h}.2.1.5.0`]: gauge(1_000_000),
          [`${h}.2.1.7.0`]: gauge(777),
          [`${h}.2.1.8.0`]: int(4),
          [`${h}.26.1.2.1.2.1`]: text('Fan 1'),
          [`${h}.26.1.2.1.5.1`]: int(3),
          [`${h}.28.1.2.1.2.1`]: text('CPU'),
          [`${h}.28.1.2.1.3.1`]: int(48),
        }),
      ),
    ).toEqual({
      cpu: 0.09,
      memory: 0.25,
      sessions: 777,
      ha: 'master',
      'fan Fan 1': 'fail',
      'temperature CPU': 48,
    });
  });

  it('Sangfor tells sessions from the branch that the device has', async () => {
    const s = '1.3.6.1.4.1.35047';
    const common = { [`${s}.1.3.0`]: int(12), [`${s}.1.5.1.2.1`]: text('/'), [`${s}.1.5.1.6.1`]: text('37%') };
    expect(await told(device(s, { ...common, [`${s}.2.1.1.6.0`]: gauge(900) }))).toEqual({
      cpu: 0.12,
      'disk /': 0.37,
      sessions: 900,
    });
    expect(await told(device(s, { ...common, [`${s}.2.2.1.0`]: gauge(5) }))).toMatchObject({ sessions: 5 });
  });

  it('ZTE tells the CPU by the new MIB or the old one, and light as text', async () => {
    const z = '1.3.6.1.4.1.3902.3';
    const fresh = device(`${z}.100.1`, {
      [`${z}.6002.2.1.1.3.0.0.1.1`]: text('MPFU'),
      [`${z}.6002.2.1.1.8.0.0.1.1`]: int(21),
      [`${z}.6002.2.1.1.6.0.0.1.1`]: int(40),
      [`${z}.126.1.2.1.3.7`]: text('-2.51'),
      [`${z}.126.1.2.1.4.7`]: text('-11.02 dBm'),
      '1.3.6.1.2.1.31.1.1.1.1.7': text('gei-0/1/0/7'),
    });
    expect(await told(fresh)).toEqual({
      'cpu MPFU': 0.21,
      'memory MPFU': 0.4,
      'optical-rx gei-0/1/0/7': -11.02,
      'optical-tx gei-0/1/0/7': -2.51,
    });
    expect(await told(device(`${z}.100.1`, { [`${z}.3.1.1.12.1`]: int(33) }))).toEqual({ cpu: 0.33 });
  });

  it('a Huawei firewall tells sessions, its licence, and the light of the ports that have some', async () => {
    const w = '1.3.6.1.4.1.2011.5.25';
    const optics = `${w}.31.1.1.3.1`;
    expect(
      await told(
        device('1.3.6.1.4.1.2011.2.321.1.406', {
          '1.3.6.1.2.1.47.1.1.1.1.7.9': text('GigabitEthernet0/0/1'),
          [`${optics}.8.9`]: int(-812),
          [`${optics}.9.9`]: int(-301),
          [`${optics}.8.10`]: int(-1),
          [`${optics}.5.10`]: int(-255),
          [`${w}.142.1.8.1.2.1`]: text('IPS'),
          [`${w}.142.1.8.1.7.1`]: text('2027-01-31'),
          '1.3.6.1.4.1.2011.6.122.15.1.2.1.4.0': { type: 'counter64', value: 4_321n },
        }),
      ),
    ).toEqual({
      'optical-rx GigabitEthernet0/0/1': -8.12,
      'optical-tx GigabitEthernet0/0/1': -3.01,
      'licence IPS': '2027-01-31T00:00:00.000',
      sessions: 4_321,
    });
  });
});

describe('a profile, asked of an ugly device', () => {
  const oid = '1.3.6.1.4.1.99999.5.0';
  const number = bookOf([profile(metric(`kind: scalar, oid: ${oid}, type: number, unit: ratio, scale: 0.01`))]);
  const share = (value: SnmpValue) => device('1.3.6.1.4.1.99999.1', { [oid]: value });

  it.each<[string, SnmpValue, number]>([
    ['a plain number', int(42), 0.42],
    ['text', text(' 42 %'), 0.42],
    ['a float in an Opaque', { type: 'opaque', value: Buffer.from('9f780442280000', 'hex') }, 0.42],
    ['a Counter64', { type: 'counter64', value: 42n }, 0.42],
  ])('takes %s', async (_, value, expected) => expect(await told(share(value), number)).toEqual({ x1: expected }));

  it.each<[string, SnmpValue]>([
    ['more than the whole', int(101)],
    ['less than nothing', int(-1)],
    ['words', text('busy')],
    ['an Opaque that is no float', { type: 'opaque', value: Buffer.from('9f7804ffc00000', 'hex') }],
    ['no value at all', { type: 'malformed', value: null }],
  ])('counts %s as a bad value, and shows none', async (_, value) => {
    const { values, faults } = await ask(share(value), number);
    expect(values).toEqual([]);
    expect(faults).toEqual([{ reason: 'bad-value', part: 'profile test', detail: 'x1' }]);
  });

  it('says of what is not offered that it is missing, and faults nobody for it', async () => {
    const { values, faults, missing } = await ask(device('1.3.6.1.4.1.99999', {}), number);
    expect([values, faults, missing]).toEqual([[], [], ['x1']]);
  });

  it('is not asked on when the device falls silent', async () => {
    const later = share(int(1));
    const two = bookOf([
      profile(
        metric(`kind: scalar, oid: ${oid}, type: number, unit: count`) +
          metric('kind: column, oid: 1.3.6.1.4.1.99999.6.1.2, type: text').replace('x1', 'x2'),
      ),
    ]);
    const get = later.get.bind(later);
    let asked = 0;
    later.get = (part, oids) => {
      if (asked++ > 0) later.failNext('timeout');
      return get(part, oids);
    };
    const reading = await ask(later, two);
    expect(reading.faults.map(({ reason }) => reason)).toEqual(['timeout']);
    expect(later.asked.filter(({ verb }) => verb === 'bulk')).toEqual([]);
  });

  it('keeps a bounded number of values and says so', async () => {
    const rows: Record<string, SnmpValue> = {};
    for (let index = 1; index <= 1_500; index++) rows[`1.3.6.1.4.1.99999.6.1.2.${index}`] = int(index);
    const many = bookOf([profile(metric('kind: column, oid: 1.3.6.1.4.1.99999.6.1.2, type: number, unit: count'))]);
    const { values, faults } = await ask(device('1.3.6.1.4.1.99999', rows), many);
    expect(values).toHaveLength(1_024);
    expect(faults).toEqual([{ reason: 'truncated-table', part: 'profile test', detail: '1024 of 1500 values kept' }]);
  });

  it('shows a word that the MIB does not have as the number it is, without judging it', async () => {
    const words = bookOf([
      profile(metric(`kind: scalar, oid: ${oid}, type: word, words: { 1: up, 2: down }, good: [up]`)),
    ]);
    const { values } = await ask(share(int(7)), words);
    expect(values[0]).toMatchObject({ type: 'word', value: '7', code: 7 });
    expect(values[0]).not.toHaveProperty('good');
  });
});
