import { describe, expect, it } from 'vitest';
import { languages, render } from '../../../core/index.ts';
import { custodyTexts } from '../../custody/words.ts';
import type { IsolationCheck, RegisterView } from '../model.ts';
import { isolationTexts } from '../words.ts';
import { iso50 } from './iso-50.ts';
import { iso51 } from './iso-51.ts';
import { iso52 } from './iso-52.ts';
import { iso53 } from './iso-53.ts';
import { iso54 } from './iso-54.ts';
import { registerChecks } from './register-checks.ts';
import { day, minute, now, registered, registerScene, type SceneWish } from './register-scene.fake.ts';

/** The verdict, and what was found, in English; every word of it must have its text. */
function say(check: IsolationCheck, wish: SceneWish): readonly string[] {
  const said = check.judge(registerScene(wish));
  return said.flatMap(({ verdict, reason, findings }) => {
    for (const language of languages) {
      const words = { ...isolationTexts[language], ...custodyTexts[language] };
      for (const text of [reason, ...findings.map((finding) => finding.text)])
        expect(render(words, text)).not.toMatch(/isolation\.|custody\.|\{/);
    }
    return [verdict, ...findings.map(({ value }) => value)];
  });
}

const terminals = [registered('t01'), registered('t02')];
const mac = '02:00:00:00:00:01';
const gone = (change = {}) => registered('t01', { state: 'scrapped', since: now - day, ...change });

it.each(registerChecks)('$id is unknown without a register, and has its words in both languages', (check) => {
  expect(say(check, {})).toEqual(['unknown']);
  for (const language of languages) {
    expect(isolationTexts[language][`isolation.${check.id}.title`]).toMatch(/\S/);
    expect(isolationTexts[language][`isolation.${check.id}.remedy`]).toMatch(/\S/);
  }
});

it.each(registerChecks)('$id passes a place where all is well', (check) => {
  const stockTake = { id: 's', at: now - day, record: 7, findings: [] };
  const heard = terminals.map(({ macs }) => ({ mac: macs[0] ?? '' }));
  expect(say(check, { register: { terminals, stockTake }, heard })).toEqual(['pass']);
});

describe('ISO-50', () => {
  it('finds a scrapped terminal by any of its cards, with the instance that was read', () => {
    const terminal = gone({ macs: ['02:00:00:00:00:99', mac] });
    const scene = registerScene({ register: { terminals: [terminal] }, heard: [{ mac }] });
    expect(iso50.judge(scene)).toMatchObject([
      {
        verdict: 'fail',
        severity: 'S1',
        findings: [{ deviceId: 'east-sw', oid: `1.3.6.1.2.1.17.4.3.1.2.${mac}`, value: mac }],
      },
    ]);
  });

  it('finds one at the workshop that is registered elsewhere, at the place where it is heard and at no other', () => {
    const elsewhere = [registered('t01', { placeId: 'west', state: 'in-repair', since: now - day })];
    expect(say(iso50, { register: { terminals, elsewhere }, heard: [{ mac }] })).toEqual(['fail', mac]);
    expect(say(iso50, { register: { terminals, elsewhere }, heard: [{ mac, placeId: 'west' }] })).toEqual(['pass']);
  });

  it.each([
    ['heard before its step, or in the minutes after', { heard: [{ mac, at: now - day + minute }] }, 'pass'],
    ['whose trace is older than the period', { heard: [{ mac, at: now - 16 * minute }] }, 'pass'],
    ['and a table that was cut', { table: 'truncated' }, 'unknown'],
    ['and a table that was refused', { table: 'refused' }, 'unknown'],
    ['and a switch without such a table', { table: 'not-offered' }, 'unknown'],
    ['and a silent switch', { table: 'silent' }, 'unknown'],
    ['and a switch that nobody read yet', { table: 'never' }, 'unknown'],
    ['and a reading that is too old', { readAgoMs: 16 * minute }, 'unknown'],
    ['and no switch', { table: 'no-switch' }, 'unknown'],
  ] as const)('one %s: %o is %s', (_, wish, verdict) => {
    expect(say(iso50, { register: { terminals: [gone()] }, ...wish })).toEqual([verdict]);
  });

  it('says it of a table that was cut too, when what is left of it has the terminal', () => {
    expect(say(iso50, { register: { terminals: [gone()] }, heard: [{ mac }], table: 'truncated' })).toEqual([
      'fail',
      mac,
    ]);
  });

  it('does not apply where there are neither terminals nor switches', () => {
    expect(say(iso50, { register: {}, table: 'no-switch' })).toEqual([]);
  });
});

describe('ISO-51', () => {
  const before = { identity: 'disk D1', terminalId: 't09', since: now - 400 * day };
  it('finds what was inner and is outer, and names what gives it away', () => {
    const outer = registered('t01', { network: 'outer', innerBefore: before });
    expect(say(iso51, { register: { terminals: [outer, registered('t02')] } })).toEqual(['fail', 'disk D1']);
  });

  it('lets pass an outer terminal that never was inner', () => {
    expect(
      say(iso51, { register: { terminals: [registered('t01', { network: 'outer', everInner: false })] } }),
    ).toEqual(['pass']);
    expect(say(iso51, { register: {} })).toEqual([]);
  });
});

describe('ISO-52', () => {
  it('finds each part of the record that a repair or a scrapping lacks', () => {
    const lacking = gone({ missingRecord: ['approval', 'custodian', 'method', 'certificate'] });
    expect(say(iso52, { register: { terminals: [lacking] } })).toEqual([
      'fail',
      't01 approval',
      't01 custodian',
      't01 method',
      't01 certificate',
    ]);
    expect(say(iso52, { register: { terminals: [gone()] } })).toEqual(['pass']);
  });
});

describe('ISO-53', () => {
  const at = (days: number) => now - days * day;
  it.each([
    ['heard 31 days ago', { lastSeenAt: at(31) }, ['fail', 't01']],
    ['heard 29 days ago', { lastSeenAt: at(29) }, ['pass']],
    ['never heard, and registered long ago', {}, ['fail', 't01']],
    ['never heard, and registered lately', { since: at(3) }, ['pass']],
    ['allowed to be away', { lastSeenAt: at(90), absenceUntil: now + day }, ['pass']],
    ['whose leave has ended', { lastSeenAt: at(90), absenceUntil: now - day }, ['fail', 't01']],
  ] as const)('one %s: %o gives %o', (_, change, expected) => {
    expect(say(iso53, { register: { terminals: [registered('t01', change)] } })).toEqual(expected);
  });

  it('takes the days that the settings say, and what the switches say now', () => {
    const terminal = registered('t01', { lastSeenAt: at(10) });
    expect(say(iso53, { register: { terminals: [terminal], unseenAfterMs: 9 * day } })).toEqual(['fail', 't01']);
    expect(say(iso53, { register: { terminals: [terminal], unseenAfterMs: 9 * day }, heard: [{ mac }] })).toEqual([
      'pass',
    ]);
  });

  it('calls nobody silent to whom nobody listened', () => {
    expect(say(iso53, { register: { terminals }, table: 'truncated' })).toEqual(['unknown']);
    expect(say(iso53, { register: { terminals }, table: 'never' })).toEqual(['unknown']);
  });

  it('asks only after inner terminals in use', () => {
    const others = [registered('t01', { network: 'outer' }), registered('t02', { state: 'in-store' })];
    expect(say(iso53, { register: { terminals: others } })).toEqual([]);
  });
});

describe('ISO-54', () => {
  type Finding = NonNullable<RegisterView['stockTake']>['findings'][number];
  const counted = (finding: Finding, change: Partial<RegisterView> = {}): SceneWish => ({
    register: { terminals, stockTake: { id: 's', at: now - day, record: 7, findings: [finding] }, ...change },
  });
  const missing: Finding = { kind: 'missing', barcode: 'FZt01', terminalId: 't01' };

  it('finds what was missing, and says so when a switch hears it all the same', () => {
    expect(say(iso54, counted(missing))).toEqual(['fail', 'FZt01']);
    const scene = registerScene({ ...counted(missing), heard: [{ mac, port: 'ge-0-7' }] });
    expect(iso54.judge(scene)[0]?.findings[0]?.text).toMatchObject({
      key: 'isolation.ISO-54.missing-heard',
      params: { port: 'ge-0-7' },
    });
  });

  it.each([
    ['missing', 't01', 'FZt01'],
    ['misplaced', 't77', 'FZt77'],
    ['unknown', undefined, 'XX1'],
    ['wrong-network', 't02', 'FZt02'],
  ] as const)('finds what was %s', (kind, terminalId, barcode) => {
    const finding = { kind, barcode, ...(terminalId === undefined ? {} : { terminalId }) };
    expect(say(iso54, counted(finding))).toEqual(['fail', barcode]);
  });

  it('is settled by the register: reported lost, moved here, registered now', () => {
    const lost = [registered('t01', { state: 'lost' }), registered('t02')];
    expect(say(iso54, counted(missing, { terminals: lost }))).toEqual(['pass']);
    expect(say(iso54, counted(missing, { terminals: [registered('t02')] }))).toEqual(['pass']);
    expect(say(iso54, counted({ kind: 'misplaced', barcode: 'FZt02', terminalId: 't02' }))).toEqual(['pass']);
    expect(say(iso54, counted({ kind: 'unknown', barcode: 'FZt02' }))).toEqual(['pass']);
  });

  it('finds a terminal that was counted here and is heard elsewhere since', () => {
    const clean = { register: { terminals, stockTake: { id: 's', at: now - day, record: 7, findings: [] } } };
    expect(say(iso54, { ...clean, heard: [{ mac, placeId: 'west' }] })).toEqual(['fail', mac]);
    expect(say(iso54, { ...clean, heard: [{ mac, placeId: 'west', at: now - 2 * day }] })).toEqual(['pass']);
  });

  it('asks for a stock-take only where the settings do, and again when it is too long ago', () => {
    expect(say(iso54, { register: { terminals } })).toEqual([]);
    expect(say(iso54, { register: { terminals, stockTakeEveryMs: day } })).toEqual(['unknown']);
    const stockTake = { id: 's', at: now - 3 * day, record: 7, findings: [] };
    expect(say(iso54, { register: { terminals, stockTake, stockTakeEveryMs: 2 * day } })).toEqual(['unknown']);
  });
});
