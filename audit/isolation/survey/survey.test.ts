import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { smallCity } from '../../city.fake.ts';
import { iso41 } from '../checks/iso-41.ts';
import { iso42 } from '../checks/iso-42.ts';
import { iso43 } from '../checks/iso-43.ts';
import type { Scene, StationOwner } from '../model.ts';
import { fakeDeclaration } from '../stage.fake.ts';
import { importSurveys } from './import-folder.ts';
import type { SurveyView } from './model.ts';

const now = Date.UTC(2026, 5, 1);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'surveys-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = (name: string, ...lines: readonly string[]) => writeFile(join(folder, name), `${lines.join('\n')}\n`);
const read = () => importSurveys(folder, smallCity(), now);

function sceneOf(
  surveys: SurveyView | undefined,
  owners: Readonly<Record<string, StationOwner>> = {},
  placeId = 'p1',
): Scene {
  return {
    placeId,
    districtId: 'd',
    now,
    declaration: fakeDeclaration(),
    city: smallCity(),
    devices: [],
    stations: { ownerOf: (mac) => owners[mac], placesOf: () => [] },
    ...(surveys === undefined ? {} : { surveys }),
  };
}

describe('the folder of surveys', () => {
  test('gives each place its newest survey as a whole', async () => {
    await put('wifi@2026-04-01.csv', 'place,bssid,ssid,where', 'p1,50:c7:bf:00:00:01,old,here', 'p2,,,');
    await put('wifi@2026-05-01.csv', 'place,bssid,ssid,where', 'p1,50-C7-BF-00-00-02,new,neighbour');
    const { view, mistakes, files } = await read();
    expect(mistakes).toEqual([]);
    expect(view.wifiOf('p1')).toEqual({
      at: Date.UTC(2026, 4, 1),
      file: 'wifi@2026-05-01.csv',
      rows: [{ bssid: '50:c7:bf:00:00:02', ssid: 'new', where: 'neighbour' }],
    });
    expect(view.wifiOf('p2')?.rows).toEqual([]);
    expect(view.wifiOf('p3')).toBeUndefined();
    expect(files.map(({ name }) => name)).toEqual(['wifi@2026-04-01.csv', 'wifi@2026-05-01.csv']);
  });

  test('names every mistake with its place, and half a survey is none', async () => {
    await put('notes.txt', 'x');
    await put('wifi@2026-13-01.csv', 'place,bssid');
    await put('wifi@2027-01-01.csv', 'place,bssid');
    await put('wifi@2026-05-01.csv', 'place,bssid', 'p1,50:c7:bf:00:00:01', 'p1,nonsense', 'p9,50:c7:bf:00:00:01');
    await put(
      'walk-down@2026-05-01.csv',
      'place,item,result,by,second',
      'p2,fibre 3,ok,li,li',
      'p3,fibre 4,fine,li,wang',
    );
    const { view, mistakes } = await read();
    expect(mistakes.map(({ what, line }) => [what.key.split('.').slice(-2).join('.'), line])).toEqual(
      expect.arrayContaining([
        ['bad-name.what', 0],
        ['bad-mac.what', 3],
        ['unknown-place.what', 4],
        ['one-person.what', 2],
        ['not-allowed.what', 3],
      ]),
    );
    expect(view.wifiOf('p1')).toBeUndefined();
    expect(view.walkDownOf('p2')).toBeUndefined();
    expect(view.walkDownOf('p3')).toBeUndefined();
  });

  test('that is not there is a mistake, never a crash; nor are any bytes', async () => {
    const missing = await importSurveys(join(folder, 'none'), smallCity(), now);
    expect(missing.mistakes[0]?.what.key).toBe('isolation.survey.no-folder.what');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        await writeFile(join(folder, 'media@2026-05-01.csv'), bytes);
        const { view } = await read();
        expect(view.mediaOf('p1')?.rows ?? []).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('judged by what was surveyed', () => {
  const terminal: StationOwner = { kind: 'terminal', id: 't1', network: 'inner' };

  test('nothing applies until a folder is named; then a place without a survey is unknown', async () => {
    expect(iso41.judge(sceneOf(undefined))).toEqual([]);
    const { view } = await read();
    for (const check of [iso41, iso42, iso43]) expect(check.judge(sceneOf(view))[0]?.verdict).toBe('unknown');
  });

  test('a radio in the building fails, a neighbour passes', async () => {
    await put(
      'wifi@2026-05-01.csv',
      'place,bssid,where',
      'p1,50:c7:bf:00:00:01,here',
      'p2,50:c7:bf:00:00:01,neighbour',
    );
    const { view } = await read();
    expect(iso41.judge(sceneOf(view))[0]).toMatchObject({
      verdict: 'fail',
      findings: [{ value: '50:c7:bf:00:00:01' }],
    });
    expect(iso41.judge(sceneOf(view, {}, 'p2'))[0]).toMatchObject({
      verdict: 'pass',
      observedAt: Date.UTC(2026, 4, 1),
    });
  });

  test.each([
    ['00:1b:21:00:00:10', 'fail'],
    ['00:1b:21:00:00:18', 'fail'],
    ['00:1b:21:00:00:08', 'fail'],
    ['02:1b:21:00:00:11', 'fail'],
    ['00:1b:21:00:00:19', 'pass'],
    ['00:1b:21:00:00:07', 'pass'],
    ['ff:ff:ff:ff:ff:ff', 'pass'],
    ['00:00:00:00:00:00', 'pass'],
  ])('a BSSID %s beside 00:1b:21:00:00:10 that is inside: %s', async (bssid, verdict) => {
    await put('wifi@2026-05-01.csv', 'place,bssid,where', `p1,${bssid},neighbour`);
    const { view } = await read();
    expect(iso41.judge(sceneOf(view, { '00:1b:21:00:00:10': terminal }))[0]?.verdict).toBe(verdict);
  });

  test('a walk-down fails by the worst that was found', async () => {
    await put(
      'walk-down@2026-05-01.csv',
      'place,item,result,by,second',
      'p1,rack 1,ok,li,wang',
      'p2,rack 2,open,li,wang',
      'p3,rack 3,open,li,wang',
      'p3,cable 9,foreign,li,wang',
    );
    const { view } = await read();
    const of = (placeId: string) => iso42.judge(sceneOf(view, {}, placeId))[0];
    expect(of('p1')?.verdict).toBe('pass');
    expect(of('p2')).toMatchObject({ verdict: 'fail', severity: 'S3' });
    expect(of('p3')).toMatchObject({ verdict: 'fail', severity: 'S1' });
  });

  test('a medium that nobody else approved fails; a register without crossings passes', async () => {
    const header = 'place,medium,direction,by,approved_by,purpose';
    await put(
      'media@2026-05-01.csv',
      header,
      'p1,USB-7,out,li,,x',
      'p1,USB-8,in,li,li,x',
      'p1,USB-9,in,li,wang,x',
      'p2,,,,,',
    );
    const { view } = await read();
    expect(iso43.judge(sceneOf(view))[0]).toMatchObject({
      verdict: 'fail',
      findings: [{ value: 'USB-7' }, { value: 'USB-8' }],
    });
    expect(iso43.judge(sceneOf(view, {}, 'p2'))[0]?.verdict).toBe('pass');
  });
});
