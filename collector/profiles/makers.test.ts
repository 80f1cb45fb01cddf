import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { loadSnmprec, startAgent } from '../../lab/agent/index.ts';
import { sharedFolder, suiteNeeding } from '../../test/needs.ts';
import { openSession } from '../snmp/session.ts';
import type { SnmpSession } from '../snmp/snmp-session.ts';
import { agentTarget } from '../snmp/target.ts';
import { loadProfiles } from './load.ts';
import type { ProfileReading } from './model.ts';
import { readDeviceProfile } from './read-device.ts';

const credential = { version: 'v2c', community: 'public' } as const;
const read = await loadProfiles();
if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
const book = read.value;

/** `metric label: value`, the label only where there is one. */
function said({ values }: ProfileReading): string[] {
  return values.map((value) => {
    const { metric, label, index } = value;
    const row = label === '' ? (index === '' ? '' : ` ${index}`) : ` ${label}`;
    const unit = value.type === 'number' ? ` ${value.unit}` : '';
    return `${metric}${row}: ${value.type === 'date' ? value.text : value.value}${unit}`;
  });
}

describe('our profiles', () => {
  it('are one for each family, each with CPU and memory', () => {
    expect(book.profiles.map(({ family }) => family).sort()).toEqual(
      'dptech fortinet h3c-comware hillstone huawei-vrp net-snmp ruijie sangfor topsec venustech windows zte-zxr10'.split(
        ' ',
      ),
    );
    for (const { family, metrics } of book.profiles)
      expect(
        metrics.map(({ means }) => means),
        family,
      ).toEqual(expect.arrayContaining(['cpu', 'memory']));
  });

  it.each([
    ['1.3.6.1.4.1.2011.2.23.276', 'huawei-vrp'],
    ['1.3.6.1.4.1.2011.10.1.100', 'h3c-comware'],
    ['1.3.6.1.4.1.25506.1.578', 'h3c-comware'],
    ['1.3.6.1.4.1.12356.101.1.641', 'fortinet'],
    ['1.3.6.1.4.1.8072.3.2.10', 'net-snmp'],
    ['1.3.6.1.4.1.311.1.1.3.1.2', 'windows'],
    ['1.3.6.1.4.1.20110.2', undefined],
    ['1.3.6.1.4.1', undefined],
    ['', undefined],
  ])('take %s for %s', (sysObjectID, family) => expect(book.match(sysObjectID)?.family).toBe(family));
});

suiteNeeding(['shared/walks/expected.json'], 'a recorded device, asked by the profile of its family', () => {
  const open: { stop(): Promise<void> | void }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.stop();
  });

  async function ask(walk: string): Promise<ProfileReading> {
    const { view } = await loadSnmprec(join(sharedFolder(), 'walks', `${walk}.snmprec.gz`));
    const agent = await startAgent({ view, credentials: [credential] });
    const session: SnmpSession = openSession({ target: agentTarget(agent), credential, clock: systemClock });
    open.push({ stop: () => session.close() }, agent);
    const reading = await readDeviceProfile(session, systemClock, book);
    if (reading === undefined) throw new Error('no profile');
    return reading;
  }

  it.each([
    [
      'topsec-ngfw4000-uf',
      'topsec',
      ['cpu: 0.03 ratio', 'memory: 0.33 ratio', 'sessions: 285030 count', 'ha-role: master', 'serial: Q1610474303'],
    ],
    [
      'venus-vsos-v0600r0705b20180507',
      'venustech',
      ['cpu: 0.01522843 ratio', 'memory: 0.188 ratio', 'sessions: 45 count', 'memory-total: 8283488256 byte'],
    ],
    [
      'huawei-s5720',
      'huawei-vrp',
      [
        'cpu MPU Board 0: 0.38 ratio',
        'memory MPU Board 0: 0.07 ratio',
        'temperature MPU Board 0: 42 celsius',
        'fan 0.7: normal',
      ],
    ],
    [
      'h3c-e528-1',
      'h3c-comware',
      ['cpu Level 1 Virtual Module #1: 0.49 ratio', 'temperature Sensor1: 40 celsius', 'part PSU1: normal'],
    ],
    ['ruijie-s5750-24gt12sfp', 'ruijie', ['cpu: 0.39 ratio', 'memory memory: 0.5 ratio', 'serial: 9017EHC410215']],
    [
      'dptech-dpx800-a5',
      'dptech',
      ['cpu: 0.05 ratio', 'sessions: 313404 count', 'cpu-temperature: 37 celsius', 'fan 0.1: normal'],
    ],
    ['ibm-x3550-m3', 'net-snmp', ['cpu 768: 0 ratio', 'processes: 158 count']],
    ['unknown-001', 'net-snmp', ['cpu 196608: 0 ratio', 'storage /: 0.0883646428597 ratio', 'processes: 172 count']],
    [
      'server-2003-5-2',
      'windows',
      ['cpu 2: 0 ratio', 'storage Physical Memory: 0.746443616826 ratio', 'users: 5 count', 'sessions: 0 count'],
    ],
  ])('%s is a %s and tells sensible values', async (walk, family, expected) => {
    const reading = await ask(walk);
    expect(reading.family).toBe(family);
    expect(said(reading)).toEqual(expect.arrayContaining(expected));
    expect(reading.faults).toEqual([]);
    for (const value of reading.values) {
      if (value.type !== 'number') continue;
      if (value.unit === 'ratio') expect(value.value, value.metric).toBeLessThanOrEqual(1);
      if (value.unit === 'celsius') expect(value.value, value.metric).toBeGreaterThan(5);
      if (value.unit === 'celsius') expect(value.value, value.metric).toBeLessThan(90);
    }
  });

  it('shows every metric that is verified by a walk on one of them', async () => {
    const proven = new Set<string>();
    for (const walk of [
      'topsec-ngfw4000-uf',
      'venus-vsos-v0600r0705b20180507',
      'huawei-s5720',
      'h3c-e528-1',
      'ruijie-s5750-24gt12sfp',
      'dptech-dpx800-a5',
      'unknown-001',
      'server-2003-5-2',
    ]) {
      const reading = await ask(walk);
      for (const { name } of book.named(reading.family)?.metrics ?? [])
        if (!reading.missing.includes(name)) proven.add(`${reading.family} ${name}`);
    }
    const claimed = book.profiles.flatMap(({ family, metrics }) =>
      metrics.filter(({ verified }) => verified === 'walk').map(({ name }) => `${family} ${name}`),
    );
    expect(claimed.filter((name) => !proven.has(name))).toEqual([]);
  });
});
