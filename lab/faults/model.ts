import type { Message } from '../../core/index.ts';
import type { PairFault } from './pairs/catalogue.ts';
import type { ServiceFault } from './services/catalogue.ts';
import type { Violation } from './violations/catalogue.ts';

/** Every fault that is in force. A plain value: it can be sent to another process and put back after a restart. */
export interface Faults {
  /** Links whose fibre is cut. */
  readonly cut: ReadonlySet<string>;
  /** Links of which end b sees no light while end a sees no fault. */
  readonly unidirectional: ReadonlySet<string>;
  readonly saturated: ReadonlySet<string>;
  /** Received errors per second, by link id or `device/interface`. */
  readonly errors: ReadonlyMap<string, number>;
  /** Delay of every answer in milliseconds, by device. */
  readonly slow: ReadonlyMap<string, number>;
  /** Devices that work, but whose agent says nothing. */
  readonly silent: ReadonlySet<string>;
  /** Devices without power. */
  readonly down: ReadonlySet<string>;
  /** Devices that are starting up. */
  readonly rebooting: ReadonlySet<string>;
  /** Cables that were plugged elsewhere, in this order; a port that was taken gives its own cable in exchange. */
  readonly moves: readonly CableMove[];
  /** Devices of which another stands in the rack: its serial number and its MACs differ. */
  readonly replaced: ReadonlySet<string>;
  /** Ports (`device/interface`) on which a machine is heard that nobody declared. */
  readonly foreign: ReadonlySet<string>;
  /** What breaks isolation somewhere, in the order of the commands. */
  readonly violations: readonly Violation[];
  /** What happened to hot-standby pairs, in the order of the commands. */
  readonly pairs: readonly PairFault[];
  /** What happened to business services, in the order of the commands. */
  readonly services: readonly ServiceFault[];
}

/** Ports are named `device/interface`. */
export interface CableMove {
  /** What the command named: a link, or the port itself. */
  readonly target: string;
  readonly from: string;
  readonly to: string;
}

export const noFaults: Faults = {
  cut: new Set(),
  unidirectional: new Set(),
  saturated: new Set(),
  errors: new Map(),
  slow: new Map(),
  silent: new Set(),
  down: new Set(),
  rebooting: new Set(),
  moves: [],
  replaced: new Set(),
  foreign: new Set(),
  violations: [],
  pairs: [],
  services: [],
};

/** What a person may ask the lab for. */
export type Command =
  | { readonly verb: 'cut' | 'unidirectional' | 'saturate'; readonly linkId: string }
  | { readonly verb: 'silent' | 'down'; readonly deviceId: string }
  | { readonly verb: 'slow'; readonly deviceId: string; readonly delayMs: number }
  | { readonly verb: 'errors'; readonly target: string; readonly perSecond: number }
  | { readonly verb: 'reboot' | 'swap'; readonly deviceId: string; readonly silentSeconds: number }
  | ({ readonly verb: 'move-cable' } & CableMove)
  | { readonly verb: 'replace'; readonly deviceId: string; readonly silentSeconds: number }
  | { readonly verb: 'foreign'; readonly target: string }
  | Violation
  | PairFault
  | ServiceFault
  /** With `only`, what that verb did; otherwise whatever is wrong there. */
  | { readonly verb: 'repair'; readonly target: string; readonly only?: string }
  | { readonly verb: 'list' };

/** What may happen to the faults: a command, or the end of a reboot. */
export type FaultEvent = Command | { readonly verb: 'booted'; readonly deviceId: string; readonly swap: boolean };

/** What must be done besides wiring the city anew. */
export type FaultEffect =
  | { readonly kind: 'boot-later'; readonly deviceId: string; readonly afterMs: number; readonly swap: boolean }
  | { readonly kind: 'boot'; readonly deviceId: string; readonly swap: boolean }
  | { readonly kind: 'hand-over'; readonly pairId: string };

/** One fault in force, as a list shows it. */
export interface ActiveFault {
  readonly verb: string;
  /** The link, device or interface. */
  readonly target: string;
  /** What was told beside it: a word, a MAC, a table. */
  readonly detail?: string;
  readonly text: Message;
}

export type CommandResult =
  | { readonly ok: true; readonly text: Message; readonly faults: readonly ActiveFault[] }
  | {
      readonly ok: false;
      readonly what: Message;
      readonly remedy: Message;
      /** The command is at fault, not the lab. */
      readonly isWrongUsage?: true;
    };

/** What a violation is, in words. */
export function violationText({ verb, target, detail }: Violation): Message {
  return { key: `lab.fault.${verb}`, params: { target, detail } };
}

/** The faults as a list, in the order of their kind. */
export function listFaults(faults: Faults): readonly ActiveFault[] {
  const of = (verb: string, targets: Iterable<string>): ActiveFault[] =>
    [...targets].map((target) => ({ verb, target, text: { key: `lab.fault.${verb}`, params: { target } } }));
  const measured = (verb: string, entries: ReadonlyMap<string, number>): ActiveFault[] =>
    [...entries].map(([target, value]) => ({
      verb,
      target,
      text: { key: `lab.fault.${verb}`, params: { target, value } },
    }));
  return [
    ...of('cut', faults.cut),
    ...of('unidirectional', faults.unidirectional),
    ...of('saturate', faults.saturated),
    ...measured('errors', faults.errors),
    ...measured('slow', faults.slow),
    ...of('silent', faults.silent),
    ...of('down', faults.down),
    ...of('reboot', faults.rebooting),
    ...faults.moves.map(({ target, from, to }) => ({
      verb: 'move-cable',
      target,
      text: { key: 'lab.fault.move-cable', params: { from, to } },
    })),
    ...of('replace', faults.replaced),
    ...of('foreign', faults.foreign),
    ...faults.violations.map((each) => ({
      verb: each.verb,
      target: each.target,
      ...(each.detail === '' ? {} : { detail: each.detail }),
      text: violationText(each),
    })),
    ...faults.pairs.map(({ verb, pairId }) => ({
      verb,
      target: pairId,
      text: { key: `lab.fault.${verb}`, params: { target: pairId } },
    })),
    ...faults.services.map(({ verb, serviceId, delayMs = 0 }) => ({
      verb,
      target: serviceId,
      text: { key: `lab.fault.${verb}`, params: { target: serviceId, value: delayMs } },
    })),
  ];
}
