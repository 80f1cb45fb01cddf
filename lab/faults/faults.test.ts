import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labTexts } from '../texts.ts';
import { type FaultEvent, type Faults, listFaults, noFaults } from './model.ts';
import { distance, nearest } from './near.ts';
import { isPairVerb, pairFaultOf } from './pairs/catalogue.ts';
import { catalogue, type FaultTargets, parseCommand } from './parse.ts';
import { transition } from './transition.ts';

const targets: FaultTargets = {
  links: new Set(['F01', 'F23', 'F24']),
  devices: new Map([
    ['rulin-1-utm', ['wan1', 'lan1']],
    ['jintan-agg-1', ['ge-1-1', 'ge-1-2']],
  ]),
  linkPorts: new Map([
    ['F01', 'jintan-agg-1/ge-1-1'],
    ['F23', 'jintan-agg-1/ge-1-2'],
  ]),
  sparePorts: new Map([['jintan-agg-1/ge-1-1', 'jintan-agg-1/ge-1-2']]),
  pairs: new Map([
    ['jintan-app', 'vrrp'],
    ['jintan-db', 'generic'],
  ]),
  services: { ids: new Set(['jintan-oa', 'city-sso']), singleSignOnId: 'city-sso' },
};

describe('a lab command', () => {
  it.each([
    ['cut F23', { verb: 'cut', linkId: 'F23' }],
    ['  CUT   f23 ', { verb: 'cut', linkId: 'F23' }],
    ['repair all', { verb: 'repair', target: 'all' }],
    ['repair rulin-1-utm', { verb: 'repair', target: 'rulin-1-utm' }],
    ['reboot rulin-1-utm', { verb: 'reboot', deviceId: 'rulin-1-utm', silentSeconds: 8 }],
    ['swap rulin-1-utm 3', { verb: 'swap', deviceId: 'rulin-1-utm', silentSeconds: 3 }],
    ['errors F23', { verb: 'errors', target: 'F23', perSecond: 50 }],
    ['errors Rulin-1-utm/WAN1 2.5', { verb: 'errors', target: 'rulin-1-utm/wan1', perSecond: 2.5 }],
    ['slow rulin-1-utm 300', { verb: 'slow', deviceId: 'rulin-1-utm', delayMs: 300 }],
    ['move-cable F01', { verb: 'move-cable', target: 'F01', from: 'jintan-agg-1/ge-1-1', to: 'jintan-agg-1/ge-1-2' }],
    [
      'move-cable jintan-agg-1/GE-1-2 ge-1-1',
      {
        verb: 'move-cable',
        target: 'jintan-agg-1/ge-1-2',
        from: 'jintan-agg-1/ge-1-2',
        to: 'jintan-agg-1/ge-1-1',
      },
    ],
    [
      'move-cable F01 rulin-1-utm/lan1',
      { verb: 'move-cable', target: 'F01', from: 'jintan-agg-1/ge-1-1', to: 'rulin-1-utm/lan1' },
    ],
    ['replace rulin-1-utm', { verb: 'replace', deviceId: 'rulin-1-utm', silentSeconds: 8 }],
    ['foreign rulin-1-utm/lan1', { verb: 'foreign', target: 'rulin-1-utm/lan1' }],
    ['dual-master Jintan-app', { verb: 'dual-master', pairId: 'jintan-app' }],
    ['repair jintan-app', { verb: 'repair', target: 'jintan-app' }],
    ['repair all wrong-mac', { verb: 'repair', target: 'all', only: 'wrong-mac' }],
    ['service-down Jintan-OA', { verb: 'service-down', serviceId: 'jintan-oa' }],
    ['service-slow jintan-oa', { verb: 'service-slow', serviceId: 'jintan-oa', delayMs: 3000 }],
    ['service-slow jintan-oa 250', { verb: 'service-slow', serviceId: 'jintan-oa', delayMs: 250 }],
    ['sso-down', { verb: 'sso-down', serviceId: 'city-sso' }],
    ['repair jintan-oa service-slow', { verb: 'repair', target: 'jintan-oa', only: 'service-slow' }],
    ['list', { verb: 'list' }],
  ])('%j is understood', (text, command) => expect(parseCommand(text, targets)).toEqual({ ok: true, command }));

  it.each([
    ['cutt F23', 'lab.command.unknown-verb', { meant: 'cut' }],
    ['cut F32', 'lab.command.unknown-link', undefined],
    ['cut F2', 'lab.command.unknown-link', { meant: 'F23' }],
    ['silent rulin-1-utn', 'lab.command.unknown-device', { meant: 'rulin-1-utm' }],
    ['errors rulin-1-utm/wam1', 'lab.command.unknown-interface', { meant: 'wan1' }],
    ['repair rulin-1-utx', 'lab.command.unknown-target', { meant: 'rulin-1-utm' }],
    ['slow rulin-1-utm fast', 'lab.command.bad-number', { min: 1, max: 60_000 }],
    ['slow rulin-1-utm -5', 'lab.command.bad-number', { min: 1, max: 60_000 }],
    ['cut', 'lab.command.wrong-count', { usage: 'cut LINK' }],
    ['move-cable F23', 'lab.command.no-spare', { from: 'jintan-agg-1/ge-1-2' }],
    ['move-cable F01 ge-1-1', 'lab.command.no-spare', undefined],
    ['move-cable F01 ge-9-9', 'lab.command.unknown-interface', undefined],
    ['foreign rulin-1-utm', 'lab.command.unknown-link', undefined],
    ['flap jintan-ap', 'lab.command.unknown-pair', { meant: 'jintan-app' }],
    ['flap jintan-db', 'lab.command.wrong-pair', { pairs: 'jintan-app' }],
    ['flap', 'lab.command.wrong-count', { usage: 'flap PAIR' }],
    ['cut F23 F24', 'lab.command.wrong-count', { usage: 'cut LINK' }],
    ['service-down jintan-ob', 'lab.command.unknown-service', { meant: 'jintan-oa' }],
    ['service-slow jintan-oa never', 'lab.command.bad-number', { min: 1, max: 60_000 }],
    ['sso-down jintan-oa', 'lab.command.wrong-count', { usage: 'sso-down' }],
    ['', 'lab.command.unknown-verb', undefined],
    ['constructor x', 'lab.command.unknown-verb', undefined],
  ])('%j is refused with a remedy', (text, key, params) => {
    const parsed = parseCommand(text, targets);
    expect(parsed).toMatchObject({ ok: false, what: { key } });
    if (params !== undefined) expect(parsed).toMatchObject({ remedy: { params } });
  });

  it('survives any text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => parseCommand(text, targets).ok !== undefined));
  });

  it('has help and a fault line in both languages for every verb', () => {
    for (const { help } of catalogue) {
      expect(Object.keys(labTexts['zh-CN'])).toContain(help.key);
      expect(Object.keys(labTexts.en)).toContain(help.key);
    }
    const isLasting = (verb: string) => !isPairVerb(verb) || pairFaultOf(verb).passes !== true;
    for (const { verb, check } of catalogue)
      if (check !== undefined && isLasting(verb)) expect(Object.keys(labTexts.en)).toContain(`lab.fault.${verb}`);
    expect(Object.keys(labTexts.en)).toEqual(Object.keys(labTexts['zh-CN']));
  });
});

describe('near names', () => {
  it('measures edits symmetrically and finds a name itself', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a));
        expect(distance(a, a)).toBe(0);
      }),
    );
    expect(nearest('F23', ['F24', 'F23'])).toBe('F23');
    expect(nearest('nothing-like-it', ['F24'])).toBeUndefined();
  });
});

const events: fc.Arbitrary<FaultEvent> = fc.oneof(
  fc.record({
    verb: fc.constantFrom('cut', 'unidirectional', 'saturate'),
    linkId: fc.constantFrom('F01', 'F23'),
  }),
  fc.record({ verb: fc.constantFrom('silent', 'down'), deviceId: fc.constantFrom('x', 'y') }),
  fc.record({
    verb: fc.constantFrom('reboot', 'swap'),
    deviceId: fc.constantFrom('x', 'y'),
    silentSeconds: fc.constantFrom(0, 8),
  }),
  fc.record({ verb: fc.constant('booted' as const), deviceId: fc.constantFrom('x', 'y'), swap: fc.boolean() }),
  fc.record({
    verb: fc.constant('errors' as const),
    target: fc.constantFrom('F01', 'x/wan1'),
    perSecond: fc.constant(5),
  }),
  fc.record({
    verb: fc.constant('move-cable' as const),
    target: fc.constantFrom('F01', 'x/a'),
    from: fc.constantFrom('x/a', 'y/a'),
    to: fc.constantFrom('x/b', 'y/b'),
  }),
  fc.record({
    verb: fc.constant('replace' as const),
    deviceId: fc.constantFrom('x', 'y'),
    silentSeconds: fc.constant(8),
  }),
  fc.record({ verb: fc.constant('foreign' as const), target: fc.constantFrom('x/a', 'y/b') }),
  fc.record({ verb: fc.constant('slow' as const), deviceId: fc.constantFrom('x', 'y'), delayMs: fc.constant(9) }),
  fc.record({
    verb: fc.constantFrom('radio' as const, 'refuse-table' as const),
    target: fc.constantFrom('x', 'y'),
    detail: fc.constantFrom('4g', 'ifTable'),
  }),
  fc.record({
    verb: fc.constantFrom('dual-holder' as const, 'switch-over' as const),
    pairId: fc.constantFrom('p', 'q'),
  }),
  fc.record({ verb: fc.constant('repair' as const), target: fc.constantFrom('all', 'F01', 'x', 'y', 'p') }),
  fc.record({
    verb: fc.constant('repair' as const),
    target: fc.constantFrom('all', 'F01', 'x', 'y'),
    only: fc.constantFrom('cut', 'radio', 'foreign', 'reboot'),
  }),
);

function faultsAfter(given: readonly FaultEvent[]): Faults {
  return given.reduce((faults, event) => transition(faults, event).faults, noFaults);
}

describe('faults', () => {
  it('are all gone after repair all and the end of every reboot, whatever happened before', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (given) => {
        const ends: FaultEvent[] = ['x', 'y'].map((deviceId) => ({ verb: 'booted', deviceId, swap: false }));
        expect(listFaults(faultsAfter([...given, { verb: 'repair', target: 'all' }, ...ends]))).toEqual([]);
      }),
    );
  });

  it('of one command alone are gone after the repair of that one', () => {
    const given: readonly FaultEvent[] = [
      { verb: 'radio', target: 'x', detail: '4g' },
      { verb: 'tunnel', target: 'x', detail: '' },
      { verb: 'silent', deviceId: 'x' },
      { verb: 'radio', target: 'y', detail: '4g' },
      { verb: 'foreign', target: 'x/a' },
    ];
    const left = (only: string, target: string) =>
      listFaults(faultsAfter([...given, { verb: 'repair', target, only }])).map(
        ({ verb, target: on }) => `${verb} ${on}`,
      );
    expect(left('radio', 'x')).toEqual(['silent x', 'foreign x/a', 'tunnel x', 'radio y']);
    expect(left('radio', 'all')).toEqual(['silent x', 'foreign x/a', 'tunnel x']);
    expect(left('silent', 'x')).toEqual(['foreign x/a', 'radio x', 'tunnel x', 'radio y']);
    expect(left('foreign', 'x')).toEqual(['silent x', 'radio x', 'tunnel x', 'radio y']);
    expect(left('list', 'x')).toHaveLength(5);
  });

  it('of every verb are taken back by their own name and leave all others, but a reboot ends by itself', () => {
    const full: Faults = {
      cut: new Set(['F1']),
      unidirectional: new Set(['F1']),
      saturated: new Set(['F1']),
      errors: new Map([['x/a', 5]]),
      slow: new Map([['x', 5]]),
      silent: new Set(['x']),
      down: new Set(['x']),
      rebooting: new Set(['x']),
      moves: [{ target: 'F1', from: 'x/a', to: 'x/b' }],
      replaced: new Set(['x']),
      foreign: new Set(['x/a']),
      violations: [{ verb: 'radio', target: 'x', detail: '4g' }],
      pairs: [
        { verb: 'flap', pairId: 'p' },
        { verb: 'wrong-mac', pairId: 'p' },
      ],
      services: [
        { verb: 'service-down', serviceId: 's' },
        { verb: 'service-slow', serviceId: 's', delayMs: 5 },
      ],
    };
    const names = (faults: Faults) => listFaults(faults).map(({ verb, target }) => `${verb} ${target}`);
    for (const { verb, target } of listFaults(full)) {
      const { faults } = transition(full, { verb: 'repair', target, only: verb });
      const left = names(full).filter((name) => name !== `${verb} ${target}` || verb === 'reboot');
      expect(names(faults), verb).toEqual(left);
    }
  });

  it('of one kind at one place are one, and tables count each for itself', () => {
    const given: readonly FaultEvent[] = [
      { verb: 'radio', target: 'x', detail: '4g' },
      { verb: 'radio', target: 'x', detail: 'ppp' },
      { verb: 'refuse-table', target: 'x', detail: 'ifTable' },
      { verb: 'refuse-table', target: 'x', detail: 'ipAddrTable' },
      { verb: 'refuse-table', target: 'x', detail: 'ifTable' },
    ];
    expect(faultsAfter(given).violations.map(({ detail }) => detail)).toEqual(['ppp', 'ipAddrTable', 'ifTable']);
  });

  it('of a pair are one of each kind, and a hand-over happens without being one', () => {
    const [flap, mac, over] = (['flap', 'wrong-mac', 'switch-over'] as const).map((verb) => ({ verb, pairId: 'p' }));
    if (flap === undefined || mac === undefined || over === undefined) throw new Error('three events');
    const names = (...given: readonly FaultEvent[]) => faultsAfter(given).pairs.map(({ verb }) => verb);
    expect(names(flap, mac, over, flap)).toEqual(['flap', 'wrong-mac']);
    expect(names(flap, mac, { verb: 'repair', target: 'p', only: 'flap' })).toEqual(['wrong-mac']);
    expect(names(flap, mac, { verb: 'repair', target: 'p' })).toEqual([]);
    expect(transition(noFaults, over)).toEqual({ faults: noFaults, effects: [{ kind: 'hand-over', pairId: 'p' }] });
  });

  it('boot a device exactly once for each reboot, however often it is asked meanwhile', () => {
    const first = transition(noFaults, { verb: 'reboot', deviceId: 'x', silentSeconds: 8 });
    expect(first.effects).toEqual([{ kind: 'boot-later', deviceId: 'x', afterMs: 8000, swap: false }]);
    const again = transition(first.faults, { verb: 'reboot', deviceId: 'x', silentSeconds: 8 });
    expect(again.effects).toEqual([]);
    const booted = transition(again.faults, { verb: 'booted', deviceId: 'x', swap: false });
    expect(booted.effects).toEqual([{ kind: 'boot', deviceId: 'x', swap: false }]);
    expect(transition(booted.faults, { verb: 'booted', deviceId: 'x', swap: false }).effects).toEqual([]);
  });

  it('boot a device that gets its power back', () => {
    const { faults } = transition(noFaults, { verb: 'down', deviceId: 'x' });
    const effects = [{ kind: 'boot', deviceId: 'x', swap: false }];
    expect(transition(faults, { verb: 'repair', target: 'x' }).effects).toEqual(effects);
    expect(transition(faults, { verb: 'repair', target: 'all' }).effects).toEqual(effects);
  });
});
