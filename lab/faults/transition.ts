import { type FaultEffect, type FaultEvent, type Faults, noFaults } from './model.ts';
import { isPairVerb, type PairFault, pairFaultOf, withPairFault } from './pairs/catalogue.ts';
import { isServiceVerb, type ServiceFault, withServiceFault } from './services/catalogue.ts';
import { isSame, isViolation, maxViolations, type Violation } from './violations/catalogue.ts';

/** Cables that may be plugged elsewhere at a time; the oldest goes back. */
const maxMoves = 64;

function with_(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  return new Set([...set, member]);
}

function without(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  return new Set([...set].filter((each) => each !== member));
}

function withoutKey(map: ReadonlyMap<string, number>, gone: (key: string) => boolean): ReadonlyMap<string, number> {
  return new Map([...map].filter(([key]) => !gone(key)));
}

function repair(faults: Faults, target: string, only: string | undefined): Faults {
  if (only !== undefined && isViolation(only)) {
    const isMeant = (each: { readonly verb: string; readonly target: string }) =>
      each.verb === only && (target === 'all' || isOf(each.target, target));
    return { ...faults, violations: faults.violations.filter((each) => !isMeant(each)) };
  }
  if (only !== undefined && isPairVerb(only)) {
    const isMeant = ({ verb, pairId }: PairFault) => verb === only && (target === 'all' || pairId === target);
    return { ...faults, pairs: faults.pairs.filter((each) => !isMeant(each)) };
  }
  if (only !== undefined && isServiceVerb(only)) {
    const isMeant = ({ verb, serviceId }: ServiceFault) => verb === only && (target === 'all' || serviceId === target);
    return { ...faults, services: faults.services.filter((each) => !isMeant(each)) };
  }
  const mended = repairAll(faults, target);
  const fields = only === undefined ? undefined : fieldsOf[only];
  if (only === undefined) return mended;
  return fields === undefined ? faults : { ...faults, [fields]: mended[fields] };
}

/** Where a plain verb keeps what it did. */
const fieldsOf: Readonly<Record<string, keyof Faults>> = {
  cut: 'cut',
  unidirectional: 'unidirectional',
  saturate: 'saturated',
  errors: 'errors',
  slow: 'slow',
  silent: 'silent',
  down: 'down',
  'move-cable': 'moves',
  replace: 'replaced',
  foreign: 'foreign',
};

function repairAll(faults: Faults, target: string): Faults {
  // A reboot ends by itself: what is starting up cannot be hurried.
  if (target === 'all') return { ...noFaults, rebooting: faults.rebooting };
  return {
    cut: without(faults.cut, target),
    unidirectional: without(faults.unidirectional, target),
    saturated: without(faults.saturated, target),
    errors: withoutKey(faults.errors, (key) => key === target || key.startsWith(`${target}/`)),
    slow: withoutKey(faults.slow, (key) => key === target),
    silent: without(faults.silent, target),
    down: without(faults.down, target),
    rebooting: faults.rebooting,
    moves: faults.moves.filter(({ target: named, from, to }) => ![named, from, to].some((each) => isOf(each, target))),
    replaced: without(faults.replaced, target),
    foreign: new Set([...faults.foreign].filter((port) => !isOf(port, target))),
    violations: faults.violations.filter((each) => !isOf(each.target, target)),
    pairs: faults.pairs.filter(({ pairId }) => pairId !== target),
    services: faults.services.filter(({ serviceId }) => serviceId !== target),
  };
}

/** Whether a port is the target or one of the target's. */
function isOf(port: string, target: string): boolean {
  return port === target || port.startsWith(`${target}/`);
}

function isPairEvent(event: FaultEvent): event is PairFault {
  return isPairVerb(event.verb);
}

function isServiceEvent(event: FaultEvent): event is ServiceFault {
  return isServiceVerb(event.verb);
}

function isViolationEvent(event: FaultEvent): event is Violation {
  return isViolation(event.verb);
}

export interface Transition {
  readonly faults: Faults;
  readonly effects: readonly FaultEffect[];
}

/** Devices that get power back, or come back from their stand-in, start anew: boots rise and counters begin at zero. */
function bootsOf(before: Faults, after: Faults): FaultEffect[] {
  const gone = (was: ReadonlySet<string>, is: ReadonlySet<string>) => [...was].filter((id) => !is.has(id));
  const started = new Set([...gone(before.down, after.down), ...gone(before.replaced, after.replaced)]);
  return [...started].map((deviceId) => ({ kind: 'boot', deviceId, swap: false }));
}

/** The faults after an event, and what is to be done about it. Pure; an event that changes nothing gives the same faults. */
export function transition(faults: Faults, event: FaultEvent): Transition {
  const plain = (next: Faults): Transition => ({ faults: next, effects: [] });
  if (isViolationEvent(event)) {
    const { verb, target, detail } = event;
    const others = faults.violations.filter((each) => !isSame(each, event));
    return plain({ ...faults, violations: [...others, { verb, target, detail }].slice(-maxViolations) });
  }
  if (isPairEvent(event)) {
    const { verb, pairId } = event;
    if (pairFaultOf(verb).passes === true) return { faults, effects: [{ kind: 'hand-over', pairId }] };
    return plain({ ...faults, pairs: withPairFault(faults.pairs, event) });
  }
  if (isServiceEvent(event)) {
    const { verb, serviceId, delayMs } = event;
    const fault = { verb, serviceId, ...(delayMs === undefined ? {} : { delayMs }) };
    return plain({ ...faults, services: withServiceFault(faults.services, fault) });
  }
  switch (event.verb) {
    case 'cut':
      return plain({ ...faults, cut: with_(faults.cut, event.linkId) });
    case 'unidirectional':
      return plain({ ...faults, unidirectional: with_(faults.unidirectional, event.linkId) });
    case 'saturate':
      return plain({ ...faults, saturated: with_(faults.saturated, event.linkId) });
    case 'errors':
      return plain({ ...faults, errors: new Map([...faults.errors, [event.target, event.perSecond]]) });
    case 'slow':
      return plain({ ...faults, slow: new Map([...faults.slow, [event.deviceId, event.delayMs]]) });
    case 'silent':
      return plain({ ...faults, silent: with_(faults.silent, event.deviceId) });
    case 'down':
      return plain({ ...faults, down: with_(faults.down, event.deviceId) });
    case 'reboot':
    case 'swap': {
      const { deviceId } = event;
      if (faults.rebooting.has(deviceId)) return plain(faults);
      const afterMs = event.silentSeconds * 1000;
      return {
        faults: { ...faults, rebooting: with_(faults.rebooting, deviceId), down: without(faults.down, deviceId) },
        effects: [{ kind: 'boot-later', deviceId, afterMs, swap: event.verb === 'swap' }],
      };
    }
    case 'move-cable': {
      const { target, from, to } = event;
      return plain({ ...faults, moves: [...faults.moves, { target, from, to }].slice(-maxMoves) });
    }
    case 'replace': {
      const { deviceId } = event;
      const replaced = with_(faults.replaced, deviceId);
      return transition({ ...faults, replaced }, { ...event, verb: 'reboot' });
    }
    case 'foreign':
      return plain({ ...faults, foreign: with_(faults.foreign, event.target) });
    case 'booted':
      if (!faults.rebooting.has(event.deviceId)) return plain(faults);
      return {
        faults: { ...faults, rebooting: without(faults.rebooting, event.deviceId) },
        effects: [{ kind: 'boot', deviceId: event.deviceId, swap: event.swap }],
      };
    case 'repair': {
      const next = repair(faults, event.target, event.only);
      return { faults: next, effects: bootsOf(faults, next) };
    }
    case 'list':
      return plain(faults);
  }
}
