import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Clock, type EpochMs, type Log, message, silentLog, systemClock } from '../../core/index.ts';
import type { City, SnmpCredential } from '../../inventory/index.ts';
import { openLabBackups } from '../backups/backups.ts';
import { agentHost } from '../city/running.ts';
import { listFaults } from '../faults/model.ts';
import { catalogue, commandWords } from '../faults/parse.ts';
import type { Lab, LabControl } from './model.ts';
import { serveControl } from './server.ts';
import { superviseAgents } from './supervisor.ts';
import { troublesIn } from './troubles.ts';
import { violationsIn } from './violations.ts';

export interface LabOptions {
  readonly city: City;
  /** By name, as `Settings.credentials`; the agents take what the devices name. */
  readonly credentials: ReadonlyMap<string, SnmpCredential>;
  readonly clock?: Clock;
  readonly log?: Log;
  /** The same seed gives the same city. */
  readonly seed?: number;
  /** The first agent's UDP port, the others follow; 0 (the default) gives each a free one. */
  readonly basePort?: number;
  /** IANA name, for office hours. */
  readonly timeZone?: string;
  /** Where another terminal finds the lab; without it nobody outside can command it. */
  readonly dataFolder?: string;
}

const usualSeed = 20_130_815;
const referenceOffsetMs = 8 * 3_600_000;

/** Local time less UTC at a moment; an unknown zone counts as UTC+8, the reference city's. */
export function utcOffsetMsOf(timeZone: string, at: number): number {
  const wholeSecond = Math.floor(at / 1000) * 1000;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...fields });
    const parts = new Map(format.formatToParts(wholeSecond).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return local - wholeSecond;
  } catch {
    return referenceOffsetMs;
  }
}

const fields = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

/**
 * Starts the city's agents in a process of their own. Rejects with a UserError when they cannot start (a port is taken).
 */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { city, credentials, clock = systemClock, log = silentLog, seed = usualSeed, basePort = 0 } = options;
  const utcOffsetMs = utcOffsetMsOf(options.timeZone ?? 'Asia/Shanghai', clock.now());
  const { dataFolder } = options;
  // Made for this run: it goes to the agents' process by message and to the readers by settings, and is written nowhere.
  const access = { user: 'fangzhou', password: randomBytes(18).toString('base64url'), database: 'postgres' };
  const serviceAccess = { user: 'fangzhou', password: randomBytes(18).toString('base64url') };
  const timeZone = options.timeZone ?? 'Asia/Shanghai';
  const supervisor = await superviseAgents({
    databaseAccess: access,
    serviceAccess,
    start: { city, credentials, seed, utcOffsetMs, basePort },
    clock,
    log,
    ...(dataFolder === undefined ? {} : { compileCacheFolder: join(dataFolder, 'compile-cache') }),
  });
  const backups =
    dataFolder === undefined
      ? undefined
      : await openLabBackups({ city, folder: join(dataFolder, 'lab-backups'), timeZone, clock, log }).catch(
          async (thrown) => {
            await supervisor.stop();
            throw thrown;
          },
        );
  const hostOf = (id: string) => agentHost(city.devices.get(id)?.address ?? '');
  const targetsOf = (ports: ReadonlyMap<string, number>) =>
    new Map([...ports].map(([id, port]) => [id, { host: hostOf(id), port }]));
  const targets = targetsOf(supervisor.ports);
  const local = (ports: ReadonlyMap<string, number>) =>
    new Map([...ports].map(([id, port]) => [id, { host: '127.0.0.1', port }]));
  /** Looked at after each command, so that a fault's time is that of its command and not of the first who asked. */
  const sinceOf = new Map<string, EpochMs>();
  const faults = () => {
    const dated = [...listFaults(supervisor.faults()), ...(backups?.faults() ?? [])].map((fault) => {
      const key = `${fault.verb} ${fault.target} ${fault.detail ?? ''}`;
      return { ...fault, key, since: sinceOf.get(key) ?? clock.now() };
    });
    sinceOf.clear();
    for (const { key, since } of dated) sinceOf.set(key, since);
    return dated.map(({ key: _, ...fault }) => fault);
  };
  const control: LabControl = {
    faults,
    async apply(text) {
      const told = commandWords(text);
      if (told.ok && told.verb === 'repair' && told.words.join() === 'all') await backups?.repairAll();
      const ours = told.ok ? backups?.apply(told.verb, told.words) : undefined;
      const result = await (ours ?? supervisor.apply(text));
      faults();
      log.info({ command: text.slice(0, 200), ok: result.ok }, 'lab-command');
      const inForce = listFaults(supervisor.faults()).concat(backups?.faults() ?? []);
      if (!result.ok) return result;
      // The agents do not know of backups.
      const isNone = result.text.key === 'lab.done.list-none' && inForce.length > 0;
      return { ...result, ...(isNone ? { text: message('lab.done.list') } : {}), faults: inForce };
    },
    catalogue,
    violations: violationsIn(city),
    troubles: troublesIn(city, { hasBackups: backups !== undefined }),
  };
  let endControl = async () => {};
  try {
    if (dataFolder !== undefined)
      endControl = await serveControl(control, { dataFolder, vantagePort: supervisor.vantagePort });
  } catch (thrown) {
    await Promise.all([backups?.stop(), supervisor.stop()]);
    throw thrown;
  }
  log.info({ agents: targets.size, pid: supervisor.pid() }, 'lab-ready');
  return {
    ...control,
    targets,
    services: local(supervisor.servicePorts),
    sites: { targets: local(supervisor.sitePorts), access: serviceAccess },
    vantage: { host: '127.0.0.1', port: supervisor.vantagePort },
    databases: { targets: targetsOf(supervisor.databasePorts), access },
    notifyTo: (sinks) => supervisor.notifyTo(sinks),
    backups: (settings) => backups?.settingsWith(settings) ?? settings,
    agentsPid: () => supervisor.pid(),
    async stop() {
      await endControl();
      await Promise.all([backups?.stop(), supervisor.stop()]);
    },
  };
}
