import { beforeAll, describe, expect, it } from 'vitest';
import { faultTargetsOf } from '../../city/running.ts';
import { referenceCity } from '../../testing/reference.fake.ts';
import { type FaultTargets, parseCommand } from '../parse.ts';
import { usageOf, type ViolationVerb, violations } from './catalogue.ts';
import { placesFor } from './parse.ts';

let targets: FaultTargets;
beforeAll(async () => {
  const city = await referenceCity();
  const [terminal] = city.terminals.values();
  if (terminal === undefined) throw new Error('no terminal');
  const outer = {
    ...terminal,
    id: 'jincheng-1-o01',
    network: 'outer',
    mac: '02:f5:99:00:00:01',
    state: 'in-use',
  } as const;
  const gone = { ...terminal, id: 'jincheng-1-s01', mac: '02:f5:98:00:00:01', state: 'scrapped' } as const;
  const terminals = new Map([...city.terminals, [outer.id, outer], [gone.id, gone]]);
  targets = faultTargetsOf({ ...city, terminals });
});

describe('a command that breaks isolation', () => {
  it.each([
    ['radio jincheng-1-utm', 'radio', 'jincheng-1-utm', '4g'],
    ['RADIO Jincheng-1-UTM PPP', 'radio', 'jincheng-1-utm', 'ppp'],
    ['foreign-mac rulin-1-sw/ge-0-3 02-FC-00-00-00-01', 'foreign-mac', 'rulin-1-sw/ge-0-3', '02:fc:00:00:00:01'],
    ['outer-terminal rulin-1-sw/ge-0-3', 'outer-terminal', 'rulin-1-sw/ge-0-3', '02:f5:99:00:00:01'],
    ['outer-terminal rulin-1-sw/ge-0-3 Jincheng-1-o01', 'outer-terminal', 'rulin-1-sw/ge-0-3', '02:f5:99:00:00:01'],
    ['outer-terminal rulin-1-sw/ge-0-3 02:f5:01:02:03:04', 'outer-terminal', 'rulin-1-sw/ge-0-3', '02:f5:01:02:03:04'],
    ['scrapped-alive jintan-agg-1/srv-1', 'scrapped-alive', 'jintan-agg-1/srv-1', '02:f5:98:00:00:01'],
    ['hub rulin-1-sw/ge-0-3', 'hub', 'rulin-1-sw/ge-0-3', '3'],
    ['boundary rulin-1-utm/dmz 172.20.8.9/24', 'boundary', 'rulin-1-utm/dmz', '172.20.8.0/24'],
    ['refuse-table rulin-1-utm ipnettomediatable', 'refuse-table', 'rulin-1-utm', 'ipNetToMediaTable'],
    ['signatures-old rulin-1-utm 100', 'signatures-old', 'rulin-1-utm', '100'],
    ['nat rulin-1-utm', 'nat', 'rulin-1-utm', ''],
  ])('%s is understood', (text, verb, target, detail) =>
    expect(parseCommand(text, targets)).toEqual({ ok: true, command: { verb, target, detail } }),
  );

  it('gives a stranger without a MAC one of its own, the same each time and another at another port', () => {
    const macOf = (port: string) => {
      const parsed = parseCommand(`foreign-mac rulin-1-sw/${port}`, targets);
      return parsed.ok && 'detail' in parsed.command ? parsed.command.detail : undefined;
    };
    expect(macOf('ge-0-3')).toMatch(/^02:fc(:[0-9a-f]{2}){4}$/);
    expect(macOf('ge-0-3')).toBe(macOf('ge-0-3'));
    expect(macOf('ge-0-3')).not.toBe(macOf('ge-0-4'));
  });

  it.each([
    ['radio jincheng-1-utm 5g', 'lab.command.bad-word', { words: '4g, ppp, wlan' }],
    ['nat rulin-1-sw', 'lab.command.wrong-device', { devices: expect.stringContaining('-utm') }],
    ['outside-session rulin-1-utm', 'lab.command.wrong-device', { devices: expect.stringContaining('-app-a') }],
    ['foreign-mac rulin-1-sw', 'lab.command.no-interface', { usage: 'foreign-mac DEVICE/INTERFACE [MAC]' }],
    ['foreign-mac rulin-1-sw/ge-0-25', 'lab.command.wrong-port', { ports: expect.stringContaining('ge-0-1, ') }],
    ['foreign-mac rulin-1-sw/ge-0-9x', 'lab.command.unknown-interface', { meant: 'ge-0-9' }],
    ['foreign-mac rulin-1-sw/ge-0-9 01:00:5e:00:00:01', 'lab.command.bad-word', undefined],
    ['unused-port-up rulin-1-sw/ge-0-1', 'lab.command.wrong-port', undefined],
    ['swap-terminal rulin-1-sw/ge-0-24', 'lab.command.wrong-port', undefined],
    ['hub rulin-1-sw/ge-0-3 1', 'lab.command.bad-number', { min: 2, max: 24 }],
    ['boundary rulin-1-utm/dmz 172.20.8.0', 'lab.command.bad-word', undefined],
    ['refuse-table rulin-1-utm arp', 'lab.command.bad-word', { words: expect.stringContaining('ipNetToMediaTable') }],
    ['refuse-table rulin-1-utm', 'lab.command.wrong-count', { usage: 'refuse-table DEVICE TABLE' }],
    ['outer-terminal rulin-1-sw/ge-0-3 jincheng-1-o02', 'lab.command.unknown-terminal', { meant: 'jincheng-1-o01' }],
    ['radio nowhere-9-utm', 'lab.command.unknown-device', undefined],
    ['repair rulin-1-utm radi', 'lab.command.unknown-verb', { meant: 'radio' }],
  ])('%s is refused with what would do', (text, key, params) => {
    const parsed = parseCommand(text, targets);
    expect(parsed).toMatchObject({ ok: false, isWrongUsage: true, what: { key } });
    if (params !== undefined) expect(parsed).toMatchObject({ remedy: { params } });
  });

  it('without a fitting terminal in the inventory wants to be told which', async () => {
    const bare = faultTargetsOf(await referenceCity());
    for (const [verb, which] of [
      ['outer-terminal', 'outer'],
      ['scrapped-alive', 'gone'],
    ] as const)
      expect(parseCommand(`${verb} rulin-1-sw/ge-0-3`, bare)).toMatchObject({
        ok: false,
        what: { key: `lab.command.no-${which}-terminal` },
      });
  });

  it('of every kind can be put at the places that are offered for it, and its usage begins with it', () => {
    const known = targets.violations;
    if (known === undefined) throw new Error('nothing known');
    for (const [name, { on, argument }] of Object.entries(violations)) {
      const verb = name as ViolationVerb;
      expect(usageOf(verb).split(' ')[0]).toBe(verb);
      const places = placesFor(verb, known);
      expect(places.length, verb).toBeGreaterThan(0);
      const [{ deviceId, ports } = { deviceId: '', ports: [] }] = places;
      const target = on === 'port' ? `${deviceId}/${ports[0]}` : deviceId;
      const line = argument.kind === 'table' ? `${verb} ${target} ifTable` : `${verb} ${target}`;
      expect(parseCommand(line, targets), line).toMatchObject({ ok: true, command: { verb, target } });
    }
  });
});
