import { type FaultEffect, type FaultEvent, type Faults, noFaults } from './model.ts';

function with_(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  return new Set([...set, member]);
}

function without(set: ReadonlySet<string>, member: string): ReadonlySet<string> {
  return new Set([...set].filter((each) => each !== member));
}

function withoutKey(map: ReadonlyMap<string, number>, gone: (key: string) => boolean): ReadonlyMap<string, number> {
  return new Map([...map].filter(([key]) => !gone(key)));
}

function repair(faults: Faults, target: string): Faults {
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
  };
}

export interface Transition {
  readonly faults: Faults;
  readonly effects: readonly FaultEffect[];
}

/** Devices that get power back start anew: boots rise and counters begin at zero. */
function bootsOf(before: Faults, after: Faults): FaultEffect[] {
  return [...before.down]
    .filter((deviceId) => !after.down.has(deviceId))
    .map((deviceId) => ({ kind: 'boot', deviceId, swap: false }));
}

/** The faults after an event, and what is to be done about it. Pure; an event that changes nothing gives the same faults. */
export function transition(faults: Faults, event: FaultEvent): Transition {
  const plain = (next: Faults): Transition => ({ faults: next, effects: [] });
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
    case 'booted':
      if (!faults.rebooting.has(event.deviceId)) return plain(faults);
      return {
        faults: { ...faults, rebooting: without(faults.rebooting, event.deviceId) },
        effects: [{ kind: 'boot', deviceId: event.deviceId, swap: event.swap }],
      };
    case 'repair': {
      const next = repair(faults, event.target);
      return { faults: next, effects: bootsOf(faults, next) };
    }
    case 'list':
      return plain(faults);
  }
}
