import {
  type ComparedDevice,
  compareFound,
  declaredAddress,
  declaredPrefixes,
  missingDevices,
} from '../audit/index.ts';
import {
  type AddressProbe,
  addressesOf,
  countAddresses,
  maxDiscoveredAddresses,
  type NamedCredential,
  snmpPort,
  sweepAddresses,
} from '../collector/index.ts';
import { covers, type IpPrefix, message, parseAddress, parsePrefix, systemClock, UserError } from '../core/index.ts';
import { type Inventory, loadInventory } from '../inventory/index.ts';
import { referenceCity, soundOrThrow, withStandIns } from './configuration.ts';
import { readFlags, wholeNumber, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** Slow enough to disturb nobody: a /24 takes half a minute. */
const usualRequestsPerSecond = 10;
const fastestRequestsPerSecond = 1_000;
const timeoutMs = 1_000;
const holdMs = 60_000;

const flags = {
  config: { type: 'string' },
  credential: { type: 'string' },
  rate: { type: 'string' },
  port: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
} as const;

/** `fangzhou discover PREFIX...`: who answers inside declared prefixes, beside who is declared; 1 when they differ. */
export async function discover(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readFlags(args, flags);
  if (positionals.length === 0) throw wrongUsage('cli.discover.missing');
  const rate = wholeNumber('--rate', values.rate, { min: 1, max: fastestRequestsPerSecond }) ?? usualRequestsPerSecond;
  const port = wholeNumber('--port', values.port, { min: 1, max: 65_535 }) ?? snmpPort;
  const wanted = positionals.map(prefixOf);
  // What is asked is judged before the keys are: a wrong prefix has its own message wherever the command runs.
  const { env, namesIn } = withStandIns(terminal.env);
  const read = await loadInventory({ source: values.config ?? referenceCity, env });
  const inventory = soundOrThrow(read, terminal, 2);
  const prefixes = allowedPrefixes(wanted, inventory);
  const credentials = credentialsOf(values.credential, inventory, namesIn);
  const addresses = Number(countAddresses(prefixes));
  await consent({ prefixes, addresses, credentials, rate, isSure: values.yes === true }, terminal);

  const declared = new Set(
    [...inventory.city.devices.values()].map((each) => declaredAddress(each, inventory.targets)),
  );
  const startedAt = systemClock.monotonicMs();
  // The clock's timers let a process end, and between two messages a sweep has nothing but its clock.
  const hold = setInterval(() => {}, holdMs);
  const results = await sweepAddresses({
    addresses: addressesOf(prefixes),
    port,
    credentials,
    requestsPerSecond: rate,
    timeoutMs,
    isDeclared: (address) => declared.has(address),
    clock: systemClock,
    stop: terminal.stop,
    onResult: progress(addresses, terminal),
  }).finally(() => clearInterval(hold));
  const isWhole = !terminal.stop.aborted;
  const devices = results.flatMap((each) => (each.kind === 'found' ? [compareFound(each.device, inventory)] : []));
  const refused = results.flatMap((each) => (each.kind === 'refused' ? [each] : []));
  const heard = [...devices, ...refused];
  const silent = isWhole
    ? missingDevices(
        heard,
        prefixes.map(({ text }) => text),
        inventory,
      ).map(({ id }) => id)
    : [];
  const seconds = Math.round((systemClock.monotonicMs() - startedAt) / 1000);
  const told = { prefixes: prefixes.map(({ text }) => text), addresses, isWhole, devices, refused, silent, seconds };
  if (values.json === true) terminal.json(told);
  else show(told, terminal);
  const differs = devices.some(({ status }) => status !== 'expected') || refused.length + silent.length > 0;
  return differs || !isWhole ? 1 : 0;
}

function prefixOf(text: string): IpPrefix {
  const bare = parseAddress(text);
  const parsed = parsePrefix(bare === undefined ? text : `${bare.text}/${bare.family === 4 ? 32 : 128}`);
  if (parsed !== undefined && !parsed.hostBits) return parsed.prefix;
  throw new UserError(
    message('cli.discover.bad-prefix', { prefix: text }),
    message('cli.discover.bad-prefix.remedy', { example: parsed?.prefix.text ?? '10.10.10.0/24' }),
    { exitCode: 2 },
  );
}

/** Only what the inventory declares may be asked; anything else is refused before a single message is sent. */
function allowedPrefixes(prefixes: readonly IpPrefix[], inventory: Inventory): readonly IpPrefix[] {
  const declared = declaredPrefixes(inventory).flatMap((text) => parsePrefix(text)?.prefix ?? []);
  const outside = prefixes.find((prefix) => !declared.some((outer) => covers(outer, prefix)));
  if (outside !== undefined)
    throw new UserError(
      message('cli.discover.outside', { prefix: outside.text }),
      message('cli.discover.outside.remedy', { declared: shortList(declared.map((each) => each.text)) }),
      { exitCode: 2 },
    );
  // A prefix within another, or named twice, is asked once.
  const outermost = prefixes.filter(
    (prefix, index) =>
      !prefixes.some((other, at) => at !== index && covers(other, prefix) && (!covers(prefix, other) || at < index)),
  );
  const count = countAddresses(outermost);
  if (count > BigInt(maxDiscoveredAddresses))
    throw new UserError(
      message('cli.discover.too-many', { count: count.toString(), max: maxDiscoveredAddresses }),
      message('cli.discover.too-many.remedy'),
      { exitCode: 2 },
    );
  return outermost;
}

/** Every credential, or the one that is named; each with secrets that are set where the command runs. */
function credentialsOf(
  name: string | undefined,
  { settings }: Inventory,
  namesIn: (value: object) => readonly string[],
): readonly NamedCredential[] {
  const all = [...settings.credentials].map(([each, credential]) => ({ name: each, credential }));
  const chosen = name === undefined ? all : all.filter((each) => each.name === name);
  const unset = new Set(chosen.flatMap(({ credential }) => namesIn(credential)));
  if (unset.size > 0) {
    const names = [...unset].join(', ');
    throw new UserError(message('cli.discover.keys', { names }), message('cli.discover.keys.remedy', { names }), {
      exitCode: 2,
    });
  }
  if (chosen.length > 0) return chosen;
  throw wrongUsage('cli.discover.credential', {
    name: name ?? '',
    known: shortList(all.map((each) => each.name)),
  });
}

interface Plan {
  readonly prefixes: readonly IpPrefix[];
  readonly addresses: number;
  readonly credentials: readonly NamedCredential[];
  readonly rate: number;
  readonly isSure: boolean;
}

/** Asks before it asks: somebody must know that these addresses will be knocked at. */
async function consent({ prefixes, addresses, credentials, rate, isSure }: Plan, terminal: Terminal): Promise<void> {
  const plan = message('cli.discover.plan', {
    prefixes: shortList(prefixes.map(({ text }) => text)),
    addresses,
    credentials: shortList(credentials.map(({ name }) => name)),
    rate,
    seconds: Math.ceil((addresses * credentials.length) / rate),
  });
  terminal.complain(plan);
  if (isSure) return;
  if (terminal.ask === undefined)
    throw new UserError(message('cli.discover.no-consent'), message('cli.discover.no-consent.remedy'), { exitCode: 2 });
  if (await terminal.ask(terminal.text(message('cli.discover.ask')))) return;
  throw new UserError(message('cli.discover.declined'), message('cli.discover.declined.remedy'), { exitCode: 2 });
}

/** A line for each device found, and one for each twentieth of the way. */
function progress(addresses: number, terminal: Terminal): (result: AddressProbe, done: number) => void {
  const step = Math.max(1, Math.ceil(addresses / 20));
  let found = 0;
  return (result, done) => {
    if (result.kind === 'found') found++;
    if (done % step === 0 || done === addresses)
      terminal.complain(message('cli.discover.progress', { done, addresses, found }));
  };
}

function shortList(words: readonly string[]): string {
  const most = 12;
  return words.length <= most ? words.join(', ') : `${words.slice(0, most).join(', ')}, ... (${words.length})`;
}

interface Told {
  readonly addresses: number;
  readonly isWhole: boolean;
  readonly devices: readonly ComparedDevice[];
  readonly refused: readonly { readonly address: string; readonly reason: string }[];
  readonly silent: readonly string[];
  readonly seconds: number;
}

function show({ addresses, isWhole, devices, refused, silent, seconds }: Told, terminal: Terminal): void {
  const count = (status: ComparedDevice['status']) => devices.filter((each) => each.status === status).length;
  terminal.say(
    message('cli.discover.summary', {
      addresses,
      seconds,
      expected: count('expected'),
      other: count('other'),
      undeclared: count('undeclared'),
      refused: refused.length,
      silent: silent.length,
    }),
  );
  if (!isWhole) terminal.say(message('cli.discover.stopped'));
  const words = {
    expected: message('cli.discover.expected'),
    other: message('cli.discover.other'),
    undeclared: message('cli.discover.undeclared'),
  } as const;
  const rows = devices.map(({ address, status, deviceId, sysName, sysObjectID, serials, differences }) => [
    address,
    terminal.text(words[status]),
    deviceId ?? '',
    sysName,
    sysObjectID,
    serials.join(' '),
    differences.map(({ field, declared, observed }) => `${field}: ${declared} -> ${observed}`).join('; '),
  ]);
  if (rows.length > 0) {
    terminal.out('\n');
    terminal.table(rows);
  }
  const others = [
    ...refused.map(({ address, reason }) => [address, terminal.text(message(`collector.fault.${reason}`))]),
    ...silent.map((id) => [id, terminal.text(message('cli.discover.silent'))]),
  ];
  if (others.length > 0) {
    terminal.out('\n');
    terminal.table(others);
  }
}
