import { judgeOneDevice, type OneDeviceVerdict, type OneDeviceWish } from '../audit/index.ts';
import { type IsolationReading, openSession, parseTarget, readIsolation, type SnmpTarget } from '../collector/index.ts';
import {
  contains,
  isTooWideToOwn,
  message,
  parseAddress,
  parsePrefix,
  reachOf,
  reachOfPrefix,
  systemClock,
  UserError,
} from '../core/index.ts';
import { credentialFlags, credentialOf } from './credential.ts';
import { atMost, readFlags, wholeNumber, wrongUsage } from './flags.ts';
import { oneLine } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Findings of one check on a terminal; `--json` gives all. */
const shownFindings = 20;
const exitCodes = { isolated: 0, violated: 1, unknown: 3 } as const;

/** `fangzhou isolation TARGET`: whether one device is isolated, by what it tells; 0 isolated, 1 violated, 3 cannot be told. */
export async function isolation(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(spread(args), {
    ...credentialFlags,
    timeout: { type: 'string', short: 't' },
    retries: { type: 'string', short: 'r' },
    prefix: { type: 'string', multiple: true },
    router: { type: 'string', multiple: true },
    peer: { type: 'string', multiple: true },
    allow: { type: 'string', multiple: true },
  });
  const [place] = positionals;
  if (place === undefined) throw wrongUsage('cli.isolation.missing');
  atMost(positionals, 1);
  const target = parseTarget(place);
  if (target === undefined)
    throw new UserError(message('collector.target.invalid', { target: place }), message('collector.target.remedy'), {
      exitCode: 2,
    });
  const wish: OneDeviceWish = {
    prefixes: (flags.prefix ?? []).flatMap(separate).map(prefixOf),
    routers: (flags.router ?? []).flatMap(separate).map((text) => addressOf('--router', text)),
    tunnelPeers: (flags.peer ?? []).flatMap(separate).map((text) => addressOf('--peer', text)),
    allowedInterfaces: flags.allow ?? [],
  };
  const timeoutMs = (wholeNumber('--timeout', flags.timeout, { min: 1, max: 600 }) ?? 2) * 1000;
  const retries = wholeNumber('--retries', flags.retries, { min: 0, max: 20 }) ?? 2;
  const credential = credentialOf(flags, terminal.env);
  const session = openSession({ target, credential, clock: systemClock, timeoutMs, retries });
  const reading = await readIsolation({ session, clock: systemClock, deviceId: place }).finally(() => session.close());
  const judged = judgeOneDevice(reading, wish, reading.finishedAt);
  if (flags.json === true) terminal.json(documentOf(judged, terminal));
  else show({ judged, reading, wish, target }, terminal);
  return exitCodes[judged.verdict];
}

/**
 * Several values after one flag, as `TARGET --prefix A B`: each gets a flag of its own. Only behind the target: before it, a
 * second word may be the target itself.
 */
function spread(args: readonly string[]): readonly string[] {
  const given: string[] = [];
  let flag = '';
  let isValue = false;
  let hasTarget = false;
  for (const arg of args) {
    if (arg.startsWith('-')) {
      flag = arg === '--prefix' || arg === '--router' || arg === '--peer' ? arg : '';
      isValue = !arg.includes('=') && !['--json', '--help', '-h'].includes(arg);
    } else if (isValue) isValue = false;
    else {
      const reads = flag === '--prefix' ? parsePrefix(arg) !== undefined : parseAddress(arg) !== undefined;
      if (flag !== '' && hasTarget && reads) given.push(flag);
      else flag = '';
      hasTarget = true;
    }
    given.push(arg);
  }
  return given;
}

function separate(text: string): readonly string[] {
  return text.split(',').map((part) => part.trim());
}

function prefixOf(text: string): string {
  const parsed = parsePrefix(text);
  if (parsed === undefined) throw wrongUsage('cli.isolation.prefix', { value: text });
  if (parsed.hostBits) throw wrongUsage('cli.isolation.host-bits', { value: text, network: parsed.prefix.text });
  if (isTooWideToOwn(parsed.prefix)) throw wrongUsage('cli.isolation.everything', { value: text });
  return parsed.prefix.text;
}

function addressOf(flag: string, text: string): string {
  const address = parseAddress(text);
  if (address === undefined) throw wrongUsage('cli.isolation.address', { flag, value: text });
  return address.text;
}

function documentOf({ verdict, checks }: OneDeviceVerdict, terminal: Terminal) {
  return {
    verdict,
    checks: checks.map(({ check: { id }, judgement }) => ({
      id,
      verdict: judgement.verdict,
      severity: judgement.severity,
      findings: judgement.findings.map(({ oid = '', value, text }) => ({ oid, value, text: terminal.text(text) })),
    })),
  };
}

interface Shown {
  readonly judged: OneDeviceVerdict;
  readonly reading: IsolationReading;
  readonly wish: OneDeviceWish;
  readonly target: SnmpTarget;
}

function show({ judged, reading, wish, target }: Shown, terminal: Terminal): void {
  const { checks, verdict } = judged;
  const count = (word: string) => checks.filter(({ judgement }) => judgement.verdict === word).length;
  const word = terminal.text(message(`cli.isolation.verdict.${verdict}`));
  const host = target.transport === 'udp6' ? `[${target.host}]` : target.host;
  const name = oneLine(
    reading.sysName === '' ? `${host}:${target.port}` : `${reading.sysName} (${host}:${target.port})`,
  );
  const counts = { passed: count('pass'), failed: count('fail'), unknown: count('unknown') };
  terminal.say(message('cli.isolation.summary', { name, verdict: word, ...counts }));
  for (const { check, judgement } of checks) {
    const { findings, reason, severity } = judgement;
    const title = terminal.text(message(`isolation.${check.id}.title`));
    const said = terminal.text(message(`cli.isolation.check.${judgement.verdict}`, { severity }));
    terminal.out('\n');
    const params = { id: check.id, title, verdict: said, reason: oneLine(terminal.text(reason)) };
    terminal.say(message('cli.isolation.check', params));
    for (const { severity: own, text, oid = '', value } of findings.slice(0, shownFindings)) {
      const what = oneLine(terminal.text(text));
      terminal.say(message('cli.isolation.finding', { severity: own, text: what, oid, value: oneLine(value) }));
    }
    if (findings.length > shownFindings)
      terminal.say(message('cli.isolation.more', { more: findings.length - shownFindings }));
    if (findings.length > 0) {
      const remedy = terminal.text(message(`isolation.${check.id}.remedy`));
      terminal.say(message('cli.isolation.remedy', { remedy }));
    }
  }
  terminal.out('\n');
  faults(reading, terminal);
  declared(wish, terminal);
}

/** What was missing and can be mended. */
function faults({ faults: all }: IsolationReading, terminal: Terminal): void {
  const reasons = new Set(all.map(({ reason }) => reason).filter((reason) => reason !== 'not-offered'));
  for (const reason of reasons) {
    const fault = terminal.text(message(`collector.fault.${reason}`));
    terminal.say(message('cli.poll.remedy', { fault, remedy: terminal.text(message(`collector.remedy.${reason}`)) }));
  }
}

/** What was declared, what is doubtful about it, and how more is declared. */
function declared({ prefixes, routers }: OneDeviceWish, terminal: Terminal): void {
  if (prefixes.length === 0) terminal.say(message('cli.isolation.assumed'));
  else {
    const none = terminal.text(message('cli.isolation.none'));
    const list = (items: readonly string[]) => (items.length === 0 ? none : items.join(' '));
    terminal.say(message('cli.isolation.declared', { prefixes: list(prefixes), routers: list(routers) }));
    const inner = prefixes.flatMap((text) => parsePrefix(text)?.prefix ?? []);
    // A next hop on the internet is a way out, whoever declares it, unless its prefix is called inner too.
    const outside = routers.filter((text) => {
      const address = parseAddress(text);
      return address !== undefined && reachOf(address) === 'global' && !inner.some((one) => contains(one, address));
    });
    const routed = [...inner.filter((one) => reachOfPrefix(one) === 'global').map(({ text }) => text), ...outside];
    if (routed.length > 0) terminal.say(message('cli.isolation.routed', { prefixes: routed.join(' ') }));
  }
  terminal.say(message('cli.isolation.declare'));
}
