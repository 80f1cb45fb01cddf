import { type Message, message } from '../../core/index.ts';
import { type BackupVerb, backupUsage, backupVerbs, isBackupVerb } from '../backups/verbs.ts';
import type { Command } from './model.ts';
import { isPairVerb, type PairVerb, pairFaults } from './pairs/catalogue.ts';
import { type PairTargets, pairFaultFrom } from './pairs/parse.ts';
import { didYouMean, exact, Refusal } from './refusal.ts';
import { isServiceVerb, type ServiceVerb, serviceFaultOf, serviceFaults, serviceUsage } from './services/catalogue.ts';
import { type ServiceTargets, serviceFaultFrom } from './services/parse.ts';
import { isViolation, usageOf, type ViolationVerb, violationOf, violations } from './violations/catalogue.ts';
import { refusedPlace, refusedPort, type ViolationTargets, violationFrom, wordOf } from './violations/parse.ts';

/** What exists, so that a fault cannot be put on what does not. */
export interface FaultTargets {
  readonly links: ReadonlySet<string>;
  /** Device id to the names of its interfaces. */
  readonly devices: ReadonlyMap<string, readonly string[]>;
  /** Link id to the port (`device/interface`) of its district's end. */
  readonly linkPorts?: ReadonlyMap<string, string>;
  /** Port to the one that its cable goes to when a command names none. */
  readonly sparePorts?: ReadonlyMap<string, string>;
  /** Who can break isolation how; without it every device may. */
  readonly violations?: ViolationTargets;
  /** Hot-standby pairs, each with how it stands by; without it there are none. */
  readonly pairs?: PairTargets;
  /** Business services; without it there are none. */
  readonly services?: ServiceTargets;
}

/** A verb with its arguments and help; the texts are `lab.command.<verb>` in the room's dictionaries. */
export interface CatalogueEntry {
  readonly verb: string;
  readonly usage: string;
  readonly help: Message;
  /** The check that finds it, where it breaks isolation, a pair or a backup. */
  readonly check?: string;
}

const plainUsages = {
  cut: 'cut LINK',
  repair: 'repair LINK|DEVICE|DEVICE/INTERFACE|PAIR|SERVICE|all [COMMAND]',
  reboot: 'reboot DEVICE [SECONDS]',
  down: 'down DEVICE',
  silent: 'silent DEVICE',
  slow: 'slow DEVICE [MILLISECONDS]',
  errors: 'errors LINK|DEVICE/INTERFACE [PER-SECOND]',
  saturate: 'saturate LINK',
  unidirectional: 'unidirectional LINK',
  swap: 'swap DEVICE [SECONDS]',
  'move-cable': 'move-cable LINK|DEVICE/INTERFACE [DEVICE/INTERFACE]',
  replace: 'replace DEVICE [SECONDS]',
  foreign: 'foreign DEVICE/INTERFACE',
  list: 'list',
} as const;
type Verb = keyof typeof plainUsages | ViolationVerb | PairVerb | ServiceVerb | BackupVerb;

/** Every command that the lab takes, those that break isolation, pairs, services and backups behind the others. */
export const catalogue: readonly CatalogueEntry[] = [
  ...Object.entries(plainUsages).map(([verb, usage]) => ({ verb, usage, help: message(`lab.command.${verb}`) })),
  ...Object.entries(violations).map(([verb, { check }]) => ({
    verb,
    usage: usageOf(verb as ViolationVerb),
    help: message(`lab.command.${verb}`),
    check,
  })),
  ...Object.entries(pairFaults).map(([verb, { check }]) => ({
    verb,
    usage: `${verb} PAIR`,
    help: message(`lab.command.${verb}`),
    check,
  })),
  ...Object.keys(serviceFaults).map((verb) => ({
    verb,
    usage: serviceUsage(verb as ServiceVerb),
    help: message(`lab.command.${verb}`),
  })),
  ...Object.entries(backupVerbs).map(([verb, { check }]) => ({
    verb,
    usage: backupUsage(verb as BackupVerb),
    help: message(`lab.command.${verb}`),
    check,
  })),
];
const usages: ReadonlyMap<string, string> = new Map(catalogue.map(({ verb, usage }) => [verb, usage]));

type Refused = { readonly ok: false; readonly what: Message; readonly remedy: Message; readonly isWrongUsage: true };
export type ParsedCommand = { readonly ok: true; readonly command: Command } | Refused;

interface Range {
  readonly usual: number;
  readonly min: number;
  readonly max: number;
}

/** Numbers a command may carry, with what is taken when it is left out. */
const ranges = {
  reboot: { usual: 8, min: 0, max: 600 },
  swap: { usual: 8, min: 0, max: 600 },
  replace: { usual: 8, min: 0, max: 600 },
  slow: { usual: 1500, min: 1, max: 60_000 },
  errors: { usual: 50, min: 0.01, max: 1_000_000 },
} as const;

/** A command longer than this is no command. */
const maxCommandCharacters = 200;

function link(typed: string, targets: FaultTargets): string | Refusal {
  return (
    exact(typed, targets.links) ??
    new Refusal(
      message('lab.command.unknown-link', { typed }),
      didYouMean(typed, targets.links, message('lab.command.unknown-link.remedy')),
    )
  );
}

function device(typed: string, targets: FaultTargets): string | Refusal {
  return (
    exact(typed, targets.devices.keys()) ??
    new Refusal(
      message('lab.command.unknown-device', { typed }),
      didYouMean(typed, targets.devices.keys(), message('lab.command.unknown-device.remedy')),
    )
  );
}

function linkOrInterface(typed: string, targets: FaultTargets): string | Refusal {
  const slash = typed.indexOf('/');
  if (slash < 0) return link(typed, targets);
  const owner = device(typed.slice(0, slash), targets);
  if (owner instanceof Refusal) return owner;
  return interfaceOf(owner, typed.slice(slash + 1), targets);
}

function interfaceOf(owner: string, wanted: string, targets: FaultTargets): string | Refusal {
  const names = targets.devices.get(owner) ?? [];
  const name = exact(wanted, names);
  if (name !== undefined) return `${owner}/${name}`;
  return new Refusal(
    message('lab.command.unknown-interface', { typed: wanted, device: owner }),
    didYouMean(wanted, names, message('lab.command.unknown-interface.remedy', { names: names.slice(0, 8).join(', ') })),
  );
}

/** A port that must be one: a link stands for its district's end. */
function portOf(typed: string, targets: FaultTargets): string | Refusal {
  const found = linkOrInterface(typed, targets);
  return found instanceof Refusal || found.includes('/') ? found : (targets.linkPorts?.get(found) ?? found);
}

function moveOf(first: string, second: string | undefined, targets: FaultTargets): Command | Refusal {
  const target = linkOrInterface(first, targets);
  if (target instanceof Refusal) return target;
  const from = portOf(first, targets);
  if (from instanceof Refusal) return from;
  const owner = from.split('/')[0] ?? from;
  const named = second?.includes('/') === false ? interfaceOf(owner, second, targets) : second;
  const to = typeof named === 'string' ? portOf(named, targets) : (named ?? targets.sparePorts?.get(from));
  if (to instanceof Refusal) return to;
  if (to !== undefined && to !== from) return { verb: 'move-cable', target, from, to };
  return new Refusal(message('lab.command.no-spare', { from }), message('lab.command.no-spare.remedy', { from }));
}

function anything(typed: string, targets: FaultTargets): string | Refusal {
  if (typed === 'all') return typed;
  if (typed.includes('/')) return linkOrInterface(typed, targets);
  const known = [
    ...targets.links,
    ...targets.devices.keys(),
    ...(targets.pairs?.keys() ?? []),
    ...(targets.services?.ids ?? []),
  ];
  return (
    exact(typed, known) ??
    new Refusal(
      message('lab.command.unknown-target', { typed }),
      didYouMean(typed, known, message('lab.command.unknown-target.remedy')),
    )
  );
}

/** A verb's number; undefined: the verb takes none. */
function rangeOf(verb: string): Range | undefined {
  if (isServiceVerb(verb)) return serviceFaultOf(verb).delayMs;
  return Object.hasOwn(ranges, verb) ? ranges[verb as keyof typeof ranges] : undefined;
}

function number(verb: keyof typeof ranges, typed: string | undefined): number | Refusal {
  return numberIn(ranges[verb], typed);
}

function numberIn(range: Range, typed: string | undefined): number | Refusal {
  const { usual, min, max } = range;
  if (typed === undefined) return usual;
  const value = /^\d+(\.\d+)?$/.test(typed) ? Number(typed) : Number.NaN;
  if (value >= min && value <= max) return value;
  return new Refusal(
    message('lab.command.bad-number', { typed }),
    message('lab.command.bad-number.remedy', { min, max }),
  );
}

/** A port by `device/interface` alone, or a device, that can do such a thing. */
function violate(verb: ViolationVerb, words: readonly string[], targets: FaultTargets): Command | Refusal {
  const [first = '', second] = words;
  const onPort = violationOf(verb).on === 'port';
  if (onPort && !first.includes('/')) {
    const usage = message('lab.command.usage', { usage: usageOf(verb) });
    return new Refusal(message('lab.command.no-interface', { typed: first }), usage);
  }
  const target = onPort ? linkOrInterface(first, targets) : device(first, targets);
  if (target instanceof Refusal) return target;
  const known = targets.violations ?? { roles: new Map(), ports: new Map(), terminals: new Map() };
  return (
    refusedPlace(verb, target.split('/')[0] ?? target, known) ??
    refusedPort(verb, target, known) ??
    violationFrom(verb, target, second, known)
  );
}

function repairOf(words: readonly string[], targets: FaultTargets): Command | Refusal {
  const [first = '', second] = words;
  const target = anything(first, targets);
  if (target instanceof Refusal || second === undefined)
    return target instanceof Refusal ? target : { verb: 'repair', target };
  const only = exact(second, usages.keys());
  if (only !== undefined) return { verb: 'repair', target, only };
  return new Refusal(
    message('lab.command.unknown-verb', { typed: second }),
    didYouMean(
      second,
      usages.keys(),
      message('lab.command.unknown-verb.remedy', { verbs: [...usages.keys()].join(', ') }),
    ),
  );
}

function serve(verb: ServiceVerb, words: readonly string[], targets: FaultTargets): Command | Refusal {
  const [first = '', second] = words;
  const range = rangeOf(verb);
  const delayMs = range === undefined ? undefined : numberIn(range, second);
  if (delayMs instanceof Refusal) return delayMs;
  return serviceFaultFrom(verb, first, delayMs, targets.services ?? { ids: new Set(), singleSignOnId: undefined });
}

function build(verb: Verb, words: readonly string[], targets: FaultTargets): Command | Refusal {
  if (verb === 'list') return { verb };
  if (isViolation(verb)) return violate(verb, words, targets);
  // Repositories are no devices: the lab does these before it asks its agents.
  if (isBackupVerb(verb))
    return new Refusal(message('lab.command.no-backups'), message('lab.command.no-backups.remedy'));
  const [first = '', second] = words;
  if (isPairVerb(verb)) return pairFaultFrom(verb, first, targets.pairs ?? new Map());
  if (isServiceVerb(verb)) return serve(verb, words, targets);
  switch (verb) {
    case 'cut':
    case 'unidirectional':
    case 'saturate': {
      const linkId = link(first, targets);
      return linkId instanceof Refusal ? linkId : { verb, linkId };
    }
    case 'silent':
    case 'down': {
      const deviceId = device(first, targets);
      return deviceId instanceof Refusal ? deviceId : { verb, deviceId };
    }
    case 'repair':
      return repairOf(words, targets);
    case 'move-cable':
      return moveOf(first, second, targets);
    case 'foreign': {
      const target = portOf(first, targets);
      return target instanceof Refusal ? target : { verb, target };
    }
    case 'errors': {
      const target = linkOrInterface(first, targets);
      if (target instanceof Refusal) return target;
      const perSecond = number(verb, second);
      return perSecond instanceof Refusal ? perSecond : { verb, target, perSecond };
    }
    case 'slow': {
      const deviceId = device(first, targets);
      if (deviceId instanceof Refusal) return deviceId;
      const delayMs = number(verb, second);
      return delayMs instanceof Refusal ? delayMs : { verb, deviceId, delayMs };
    }
    default: {
      const deviceId = device(first, targets);
      if (deviceId instanceof Refusal) return deviceId;
      const silentSeconds = number(verb, second);
      return silentSeconds instanceof Refusal ? silentSeconds : { verb, deviceId, silentSeconds };
    }
  }
}

function isVerb(word: string): word is Verb {
  return usages.has(word);
}

/** What is wrong with a verb's second word in any city. */
function wrongWord(verb: Verb, typed: string | undefined): Refusal | undefined {
  const range = rangeOf(verb);
  const read = isViolation(verb) ? wordOf(verb, typed) : range === undefined ? undefined : numberIn(range, typed);
  return read instanceof Refusal ? read : undefined;
}

/** Tells a line into its verb and words, whatever city it is for: the verb exists, has as many words as it takes, and a number is one. */
export function commandWords(
  text: string,
): { readonly ok: true; readonly verb: Verb; readonly words: readonly string[] } | Refused {
  const words = text.slice(0, maxCommandCharacters).trim().split(/\s+/);
  const verb = (words.shift() ?? '').toLowerCase();
  if (!isVerb(verb)) {
    const verbs = [...usages.keys()];
    const all = message('lab.command.unknown-verb.remedy', { verbs: verbs.join(', ') });
    return refused(message('lab.command.unknown-verb', { typed: verb }), didYouMean(verb, verbs, all));
  }
  const usage = usages.get(verb) ?? verb;
  const takes = usage.split(' ').length - 1;
  const needs = usage.split(' ').filter((word) => !word.startsWith('[')).length - 1;
  if (words.length < needs || words.length > takes)
    return refused(message('lab.command.wrong-count', { verb }), message('lab.command.usage', { usage }));
  const wrong = wrongWord(verb, words[1]);
  return wrong === undefined ? { ok: true, verb, words } : refused(wrong.what, wrong.remedy);
}

/** Understands one line such as `cut F23`; says what is wrong with it and what was probably meant. */
export function parseCommand(text: string, targets: FaultTargets): ParsedCommand {
  const told = commandWords(text);
  if (!told.ok) return told;
  const built = build(told.verb, told.words, targets);
  return built instanceof Refusal ? refused(built.what, built.remedy) : { ok: true, command: built };
}

function refused(what: Message, remedy: Message): Refused {
  return { ok: false, what, remedy, isWrongUsage: true };
}
