import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { message } from '../../../core/index.ts';
import { askOf } from './ask.fake.ts';
import { engineBounds } from './ask.ts';
import { drbdOf, readDrbd } from './drbd.ts';
import { manifestOf, readManifest } from './manifest.ts';
import { sourceText } from './source-text.ts';
import { Unlikely } from './told.ts';

/** As drbdsetup 9 prints it, by its source. */
const resource = {
  name: 'money',
  'node-id': 0,
  role: 'Primary',
  suspended: false,
  'write-ordering': 'flush',
  devices: [{ volume: 0, minor: 1, 'disk-state': 'UpToDate', client: false, quorum: true, size: 409600 }],
  connections: [
    {
      'peer-node-id': 1,
      name: 'db-b',
      'connection-state': 'StandAlone',
      congested: false,
      'peer-role': 'Unknown',
      peer_devices: [
        {
          volume: 0,
          'replication-state': 'Off',
          'peer-disk-state': 'DUnknown',
          'out-of-sync': 12,
          'percent-in-sync': 99.9,
        },
      ],
    },
  ],
};
const drbd = (changed: object = {}) => JSON.stringify([{ ...resource, ...changed }]);

describe('drbdsetup', () => {
  it('is read whole; what is out of sync is told in KiB', () => {
    expect(drbdOf(drbd(), 5)).toEqual({
      outcome: 'answered',
      at: 5,
      facts: {
        resources: [
          {
            name: 'money',
            role: 'Primary',
            suspended: false,
            devices: [{ volume: 0, diskState: 'UpToDate', quorum: true }],
            connections: [
              {
                name: 'db-b',
                connectionState: 'StandAlone',
                peerRole: 'Unknown',
                outOfSyncBytes: 12 * 1_024,
                peerDiskStates: ['DUnknown'],
              },
            ],
          },
        ],
      },
    });
  });

  it('without a resource DRBD does not run', () => expect(drbdOf('[]', 0)).toMatchObject({ outcome: 'absent' }));

  it.each([
    ['a message instead', 'modprobe: FATAL: Module drbd not found'],
    ['half of it', drbd().slice(0, 100)],
    ['no role', drbd({ role: undefined })],
    ['no quorum told', drbd({ devices: [{ volume: 0, 'disk-state': 'UpToDate' }] })],
    ['no connections told', drbd({ connections: undefined })],
  ])('%s is refused and never guessed', (_, text) => expect(() => drbdOf(text, 0)).toThrow(Unlikely));
});

describe('a manifest', () => {
  it('is a list of texts', () => {
    expect(manifestOf('{"items": {"package keepalived": "1:2.2.7-1"}}', 3)).toEqual({
      outcome: 'answered',
      at: 3,
      facts: { items: { 'package keepalived': '1:2.2.7-1' } },
    });
  });

  it.each([
    ['empty', '{"items": {}}'],
    ['without items', '{}'],
    ['of numbers', '{"items": {"a": 1}}'],
    [
      'too long',
      JSON.stringify({ items: Object.fromEntries(Array.from({ length: 4_097 }, (_, at) => [`i${at}`, 'x'])) }),
    ],
  ])('that is %s is refused: a part of it would look like no difference', (_, text) => {
    expect(() => manifestOf(text, 0)).toThrow(Unlikely);
  });

  it('of whatever JSON becomes facts or is refused', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        for (const read of [manifestOf, drbdOf])
          try {
            expect(['answered', 'absent']).toContain(read(text, 0).outcome);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(Unlikely);
          }
      }),
    );
  });
});

describe('where a text comes from', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sources-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('a pair that declares none is not asked', async () => {
    expect(await readDrbd(askOf({}))).toBeUndefined();
    expect(await readManifest(askOf({}))).toBeUndefined();
  });

  it('an agent is asked by the name of the extend, and how that ended is passed on', async () => {
    const asked: string[] = [];
    const refused = { outcome: 'refused', at: 9, reason: message('collector.fault.wrong-digest') } as const;
    const extend = async (name: string) => {
      asked.push(name);
      return refused;
    };
    expect(await readManifest(askOf({ manifest: { extend: 'pair-manifest' } }, { extend }))).toEqual(refused);
    expect(asked).toEqual(['pair-manifest']);
    const nobody = await readManifest(askOf({ manifest: { extend: 'pair-manifest' } }));
    expect(nobody).toMatchObject({ outcome: 'silent', reason: { key: 'collector.pairs.source.no-agent' } });
  });

  it('a file that is too big, or is none, is malformed; what it holds is told when it cannot be read', async () => {
    writeFileSync(join(folder, 'big'), 'x'.repeat(engineBounds.answerBytes + 1));
    writeFileSync(join(folder, 'bad'), 'nothing to read');
    const of = (name: string) => sourceText(askOf({}), { file: join(folder, name) });
    expect(await of('big')).toMatchObject({ outcome: 'malformed', reason: { key: 'collector.pairs.source.too-big' } });
    expect(await of('.')).toMatchObject({ outcome: 'malformed' });
    expect(await readDrbd(askOf({ drbd: { file: join(folder, 'bad') } }))).toMatchObject({
      outcome: 'malformed',
      reason: { key: 'collector.pairs.unreadable' },
    });
  });
});
