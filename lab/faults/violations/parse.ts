import { message, parsePrefix } from '../../../core/index.ts';
import type { DeviceRole } from '../../city/plan/model.ts';
import { didYouMean, exact, Refusal } from '../refusal.ts';
import {
  type Argument,
  choicesOf,
  type PortUse,
  type Violation,
  type ViolationVerb,
  violationOf,
} from './catalogue.ts';
import { strangerMacOf } from './stranger.ts';
import { tableNamed } from './tables.ts';

/** What a violation can be put on, beside the names of devices and ports. */
export interface ViolationTargets {
  readonly roles: ReadonlyMap<string, DeviceRole>;
  /** By `device/interface`. */
  readonly ports: ReadonlyMap<string, PortUse>;
  readonly terminals: ReadonlyMap<string, DeclaredTerminal>;
}

export interface DeclaredTerminal {
  readonly mac: string;
  readonly network: 'inner' | 'outer';
  readonly state: string;
}

const macForm = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
/** Remedies name this many devices. */
const namedDevices = 6;

/** Whether a violation may be put on this device; what would do is in the remedy. */
export function refusedPlace(verb: ViolationVerb, deviceId: string, targets: ViolationTargets): Refusal | undefined {
  const { roles } = violationOf(verb);
  const role = targets.roles.get(deviceId);
  if (role === undefined || roles.includes(role)) return undefined;
  const fitting = [...targets.roles].filter(([, each]) => roles.includes(each)).map(([id]) => id);
  const devices = fitting.slice(0, namedDevices).join(', ') || '-';
  return new Refusal(
    message('lab.command.wrong-device', { verb, device: deviceId }),
    message('lab.command.wrong-device.remedy', { devices }),
  );
}

/** Whether a violation may be put on this port of a device that is right for it. */
export function refusedPort(verb: ViolationVerb, target: string, targets: ViolationTargets): Refusal | undefined {
  const use = targets.ports.get(target);
  const { ports } = violationOf(verb);
  if (use === undefined || ports === undefined || ports.includes(use)) return undefined;
  const owner = target.split('/')[0] ?? target;
  const fitting = portsFor(verb, owner, targets);
  return new Refusal(
    message('lab.command.wrong-port', { verb, target }),
    message('lab.command.wrong-port.remedy', {
      device: owner,
      ports: fitting.slice(0, namedDevices).join(', ') || '-',
    }),
  );
}

/** Names of a device's interfaces that a violation can be put on. */
export function portsFor(verb: ViolationVerb, deviceId: string, { ports }: ViolationTargets): readonly string[] {
  const wanted = violationOf(verb).ports ?? [];
  return [...ports].flatMap(([target, use]) =>
    target.startsWith(`${deviceId}/`) && wanted.includes(use) ? [target.slice(deviceId.length + 1)] : [],
  );
}

/** Where a violation can be put: each device that can do it, with its ports where it is put on one. */
export function placesFor(
  verb: ViolationVerb,
  targets: ViolationTargets,
): readonly { readonly deviceId: string; readonly ports: readonly string[] }[] {
  const { roles, on } = violationOf(verb);
  const devices = [...targets.roles].filter(([, role]) => roles.includes(role)).map(([deviceId]) => deviceId);
  if (on === 'device') return devices.map((deviceId) => ({ deviceId, ports: [] }));
  return devices
    .map((deviceId) => ({ deviceId, ports: portsFor(verb, deviceId, targets) }))
    .filter(({ ports }) => ports.length > 0);
}

/** The violation that two words make; the place is known to exist and to fit. */
export function violationFrom(
  verb: ViolationVerb,
  target: string,
  typed: string | undefined,
  targets: ViolationTargets,
): Violation | Refusal {
  const detail = detailOf(violationOf(verb).argument, typed, { targets, ownMac: strangerMacOf(`${target} ${verb}`) });
  return detail instanceof Refusal ? detail : { verb, target, detail };
}

/** A violation's word as far as it can be told without a city: which terminals there are is another matter. */
export function wordOf(verb: ViolationVerb, typed: string | undefined): string | Refusal {
  const { argument } = violationOf(verb);
  if (argument.kind === 'terminal') return typed ?? '';
  return detailOf(argument, typed, { targets: nobody, ownMac: '' });
}

const nobody: ViolationTargets = { roles: new Map(), ports: new Map(), terminals: new Map() };

function detailOf(
  argument: Argument,
  typed: string | undefined,
  { targets, ownMac }: { readonly targets: ViolationTargets; readonly ownMac: string },
): string | Refusal {
  switch (argument.kind) {
    case 'none':
      return '';
    case 'word': {
      if (typed === undefined) return argument.words[0] ?? '';
      return exact(typed, argument.words) ?? notOneOf(typed, argument.words);
    }
    case 'mac':
      return typed === undefined ? ownMac : (macOf(typed) ?? badWord(typed, 'lab.command.bad-mac.remedy'));
    case 'terminal':
      return terminalMac(argument.which, typed, targets);
    case 'number': {
      const { usual, min, max } = argument;
      if (typed === undefined) return String(usual);
      const number = /^\d{1,6}$/.test(typed) ? Number(typed) : Number.NaN;
      if (number >= min && number <= max) return String(number);
      return new Refusal(
        message('lab.command.bad-number', { typed }),
        message('lab.command.bad-number.remedy', { min, max }),
      );
    }
    case 'prefix': {
      if (typed === undefined) return argument.usual;
      const parsed = parsePrefix(typed)?.prefix;
      return parsed?.family === 4 ? parsed.text : badWord(typed, 'lab.command.bad-prefix.remedy');
    }
    case 'table':
      return tableNamed(typed ?? '') ?? notOneOf(typed ?? '', choicesOf(argument));
  }
}

function macOf(typed: string): string | undefined {
  const mac = typed.toLowerCase().replaceAll('-', ':');
  // A group address is nobody's.
  return macForm.test(mac) && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0 ? mac : undefined;
}

function terminalMac(
  which: 'outer' | 'gone',
  typed: string | undefined,
  { terminals }: ViolationTargets,
): string | Refusal {
  const fits = ({ network, state }: DeclaredTerminal) =>
    which === 'outer' ? network === 'outer' : state === 'scrapped' || state === 'in-repair';
  const fitting = [...terminals].filter(([, terminal]) => fits(terminal));
  if (typed === undefined) {
    const first = fitting[0]?.[1].mac;
    if (first !== undefined) return first;
    return new Refusal(message(`lab.command.no-${which}-terminal`), message(`lab.command.no-${which}-terminal.remedy`));
  }
  const named = exact(typed, terminals.keys());
  const mac = named === undefined ? macOf(typed) : terminals.get(named)?.mac;
  if (mac !== undefined) return mac;
  const known = fitting.map(([id]) => id);
  return new Refusal(
    message('lab.command.unknown-terminal', { typed }),
    didYouMean(
      typed,
      known,
      message('lab.command.unknown-terminal.remedy', { terminals: known.slice(0, namedDevices).join(', ') || '-' }),
    ),
  );
}

function notOneOf(typed: string, words: readonly string[]): Refusal {
  return new Refusal(
    message('lab.command.bad-word', { typed }),
    message('lab.command.bad-word.remedy', { words: words.join(', ') }),
  );
}

function badWord(typed: string, remedy: string): Refusal {
  return new Refusal(message('lab.command.bad-word', { typed }), message(remedy));
}
