import { describe, expect, it } from 'vitest';
import type { IsolationReading } from '../../../collector/index.ts';
import { type sceneOf, sceneReadAt } from '../city-scene.fake.ts';
import { ended } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso21 } from './iso-21.ts';

type Turn = (reading: IsolationReading) => IsolationReading | undefined;
const said = (now: Turn, before: Turn = (reading) => reading) =>
  saidOf(iso21, 'jincheng-1-sw', { now: { 'jincheng-1-sw': now }, before: { 'jincheng-1-sw': before } });
const silent: Turn = (reading) => ({ ...reading, outcome: 'silent' });

describe('ISO-21', () => {
  it('does not know of a silent device, and minds more after a day', () => {
    expect(said(silent)).toMatchObject({ verdict: 'unknown', severity: 'S3' });
    const old: Turn = (reading) => ({ ...reading, finishedAt: sceneReadAt - 90_000_000 });
    expect(said(silent, old)).toMatchObject({ verdict: 'unknown', severity: 'S2' });
    expect(said(() => undefined)).toMatchObject({ verdict: 'unknown' });
  });

  it('names every table that was not read to its end', () => {
    const cut: Turn = (reading) => ended(ended(reading, 'routes', 'refused'), 'stations', 'truncated');
    expect(said(cut)).toMatchObject({ verdict: 'unknown', reason: { params: { tables: 2 } } });
    expect(findingsOf(said(cut))).toHaveLength(2);
  });

  it('finds a table that had rows and is said not to be there any more', () => {
    const gone: Turn = (reading) => ended(reading, 'stations', 'not-offered');
    expect(findingsOf(said(gone))).toEqual(['S3 vanished dot1dTpFdbTable']);
    expect(said(gone, gone).verdict).toBe('pass');
  });

  it('lets a device take another generation of a table, and tables be empty', () => {
    const newer: Turn = (reading) => ({
      ...reading,
      stations: {
        ...reading.stations,
        walks: [
          { table: 'dot1dTpFdbTable', outcome: 'not-offered', rows: 0 },
          { table: 'dot1qTpFdbTable', outcome: 'read', rows: 12 },
        ],
      },
    });
    expect(said(newer).verdict).toBe('pass');
    expect(said((reading) => ended(reading, 'peers', 'not-offered')).verdict).toBe('pass');
  });

  it('says that a device without an agent is not seen at all', () => {
    const device: NonNullable<Parameters<typeof sceneOf>[0]>['device'] = (each) => ({
      ...each,
      device: { ...each.device, snmp: 'none' },
    });
    expect(saidOf(iso21, 'jincheng-1-sw', { device })).toMatchObject({
      verdict: 'unknown',
      reason: { key: 'isolation.no-agent' },
    });
  });
});
