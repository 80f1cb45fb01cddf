import type { DeviceRole } from '../../city/plan/model.ts';
import { tableNames } from './tables.ts';

/** What a violation may be told beside its place. */
export type Argument =
  | { readonly kind: 'none' }
  /** One of these words; the first where none is given. */
  | { readonly kind: 'word'; readonly words: readonly string[] }
  /** A MAC; the port's own stranger where none is given. */
  | { readonly kind: 'mac' }
  /** A terminal of the inventory or a MAC; the first such terminal where none is given. */
  | { readonly kind: 'terminal'; readonly which: 'outer' | 'gone' }
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly usual: number;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'prefix'; readonly usual: string }
  /** A table by its MIB name; it must be given, and each counts for itself. */
  | { readonly kind: 'table' };

/** What is plugged into a port: a terminal, a host, other network gear (or a heartbeat cable), nothing; `inside` is no socket. */
export type PortUse = 'terminal' | 'server' | 'gear' | 'free' | 'inside';

export interface ViolationKind {
  /** The check that must find it. */
  readonly check: `ISO-${string}`;
  readonly on: 'port' | 'device';
  /** Ports that it can be done at, where it is done at one. */
  readonly ports?: readonly PortUse[];
  /** Devices that can do such a thing. */
  readonly roles: readonly DeviceRole[];
  readonly argument: Argument;
}

const switches: readonly DeviceRole[] = ['access', 'aggregation', 'core'];
const everything: readonly DeviceRole[] = ['utm', ...switches, 'host', 'other'];
const sockets: readonly PortUse[] = ['terminal', 'server', 'free'];
const none: Argument = { kind: 'none' };
const one = (...words: readonly string[]): Argument => ({ kind: 'word', words });
const table: Argument = { kind: 'table' };

/** Every violation of isolation that the lab can do, in the order of the checks that find them. */
export const violations = {
  'foreign-mac': { check: 'ISO-01', on: 'port', ports: sockets, roles: switches, argument: { kind: 'mac' } },
  'outer-terminal': {
    check: 'ISO-02',
    on: 'port',
    ports: sockets,
    roles: switches,
    argument: { kind: 'terminal', which: 'outer' },
  },
  hub: {
    check: 'ISO-03',
    on: 'port',
    ports: sockets,
    roles: switches,
    argument: { kind: 'number', name: 'STATIONS', usual: 3, min: 2, max: 24 },
  },
  'foreign-neighbour': { check: 'ISO-04', on: 'port', ports: sockets, roles: switches, argument: none },
  radio: { check: 'ISO-05', on: 'device', roles: everything, argument: one('4g', 'ppp', 'wlan') },
  sim: { check: 'ISO-06', on: 'device', roles: everything, argument: one('sim', 'cellular', 'module') },
  'leak-route': { check: 'ISO-07', on: 'device', roles: everything, argument: one('default', 'outside') },
  'public-neighbour': { check: 'ISO-08', on: 'device', roles: everything, argument: none },
  'public-address': { check: 'ISO-08', on: 'device', roles: everything, argument: none },
  'outside-session': { check: 'ISO-08', on: 'device', roles: ['host'], argument: none },
  nat: { check: 'ISO-09', on: 'device', roles: ['utm'], argument: none },
  tunnel: { check: 'ISO-10', on: 'device', roles: everything, argument: none },
  adjacency: { check: 'ISO-11', on: 'device', roles: ['utm', ...switches], argument: one('bgp', 'ospf') },
  forwarding: { check: 'ISO-12', on: 'device', roles: ['host'], argument: none },
  'second-subnet': { check: 'ISO-12', on: 'device', roles: ['host', 'access'], argument: none },
  ipv6: { check: 'ISO-13', on: 'device', roles: everything, argument: one('address', 'router') },
  'outside-ntp': { check: 'ISO-14', on: 'device', roles: everything, argument: none },
  'open-port': { check: 'ISO-16', on: 'port', ports: ['terminal', 'free'], roles: ['access'], argument: none },
  'unused-port-up': { check: 'ISO-17', on: 'port', ports: ['free'], roles: switches, argument: none },
  'swap-terminal': { check: 'ISO-18', on: 'port', ports: ['terminal'], roles: ['access'], argument: { kind: 'mac' } },
  'arp-conflict': { check: 'ISO-19', on: 'device', roles: everything, argument: none },
  'consumer-router': { check: 'ISO-20', on: 'port', ports: sockets, roles: switches, argument: none },
  'refuse-table': { check: 'ISO-21', on: 'device', roles: everything, argument: table },
  'truncate-table': { check: 'ISO-21', on: 'device', roles: everything, argument: table },
  'scrapped-alive': {
    check: 'ISO-50',
    on: 'port',
    ports: sockets,
    roles: switches,
    argument: { kind: 'terminal', which: 'gone' },
  },
  unplug: { check: 'ISO-53', on: 'port', ports: ['terminal'], roles: ['access'], argument: none },
  boundary: {
    check: 'ISO-55',
    on: 'port',
    ports: ['server', 'gear', 'free'],
    roles: ['utm', ...switches],
    argument: { kind: 'prefix', usual: '172.31.99.0/24' },
  },
  'signatures-old': {
    check: 'ISO-56',
    on: 'device',
    roles: ['utm'],
    argument: { kind: 'number', name: 'DAYS', usual: 400, min: 1, max: 3_650 },
  },
  'licence-expired': { check: 'ISO-56', on: 'device', roles: ['utm'], argument: none },
} as const satisfies Readonly<Record<string, ViolationKind>>;

export type ViolationVerb = keyof typeof violations;

export function isViolation(verb: string): verb is ViolationVerb {
  return Object.hasOwn(violations, verb);
}

export function violationOf(verb: ViolationVerb): ViolationKind {
  return violations[verb];
}

/** `radio DEVICE [4g|ppp|wlan]`. */
export function usageOf(verb: ViolationVerb): string {
  const { on, argument } = violationOf(verb);
  const place = on === 'port' ? 'DEVICE/INTERFACE' : 'DEVICE';
  return [verb, place, argumentUsage(argument)].filter((part) => part !== '').join(' ');
}

function argumentUsage(argument: Argument): string {
  switch (argument.kind) {
    case 'none':
      return '';
    case 'word':
      return `[${argument.words.join('|')}]`;
    case 'mac':
      return '[MAC]';
    case 'terminal':
      return '[TERMINAL|MAC]';
    case 'number':
      return `[${argument.name}]`;
    case 'prefix':
      return '[PREFIX]';
    case 'table':
      return 'TABLE';
  }
}

/** The words that an argument may be, where they can be told. */
export function choicesOf(argument: Argument): readonly string[] {
  if (argument.kind === 'table') return tableNames;
  return argument.kind === 'word' ? argument.words : [];
}

/** One violation in force. */
export interface Violation {
  readonly verb: ViolationVerb;
  /** A device, or `device/interface`. */
  readonly target: string;
  /** What was told beside it: a word, a MAC, a number, a prefix, a table. */
  readonly detail: string;
}

/** Violations that may be in force at a time; the oldest gives way. */
export const maxViolations = 256;

/** Two of one kind at one place are one, except where each names its own table. */
export function isSame(one: Violation, other: Violation): boolean {
  const alike = one.verb === other.verb && one.target === other.target;
  return alike && (violationOf(one.verb).argument.kind !== 'table' || one.detail === other.detail);
}
