import { type Clock, type Message, message } from '../core/index.ts';
import type { City } from '../inventory/index.ts';
import type { LabPort } from './ports.ts';

export interface FakeFault {
  readonly verb: string;
  readonly target: string;
  readonly detail?: string;
  readonly text?: Message;
  readonly since: number;
}

const refused = {
  ok: false,
  what: message('lab.command.unknown-target'),
  remedy: message('lab.command.list'),
} as const;

/** A lab that remembers its faults, and knows one violation and two troubles of pairs: one of them passes. */
export function fakeLab(deps: {
  readonly city: () => City;
  readonly clock: Clock;
  readonly faults: FakeFault[];
}): LabPort {
  const { city, clock, faults } = deps;
  return {
    faults: () => faults,
    violations: {
      kinds: [
        {
          kind: 'radio',
          check: 'ISO-05',
          on: 'device',
          usage: 'radio DEVICE [4g|ppp|wlan]',
          help: message('lab.command.radio'),
          detail: 'optional',
          choices: ['4g', 'ppp', 'wlan'],
        },
      ],
      placesOf: () => [...city().devices.keys()].map((deviceId) => ({ deviceId, ports: [] })),
    },
    troubles: {
      kinds: (['dual-holder', 'switch-over'] as const).map((kind) => ({
        ...{ kind, about: 'pair', check: kind === 'dual-holder' ? 'FO-02' : 'FO-07', usage: `${kind} PAIR` },
        ...{ help: message(`lab.command.${kind}`), passes: kind === 'switch-over', targets: ['jintan-app'] },
      })),
    },
    async apply(line) {
      const [verb = '', target = '', word] = line.split(' ');
      const since = clock.now();
      if (verb === 'repair') {
        const isMeant = (fault: FakeFault) => fault.target === target && (word === undefined || fault.verb === word);
        const left = target === 'all' ? [] : faults.filter((fault) => !isMeant(fault));
        faults.splice(0, faults.length, ...left);
        return { ok: true };
      }
      if (target === 'jintan-app') {
        if (verb === 'dual-holder')
          faults.push({ verb, target, text: message(`lab.fault.${verb}`, { target }), since });
        return { ok: true };
      }
      if (!city().links.has(target) && !city().devices.has(target)) return refused;
      if (verb !== 'radio') faults.push({ verb, target, since });
      else if (word === '5g') return refused;
      else faults.push({ verb, target, detail: word ?? '4g', text: message('lab.fault.radio', { target }), since });
      return { ok: true };
    },
  };
}
