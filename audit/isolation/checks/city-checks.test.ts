import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IsolationReading, TableOutcome } from '../../../collector/index.ts';
import { languages } from '../../../core/index.ts';
import { outerTerminal, type SceneChange, sceneOf } from '../city-scene.fake.ts';
import { riskKinds } from '../configuration/model.ts';
import type { TableName } from '../evidence.ts';
import type { Scene } from '../model.ts';
import { ended, neighbour, plus, station, tableNames } from '../reading.fake.ts';
import { isolationTexts } from '../words.ts';
import { cityChecks } from './city-checks.ts';

const places = ['jincheng-1', 'rulin-1', 'jintan-dc'] as const;
const outcomes: readonly TableOutcome[] = ['refused', 'truncated', 'silent', 'malformed'];
const judged = (scene: Scene) =>
  cityChecks.flatMap((check) => check.judge(scene).map((said) => ({ id: check.id, ...said })));

describe('the checks of the city', () => {
  it.each(places)('find nothing wrong with %s when all is well', (placeId) => {
    const open = judged(sceneOf({ placeId })).filter(({ verdict }) => verdict !== 'pass');
    expect(open).toEqual([]);
  });

  it('have a title and a remedy in both languages, and words for everything that they say', () => {
    for (const language of languages) {
      const words = isolationTexts[language];
      for (const { id } of cityChecks) {
        expect(words[`isolation.${id}.title`], id).toMatch(/\S/);
        expect(words[`isolation.${id}.remedy`], id).toMatch(/\S/);
      }
    }
    const code = ['.', join('..', 'configuration')]
      .flatMap((folder) => {
        const path = join(import.meta.dirname, folder);
        return readdirSync(path).map((file) => join(path, file));
      })
      .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const used = [...code.matchAll(/'(isolation(?:\.[\w-]+){2,})'/g)]
      .map(([, key]) => key ?? '')
      .map((key) => (key.startsWith('isolation.configuration.') ? `${key}.what` : key));
    const made = [
      ...riskKinds.map((kind) => `isolation.ISO-15.${kind}`),
      ...outcomes.map((outcome) => `isolation.table.${outcome}`),
    ];
    for (const key of [...used, ...made]) expect(isolationTexts.en).toHaveProperty([key]);
    expect(used.length).toBeGreaterThan(40);
  });

  it('say of a device that never answered, or fell silent, that nobody knows', () => {
    for (const turn of [() => undefined, (reading: IsolationReading) => ({ ...reading, outcome: 'silent' as const })]) {
      const scene = sceneOf({ now: { 'jincheng-1-utm': turn, 'jincheng-1-sw': turn } });
      expect(new Set(judged(scene).map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
    }
  });

  it('believe nothing of a device that restarted while it was read', () => {
    const restart = (reading: IsolationReading) => ({
      ...plus(reading, 'stations', station(outerTerminal.mac, 'ge-0-9')),
      upTimeAfterTicks: 3,
    });
    const said = judged(sceneOf({ now: { 'jincheng-1-sw': restart } }));
    const ofSwitch = said.filter(({ deviceId }) => deviceId === 'jincheng-1-sw');
    expect(new Set(ofSwitch.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']));
  });

  it('judge the same whatever order the rows came in', () => {
    const straight = judged(troubled(false));
    expect(straight.filter(({ verdict }) => verdict === 'fail').length).toBeGreaterThan(5);
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (dice) => {
        expect(judged(troubled(dice))).toEqual(straight);
      }),
      { numRuns: 15 },
    );
  });

  it('never pass on a table that was cut, refused, silent or unreadable', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...tableNames),
        fc.constantFrom(...outcomes),
        fc.constantFrom(...places),
        (table, outcome, placeId) => {
          const clean = sceneOf({ placeId });
          const broken: Scene = {
            ...clean,
            devices: clean.devices.map((each) => ({
              ...each,
              reading: each.reading === undefined ? undefined : ended(each.reading, table, outcome),
            })),
          };
          for (const check of cityChecks) {
            const before = check.judge(clean);
            for (const [index, said] of check.judge(broken).entries()) {
              if (said.verdict !== 'pass') continue;
              // It may pass only by not looking at that table at all.
              expect([check.id, tablesOf[check.id]?.includes(table) ?? false]).toEqual([check.id, false]);
              expect(said).toEqual(before[index]);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('do not count a table that no device offers, and do not pass on it', () => {
    for (const check of cityChecks) {
      const needs = (tablesOf[check.id] ?? []).slice(0, 1);
      const clean = sceneOf();
      const devices = clean.devices.map((each) => ({
        ...each,
        reading: needs.reduce((reading, table) => reading && ended(reading, table, 'not-offered'), each.reading),
      }));
      for (const said of check.judge({ ...clean, devices })) {
        if (check.id === 'ISO-21') continue;
        if (said.verdict === 'pass') expect(check.id).toMatch(/^ISO-(?:01|02|15|20|56)$/);
        else expect([check.id, said.verdict, said.notOffered]).toEqual([check.id, 'unknown', true]);
      }
    }
  });
});

/** What each check looks at, said again here: a check that quietly stops looking at a table shows. */
const tablesOf: Readonly<Record<string, readonly TableName[]>> = {
  'ISO-01': ['stations', 'neighbours'],
  'ISO-02': ['stations', 'neighbours'],
  'ISO-03': ['stations'],
  'ISO-04': ['peers'],
  'ISO-06': ['parts'],
  'ISO-09': ['translations'],
  'ISO-11': ['adjacencies'],
  'ISO-12': ['addresses'],
  'ISO-14': ['servers'],
  'ISO-16': ['portAccess'],
  'ISO-17': ['interfaces'],
  'ISO-18': ['stations'],
  'ISO-19': ['neighbours'],
  'ISO-20': ['stations', 'neighbours', 'addresses', 'routes', 'peers'],
  'ISO-21': tableNames,
  'ISO-55': ['interfaces', 'routes', 'neighbours'],
};

/** A point with many things wrong at once, its rows in any order. */
function troubled(dice: false | Iterator<number>): Scene {
  const shuffle = <Row>(rows: readonly Row[]): readonly Row[] => {
    if (dice === false) return rows;
    return rows
      .map((row) => ({ row, place: dice.next().value ?? 0 }))
      .sort((one, other) => one.place - other.place)
      .map(({ row }) => row);
  };
  const mixed = (reading: IsolationReading): IsolationReading => {
    const tables = tableNames.map((name) => [name, { ...reading[name], rows: shuffle<unknown>(reading[name].rows) }]);
    return { ...reading, ...Object.fromEntries(tables) };
  };
  const row = (oid: string) => ({ oid, value: '1' });
  const change: SceneChange = {
    now: {
      'jincheng-1-sw': (reading) => {
        const heard = plus(
          reading,
          'stations',
          station('00:11:22:33:44:55', 'ge-0-1'),
          station('50:c7:bf:00:00:01', 'ge-0-24'),
          station(outerTerminal.mac, 'ge-0-13'),
          station('00:11:22:33:44:55', 'ge-0-1', 'mgmt'),
        );
        const peered = plus(heard, 'peers', {
          protocol: 'lldp',
          port: 'ge-0-3',
          chassisId: '00:11:22:33:44:55',
          portId: '1',
          sysName: 'TP-LINK',
          sysDescription: '',
          capabilities: ['wlanAccessPoint'],
          source: row('1.0.8802.1.1.2.1.4.1.1.5.0.3.1'),
        });
        return mixed(peered);
      },
      'jincheng-1-utm': (reading) => {
        const asked = plus(reading, 'servers', { what: 'ntp', address: '203.0.113.1', source: row('1.9.1') });
        const claimed = plus(
          asked,
          'neighbours',
          neighbour('10.10.10.101', '00:11:22:33:44:66', 10),
          neighbour('192.168.8.1', '00:11:22:33:44:77', 10),
        );
        const shifted = plus(claimed, 'translations', {
          inside: '10.10.10.101',
          outside: '198.51.100.1',
          peer: '8.8.8.8',
          source: row('1.9.2'),
        });
        return mixed(
          plus(shifted, 'adjacencies', { protocol: 'bgp', address: '8.8.4.4', state: 'idle', source: row('1.9.3') }),
        );
      },
    },
  };
  return sceneOf(change);
}
