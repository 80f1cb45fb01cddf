import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { type Cancel, type Clock, type Log, message, UserError } from '../../core/index.ts';
import type { MessageSinks } from '../city/notifier.ts';
import type { DatabaseAccess } from '../database/index.ts';
import { type CommandResult, type Faults, noFaults } from '../faults/model.ts';
import type { ServiceAccess } from '../services/sign-on.ts';
import type { FromAgents, StartOptions, ToAgents } from './protocol.ts';

/** The agents' process is started anew this often; then it stays dead and says so. */
const maxRestarts = 5;
const firstRestartDelayMs = 250;
/** Against hanging alone: on a machine that is busy with other work the agents of a whole city take their time. */
const startTimeoutMs = 60_000;
const timedOut = 'timeout';
const commandTimeoutMs = 5_000;
const stopTimeoutMs = 3_000;
/** Commands that wait for their answer at once. */
const maxPendingCommands = 64;

export interface SupervisorOptions {
  readonly start: Omit<
    StartOptions,
    'ports' | 'servicePorts' | 'databases' | 'sites' | 'vantagePort' | 'faults' | 'restarts' | 'sinks'
  >;
  /** Who may log in to the databases of pairs. */
  readonly databaseAccess: DatabaseAccess;
  /** Who may log in to the business services. */
  readonly serviceAccess: ServiceAccess;
  readonly clock: Clock;
  readonly log: Log;
  /** Where compiled sources may be kept; without types to strip, the process needs 30 MB less. */
  readonly compileCacheFolder?: string;
}

export interface Supervisor {
  readonly ports: ReadonlyMap<string, number>;
  /** Of the pairs' services, by pair. */
  readonly servicePorts: ReadonlyMap<string, number>;
  /** Of the databases of pairs, by the device that each runs on. */
  readonly databasePorts: ReadonlyMap<string, number>;
  /** Of the business services, by the origin that is declared. */
  readonly sitePorts: ReadonlyMap<string, number>;
  /** Of the proxy by which clients stand as at a point. */
  readonly vantagePort: number;
  /** Process id of the agents, for figures; undefined while there is none. */
  pid(): number | undefined;
  faults(): Faults;
  /** Where devices send traps and syslog, also after a restart of their process. */
  notifyTo(sinks: MessageSinks): void;
  apply(text: string): Promise<CommandResult>;
  stop(): Promise<void>;
}

const refused: CommandResult = {
  ok: false,
  what: message('lab.control.not-running'),
  remedy: message('lab.control.not-running.remedy'),
};

/**
 * Runs the agents in a process of their own and starts it anew when it dies, on the same ports, with the same faults. Rejects
 * with a UserError when the first start fails.
 */
export async function superviseAgents(options: SupervisorOptions): Promise<Supervisor> {
  const { start, clock, log, compileCacheFolder } = options;
  let child: ChildProcess | undefined;
  let faults: Faults = noFaults;
  let ports: ReadonlyMap<string, number> = new Map();
  let servicePorts: ReadonlyMap<string, number> = new Map();
  let databasePorts: ReadonlyMap<string, number> = new Map();
  let sitePorts: ReadonlyMap<string, number> = new Map();
  let vantagePort = 0;
  let restarts = 0;
  let sinks: MessageSinks = { traps: undefined, syslog: undefined };
  let stopping = false;
  let cancelRestart: Cancel = () => {};
  let nextId = 1;
  const pending = new Map<number, (result: CommandResult) => void>();

  function send(to: ChildProcess, text: ToAgents): void {
    to.send(text, (error) => {
      if (error !== null) log.warn({ why: error.message }, 'lab-agents-unreachable');
    });
  }

  function settleAll(): void {
    for (const settle of pending.values()) settle(refused);
    pending.clear();
  }

  function onMessage(told: FromAgents): void {
    if (told.kind === 'changed') faults = told.faults;
    if (told.kind !== 'result') return;
    pending.get(told.id)?.(told.result);
    pending.delete(told.id);
  }

  function onExit(code: number | null, signal: string | null): void {
    child = undefined;
    settleAll();
    if (stopping) return;
    if (restarts >= maxRestarts) {
      log.error({ code, signal, restarts }, 'lab-agents-dead');
      return;
    }
    const delayMs = firstRestartDelayMs * 2 ** restarts;
    restarts += 1;
    log.warn({ code, signal, restarts, delayMs }, 'lab-agents-restarting');
    cancelRestart = clock.after(delayMs, () => {
      launch().then(
        () => log.info({ restarts }, 'lab-agents-restarted'),
        (thrown: unknown) => log.warn({ why: String(thrown) }, 'lab-agents-start-failed'),
      );
    });
  }

  /** Resolves when the agents answer; rejects with why not, the process gone. */
  function launch(): Promise<void> {
    return new Promise((resolve, reject) => {
      const started = fork(join(import.meta.dirname, 'agents-process.ts'), [], {
        serialization: 'advanced',
        execArgv: ['--max-semi-space-size=4', '--disable-warning=ExperimentalWarning'],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        env:
          compileCacheFolder === undefined ? process.env : { NODE_COMPILE_CACHE: compileCacheFolder, ...process.env },
      });
      child = started;
      const cancelTimeout = clock.after(startTimeoutMs, () => fail(timedOut));
      function fail(why: string): void {
        cancelTimeout();
        reject(new Error(why));
        started.kill('SIGKILL');
      }
      started.on('message', (told: FromAgents) => {
        if (told.kind === 'failed') fail(told.why);
        if (told.kind === 'ready') {
          cancelTimeout();
          ({ ports, servicePorts, databasePorts, sitePorts, vantagePort } = told);
          resolve();
        }
        onMessage(told);
      });
      started.on('error', (error) => fail(error.message));
      started.once('exit', (code, signal) => {
        cancelTimeout();
        reject(new Error(`exit ${code ?? signal}`));
        if (child === started) onExit(code, signal);
      });
      const beside = {
        databases: { access: options.databaseAccess, ports: databasePorts },
        sites: { access: options.serviceAccess, ports: sitePorts },
        vantagePort,
      };
      send(started, { kind: 'start', options: { ...start, ports, servicePorts, ...beside, faults, restarts, sinks } });
    });
  }

  async function stop(): Promise<void> {
    stopping = true;
    cancelRestart();
    const last = child;
    if (last === undefined) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(stopTimeoutMs, () => last.kill('SIGKILL'));
      last.once('exit', () => {
        cancel();
        resolve();
      });
      send(last, { kind: 'stop' });
    });
  }

  try {
    await launch();
  } catch (thrown) {
    stopping = true;
    cancelRestart();
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const of = why === timedOut ? 'slow-start' : 'cannot-start';
    const what = message(`lab.control.${of}`, { why, seconds: startTimeoutMs / 1_000 });
    throw new UserError(what, message(`lab.control.${of}.remedy`), { cause: thrown });
  }

  return {
    get ports() {
      return ports;
    },
    get servicePorts() {
      return servicePorts;
    },
    get databasePorts() {
      return databasePorts;
    },
    get sitePorts() {
      return sitePorts;
    },
    get vantagePort() {
      return vantagePort;
    },
    pid: () => child?.pid,
    faults: () => faults,
    notifyTo(next) {
      sinks = next;
      if (child !== undefined) send(child, { kind: 'notify', sinks });
    },
    apply(text) {
      const to = child;
      if (to === undefined || pending.size >= maxPendingCommands) return Promise.resolve(refused);
      const id = nextId++;
      return new Promise((resolve) => {
        const cancel = clock.after(commandTimeoutMs, () => {
          pending.delete(id);
          resolve(refused);
        });
        pending.set(id, (result) => {
          cancel();
          resolve(result);
        });
        send(to, { kind: 'apply', id, text });
      });
    },
    stop,
  };
}
