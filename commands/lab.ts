import { join, resolve } from 'node:path';
import type { ListeningAddress } from '../collector/index.ts';
import { message, systemClock, UserError } from '../core/index.ts';
import type { Inventory, PairsSettings, ReceiverSettings } from '../inventory/index.ts';
import { loadInventory } from '../inventory/index.ts';
import {
  type CommandResult,
  commandWords,
  replayWalk,
  sendLabCommand,
  startLab,
  withLabDatabases,
  withLabKeys,
  withLabPairs,
  withLabServices,
  withOuterTerminal,
} from '../lab/index.ts';
import { configurationFlags, overridesOf, readerOf, referenceCity, soundOrThrow } from './configuration.ts';
import { credentialFlags, credentialOf } from './credential.ts';
import { atMost, readFlags, wholeNumber, wrongUsage } from './flags.ts';
import { logOf, serve, stopped } from './serve.ts';
import type { Terminal } from './terminal.ts';
import { textsBesideApi } from './texts.ts';
import { version } from './version.ts';

/** So that a newcomer sees a cut fibre within seconds; a real city takes the minute of its settings. */
const labPeriodSeconds = 5;
/** Private tables too, so that the light of a cut fibre is seen to go out. */
const labProfilePeriodSeconds = 30;
const labTimeoutSeconds = 1;
const labRetries = 1;
/** The devices of the lab tell what happens to them, as real ones do; on free ports, so that several labs can run. */
const labReceivers: ReceiverSettings = {
  traps: { listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }], credentials: [] },
  syslog: { listen: [{ transport: 'udp', host: '127.0.0.1', port: 0 }], tls: undefined },
};
/** So that a moved cable shows while somebody is still looking. */
const labSurveySeconds = 15;
/** So that a split brain shows while somebody is still looking. */
const labPairSeconds = 5;
/** So that a violation shows within half a minute. */
const labIsolationSeconds = 15;
/** Where a device that came with a reload is asked: the lab has no agent for it, and nobody outside is ever asked. */
const nobody = { host: '127.0.0.1', port: 9 };

const labFlags = {
  ...configurationFlags,
  ...credentialFlags,
  'log-level': { type: 'string' },
  period: { type: 'string' },
  seed: { type: 'string' },
  'agents-port': { type: 'string' },
} as const;

/** `fangzhou lab`: the reference city to try it on; with words, a command for the lab that runs. */
export async function lab(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, labFlags);
  const dataFolder = overridesOf(flags, terminal.env).dataFolder ?? resolve('lab-data');
  const [verb] = positionals;
  if (verb === undefined) return run(flags, dataFolder, terminal);
  if (verb === 'replay') return replay(positionals, flags, terminal);
  const command = verb === 'faults' ? 'list' : positionals.join(' ');
  // What no lab would understand is wrong usage, whether one runs or not.
  const told = commandWords(command);
  if (!told.ok) throw new UserError(told.what, told.remedy, { exitCode: 2 });
  return tell(await sendLabCommand({ dataFolder, command }), flags.json === true, terminal);
}

type LabFlags = ReturnType<typeof readFlags<typeof labFlags>>['values'];

async function run(flags: LabFlags, dataFolder: string, terminal: Terminal): Promise<number> {
  const overrides = overridesOf(flags, terminal.env);
  const periodSeconds = wholeNumber('--period', flags.period, { min: 3, max: 3600 }) ?? labPeriodSeconds;
  const seed = wholeNumber('--seed', flags.seed, { min: 0, max: 999_999_999 });
  const agentsPort = wholeNumber('--agents-port', flags['agents-port'], { min: 0, max: 65_000 });
  const log = logOf(terminal, flags['log-level'], 'warn');
  const source = flags.config ?? referenceCity;
  const env = withLabKeys(terminal.env);
  await refuseSecond(dataFolder);
  const { city: declared, settings } = soundOrThrow(await loadInventory({ source, env }), terminal);
  const city = withOuterTerminal(declared);
  terminal.complain(message('cli.lab.starting', { devices: city.devices.size }));
  const agents = await startLab({
    city,
    credentials: settings.credentials,
    clock: systemClock,
    log,
    timeZone: settings.timeZone,
    dataFolder,
    ...(seed === undefined ? {} : { seed }),
    ...(agentsPort === undefined ? {} : { basePort: agentsPort }),
  });
  try {
    const pairsInLab = ({ city: now, settings: { pairs } }: Inventory): PairsSettings => {
      const served = withLabPairs(
        { ...pairs, periodSeconds: labPairSeconds },
        { city: now, services: agents.services },
      );
      return withLabDatabases(served, now, agents.databases);
    };
    const change = (inventory: Inventory): Inventory => ({
      ...inventory,
      city: withOuterTerminal(inventory.city),
      targets: new Map([...inventory.city.devices.keys()].map((id) => [id, agents.targets.get(id) ?? nobody])),
      settings: {
        ...inventory.settings,
        server: { ...inventory.settings.server, ...overrides.server },
        dataFolder,
        polling: {
          ...inventory.settings.polling,
          periodSeconds,
          profilePeriodSeconds: Math.max(labProfilePeriodSeconds, periodSeconds),
          timeoutSeconds: labTimeoutSeconds,
          retries: labRetries,
          topologyPeriodSeconds: labSurveySeconds,
          isolationPeriodSeconds: labIsolationSeconds,
        },
        receivers: labReceivers,
        backups: agents.backups(inventory.settings.backups),
        pairs: pairsInLab(inventory),
        services: withLabServices(inventory.settings.services, { city: inventory.city, ...agents.sites }),
      },
    });
    const read = readerOf({ source, env, change });
    const inventory = soundOrThrow(await read(), terminal);
    const onListening = (addresses: readonly ListeningAddress[]): void => {
      const of = (receiver: ListeningAddress['receiver']) => addresses.find((each) => each.receiver === receiver);
      agents.notifyTo({ traps: of('traps'), syslog: of('syslog') });
    };
    const app = {
      inventory,
      read,
      env,
      version,
      clock: systemClock,
      log,
      lab: agents,
      onListening,
      texts: textsBesideApi,
    };
    return await serve({ terminal, app, json: flags.json === true, hints: ['cli.lab.hint'], saysReloads: true });
  } finally {
    await agents.stop();
  }
}

/** Two labs on one data folder would take each other's place in the control file. */
async function refuseSecond(dataFolder: string): Promise<void> {
  const answer = await sendLabCommand({ dataFolder, command: 'list' }).catch(() => undefined);
  if (answer === undefined) return;
  throw new UserError(message('store.locked', { folder: dataFolder }), message('store.locked.remedy'));
}

function tell(result: CommandResult, json: boolean, terminal: Terminal): number {
  if (!result.ok) throw new UserError(result.what, result.remedy, result.isWrongUsage === true ? { exitCode: 2 } : {});
  if (json) {
    const faults = result.faults.map(({ verb, target, detail }) => ({
      verb,
      target,
      ...(detail === undefined ? {} : { detail }),
    }));
    terminal.json({ ok: true, text: terminal.text(result.text), faults });
    return 0;
  }
  terminal.say(result.text);
  for (const fault of result.faults) terminal.out(`  ${terminal.text(fault.text)}\n`);
  return 0;
}

async function replay(positionals: readonly string[], flags: LabFlags, terminal: Terminal): Promise<number> {
  const [, file] = positionals;
  if (file === undefined) throw wrongUsage('cli.lab.replay-missing');
  atMost(positionals, 2);
  const port = wholeNumber('--port', flags.port, { min: 0, max: 65_535 });
  const credential = credentialOf(flags, terminal.env);
  const { agent, recording } = await replayWalk({
    file: join(file),
    clock: systemClock,
    ...(port === undefined ? {} : { port }),
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(credential.version === 'v3'
      ? { v3: credential }
      : { community: credential.community, v1Only: credential.version === 'v1' }),
  });
  const target = agent.host.includes(':') ? `udp6:[${agent.host}]:${agent.port}` : `udp:${agent.host}:${agent.port}`;
  if (flags.json === true) terminal.json({ target, rows: recording.view.size });
  else terminal.say(message('cli.lab.replaying', { file, target, rows: recording.view.size }));
  await stopped(terminal.stop);
  await agent.stop();
  return 0;
}
