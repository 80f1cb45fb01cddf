import type { InterfaceReading, OperStatus } from '../../collector/index.ts';
import { type EpochMs, type Message, message } from '../../core/index.ts';
import { behindField, isFresh, type Judgement, type Known } from './judgement.ts';
import type { ElementRef, StateWord } from './model.ts';

/** What a port's own status says, whoever asks; RFC 2863 section 3.1.13 and ifAdminStatus. */
export interface PortWord {
  readonly state: StateWord;
  readonly reason: Message;
}

const words: Readonly<Record<OperStatus, PortWord>> = {
  up: { state: 'up', reason: message('audit.interface.up') },
  down: { state: 'down', reason: message('audit.interface.down') },
  // It passes nothing for now, but nothing is broken either: it waits for an event, or somebody tests it.
  dormant: { state: 'degraded', reason: message('audit.interface.dormant') },
  testing: { state: 'degraded', reason: message('audit.interface.testing') },
  unknown: { state: 'unknown', reason: message('audit.interface.unknown') },
  notPresent: { state: 'down', reason: message('audit.interface.not-present') },
  lowerLayerDown: { state: 'down', reason: message('audit.interface.lower-layer-down') },
};
const adminDown: PortWord = { state: 'down', reason: message('audit.interface.admin-down') };
const adminTesting: PortWord = { state: 'degraded', reason: message('audit.interface.testing') };
const errors: PortWord = { state: 'degraded', reason: message('audit.interface.errors') };
const notFound: PortWord = { state: 'unknown', reason: message('audit.interface.not-found') };

/** What is known of one port: mutable, because a hundred thousand of them are compared at every sweep. */
export interface Port {
  readonly id: string;
  readonly name: string;
  /** False for the declared end of a link that the device does not have. */
  found: boolean;
  admin: InterfaceReading['adminStatus'];
  oper: OperStatus;
  speedBitsPerSecond: number;
  errorsHigh: boolean;
  errorsPerSecond: number;
  /** Time of the newest reading that contained the port. */
  at: EpochMs;
  /** Time of the reading in which its status changed; 0 while it has not: the first reading is no change. */
  changedAt: EpochMs;
}

/** The word of a port by its newest reading alone. Errors above the threshold degrade it; allocates nothing. */
export function portWord(port: Port): PortWord {
  if (!port.found) return notFound;
  if (port.admin === 'down') return adminDown;
  if (port.admin === 'testing') return adminTesting;
  const word = words[port.oper];
  return word.state === 'up' && port.errorsHigh ? errors : word;
}

/** An interface's state: its own word while its device is observed and the reading fresh, else unknown and why. */
export function judgeInterface(input: {
  readonly port: Port;
  readonly device: Known;
  readonly deviceId: string;
  readonly now: EpochMs;
  readonly staleAfterMs: number;
}): Judgement {
  const { port, device } = input;
  if (device.state === 'down') {
    const behind: readonly ElementRef[] = [{ kind: 'device', id: input.deviceId }];
    return { state: 'unknown', reason: message('audit.interface.device-down'), behind };
  }
  if (device.state === 'unknown') return { state: 'unknown', reason: device.reason, ...behindField(device.behind) };
  if (!isFresh(port.at, input.now, input.staleAfterMs)) return { state: 'unknown', reason: message('audit.stale') };
  return portWord(port);
}
