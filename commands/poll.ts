import { loadMibs, type MibNames, type OneShot, type OneShotRow, parseTarget, pollTarget } from '../collector/index.ts';
import { message, systemClock, UserError } from '../core/index.ts';
import { showMistakes } from './configuration.ts';
import { credentialFlags, credentialOf } from './credential.ts';
import { atMost, readFlags, wholeNumber, wrongUsage } from './flags.ts';
import { bookFrom, show as showProfile } from './profile.ts';
import type { Terminal } from './terminal.ts';

const tables = [
  'interfaces',
  'addresses',
  'neighbours',
  'bridge',
  'vlans',
  'routes',
  'lldp',
  'cdp',
  'tcp',
  'tcpListeners',
  'entities',
  'sensors',
  'storage',
  'ups',
] as const;
/** Rows of one table on a terminal; `--json` gives all. */
const shownRows = 60;

/** Columns that a person wants first; what no row has is left out. */
const columnsOf: Readonly<Record<(typeof tables)[number], readonly string[]>> = {
  interfaces: ['ifIndex', 'ifName', 'ifDescr', 'ifAlias', 'ifAdminStatus', 'ifOperStatus', 'ifHighSpeed', 'ifSpeed'],
  addresses: ['ifIndex', 'address', 'prefixLength', 'netMask'],
  neighbours: ['ifIndex', 'address', 'mac'],
  bridge: ['vlan', 'mac', 'bridgePort', 'port', 'ifIndex', 'status', 'table'],
  routes: ['destination', 'prefixLength', 'mask', 'nextHop', 'ifIndex', 'table'],
  vlans: ['vlan', 'name', 'status', 'egressPorts', 'untaggedPorts'],
  lldp: ['localPort', 'chassisId', 'portId', 'sysName', 'portDesc'],
  cdp: ['ifIndex', 'deviceId', 'devicePort', 'address', 'platform'],
  tcp: ['localAddress', 'localPort', 'remoteAddress', 'remotePort', 'state'],
  tcpListeners: ['localAddress', 'localPort', 'process'],
  entities: ['entPhysicalIndex', 'class', 'name', 'descr', 'modelName', 'serialNum', 'softwareRev'],
  sensors: ['entPhysicalIndex', 'type', 'value', 'unit', 'status'],
  storage: ['descr', 'allocationUnitOctets', 'sizeUnits', 'usedUnits'],
  ups: ['table', 'index', 'batteryStatus', 'chargeRatio', 'remainingMinutes', 'source', 'volts', 'watts', 'loadRatio'],
};

/** `fangzhou poll TARGET`: everything that one device tells, once; 1 when not everything came. */
export async function poll(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, {
    ...credentialFlags,
    timeout: { type: 'string', short: 't' },
    retries: { type: 'string', short: 'r' },
    profiles: { type: 'string' },
    mib: { type: 'string' },
  });
  const [place] = positionals;
  if (place === undefined) throw wrongUsage('cli.poll.missing');
  atMost(positionals, 1);
  const target = parseTarget(place);
  if (target === undefined)
    throw new UserError(message('collector.target.invalid', { target: place }), message('collector.target.remedy'), {
      exitCode: 2,
    });
  const timeoutMs = wholeNumber('--timeout', flags.timeout, { min: 1, max: 600 });
  const retries = wholeNumber('--retries', flags.retries, { min: 0, max: 20 });
  const mibs = flags.mib === undefined ? undefined : await mibsFrom(flags.mib, terminal);
  const told = await pollTarget({
    target,
    credential: credentialOf(flags, terminal.env),
    clock: systemClock,
    timeoutMs: (timeoutMs ?? 2) * 1000,
    retries: retries ?? 2,
    profiles: await bookFrom(flags.profiles, terminal),
    stop: terminal.stop,
    ...(mibs === undefined ? {} : { mibs }),
    onProgress: ({ part, rows }) => {
      if (terminal.interactive) terminal.complain(message('cli.poll.progress', { part, rows }));
    },
  });
  if (flags.json === true) terminal.json(told);
  else show(told, terminal);
  return told.outcome === 'answered' ? 0 : 1;
}

/** Names of the user's MIB files; their mistakes are notes, as makers' files have many and the rest still names. */
async function mibsFrom(folder: string, terminal: Terminal): Promise<MibNames> {
  const { isFolder, names, mistakes } = await loadMibs(folder);
  if (!isFolder) throw wrongUsage('cli.poll.mib-folder', { folder });
  showMistakes(mistakes, terminal);
  terminal.complain(message('cli.poll.mib', { objects: names.objects.length, mistakes: mistakes.length }));
  return names;
}

function show(told: OneShot, terminal: Terminal): void {
  const outcome = terminal.text(message(`collector.outcome.${told.outcome}`));
  terminal.say(
    message('cli.poll.summary', {
      target: told.target,
      outcome,
      version: told.version,
      values: told.values,
      requests: told.requests,
      durationMs: told.durationMs,
    }),
  );
  if (told.isStopped) terminal.say(message('cli.poll.stopped'));
  if (told.identity !== null) {
    const rows = Object.entries(told.identity).map(([name, value]) => [name, String(value)]);
    terminal.out('\n');
    terminal.table(rows);
  }
  for (const name of tables) {
    const rows = told[name];
    if (rows.length === 0) continue;
    terminal.out('\n');
    terminal.say(message('cli.poll.table', { name, rows: rows.length }));
    terminal.table(cells(columnsOf[name], rows));
    if (rows.length > shownRows) terminal.say(message('cli.poll.more', { more: rows.length - shownRows }));
  }
  if (told.profile !== null) {
    terminal.out('\n');
    showProfile(told.profile, terminal);
  }
  if (told.named !== null) {
    terminal.out('\n');
    terminal.say(message('cli.poll.table', { name: 'mib', rows: told.named.length }));
    const rows = told.named.map(({ object, index, value, units }) => [object, index, `${value} ${units ?? ''}`.trim()]);
    terminal.table(rows.slice(0, shownRows));
    if (rows.length > shownRows) terminal.say(message('cli.poll.more', { more: rows.length - shownRows }));
  }
  const notOffered = told.missing.filter(({ reason }) => reason === 'not-offered').map(({ part }) => part);
  if (notOffered.length > 0) {
    terminal.out('\n');
    terminal.say(message('cli.poll.not-offered', { parts: [...new Set(notOffered)].join(', ') }));
  }
  const troubles = told.missing.filter(({ reason }) => reason !== 'not-offered');
  if (troubles.length === 0) return;
  terminal.out('\n');
  terminal.say(message('cli.poll.missing-parts'));
  const why = troubles.map(({ part, reason, detail }) => [
    `  ${part}`,
    terminal.text(message(`collector.fault.${reason}`)),
    detail,
  ]);
  terminal.table(why);
  // What a device does not offer is its right; the rest can be mended.
  const reasons = new Set(told.missing.map(({ reason }) => reason));
  reasons.delete('not-offered');
  if (reasons.size === 0) return;
  terminal.out('\n');
  terminal.say(message('cli.poll.remedies'));
  for (const reason of reasons) {
    const fault = terminal.text(message(`collector.fault.${reason}`));
    terminal.say(message('cli.poll.remedy', { fault, remedy: terminal.text(message(`collector.remedy.${reason}`)) }));
  }
}

function cells(wanted: readonly string[], rows: readonly OneShotRow[]): readonly (readonly string[])[] {
  const columns = wanted.filter((column) => rows.some((row) => row[column] !== undefined));
  const body = rows.slice(0, shownRows).map((row) => columns.map((column) => String(row[column] ?? '')));
  return [columns, ...body];
}
