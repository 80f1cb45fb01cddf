import { describe, expect, it } from 'vitest';
import type { IsolationReading, SeenPart } from '../../../collector/index.ts';
import { ended, plus } from '../reading.fake.ts';
import { findingsOf, saidOf } from '../said.fake.ts';
import { iso06 } from './iso-06.ts';

const part = (change: Partial<SeenPart>): SeenPart => ({
  index: '7',
  description: 'Interface card',
  partClass: 'module',
  serial: 'S7',
  model: 'NM-4GE',
  fieldReplaceable: true,
  source: { oid: '1.3.6.1.2.1.47.1.1.1.1.2.7', value: 'Interface card' },
  ...change,
});
const withPart = (change: Partial<SeenPart>) => (reading: IsolationReading) => plus(reading, 'parts', part(change));
const said = (now: Partial<SeenPart>, before?: Partial<SeenPart>) =>
  saidOf(iso06, 'jincheng-1-utm', {
    now: { 'jincheng-1-utm': withPart(now) },
    ...(before === undefined ? {} : { before: { 'jincheng-1-utm': withPart(before) } }),
  });

describe('ISO-06', () => {
  it('finds a SIM card, and never tells whose it is', () => {
    const found = said({ simPresent: true, description: 'UIM 460012345678901', serial: '89860012345678901234' });
    expect(found).toMatchObject({ verdict: 'fail', severity: 'S1' });
    expect(JSON.stringify(found)).not.toMatch(/\d{14}/);
    expect(said({ description: 'LTE module, SIM card present' }).severity).toBe('S1');
  });

  it.each(['LTE module', '3G/4G WAN card', 'HUAWEI E8372 WWAN', 'Cellular 0/0'])(
    'finds a cellular module by its words: %s',
    (description) => {
      expect(said({ description }, { description })).toMatchObject({ verdict: 'fail', severity: 'S2' });
    },
  );

  it('finds a part that was not there before, once', () => {
    expect(findingsOf(said({}))).toEqual(['S3 new-part Interface card']);
    expect(said({}, {}).verdict).toBe('pass');
  });

  it('knows a part that moved to another slot by its serial number', () => {
    expect(said({ index: '9' }, {}).verdict).toBe('pass');
    expect(said({ index: '9', serial: '' }, { serial: '' }).verdict).toBe('fail');
  });

  it.each([
    [{ description: 'SFP transceiver' }],
    [{ partClass: 'powerSupply' }],
    [{ partClass: 'fan' }],
    [{ partClass: 'sensor' }],
  ])('lets service parts come and go: %o', (change) => {
    expect(said(change).verdict).toBe('pass');
  });

  it('takes nothing for new while the reading before did not tell its parts', () => {
    const now = { 'jincheng-1-utm': withPart({}) };
    const before = { 'jincheng-1-utm': (reading: IsolationReading) => ended(reading, 'parts', 'truncated') };
    expect(saidOf(iso06, 'jincheng-1-utm', { now, before }).verdict).toBe('pass');
  });
});
