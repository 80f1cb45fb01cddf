/**
 * One of a pair: the app is started in the role that the lease gives. From standing by to deciding it goes as it runs, when all that it read
 * at its start is still so; else, and from deciding to standing by, it is started anew in the same process.
 */
import { type Cancel, errorText } from '../../core/index.ts';
import type { StandbySettings } from '../../inventory/index.ts';
import { createMember, type Member, pairLimits, type Role, shownAtOnce } from '../../standby/index.ts';
import type { App, AppOptions } from './app-shape.ts';
import { startDeadMan, tellingAlive, tellsOfPair } from './dead-man.ts';
import type { PairPort } from './standby-port.ts';

/** After a start that failed the next one waits. */
const startAgainMs = 1_000;

/**
 * Starts the app; where the settings name a pair, in its role there. The App that is given stays the same over changes of the role: its
 * address is that of the first start. `onStarted` is told of each later start.
 * @throws as `start` does, at the first start.
 */
export async function startInPair(
  options: AppOptions,
  start: (options: AppOptions) => Promise<App>,
  onStarted: (app: App) => void = () => {},
): Promise<App> {
  const { standby } = options.inventory.settings;
  if (standby === undefined) return tellingAlive(await start(options), options);
  const { clock, log } = options;
  let { inventory } = options;
  let app: App | undefined;
  let running: Role | undefined;
  let pair: ReturnType<typeof portOf> | undefined;
  let closing = false;
  let stale: Cancel | undefined;
  let refreshedMs = clock.monotonicMs();
  let work: Promise<void> = Promise.resolve();

  const member = createMember({ ...memberOptions(standby), clock, log, onRole: () => change(false) });

  /** Ends the app, where it is not in the member's role, and starts it in that; one change at a time. */
  const change = (anew: boolean): void => {
    work = work.then(async () => {
      if (closing || app === undefined || (!anew && member.role === running)) return;
      const before = clock.monotonicMs();
      if (!anew && stale === undefined && member.role === 'active' && (await promoted(before))) return;
      await app.stop();
      while (!closing) {
        try {
          app = await startAs(member.role);
          log.warn({ role: running, tookMs: Math.round(clock.monotonicMs() - before) }, 'standby-started-in-role');
          onStarted(app);
          return;
        } catch (error) {
          log.error({ role: member.role, reason: errorText(error) }, 'standby-start-failed');
          await new Promise<void>((resolve) => void clock.after(startAgainMs, resolve));
        }
      }
    });
  };

  const promoted = async (before: number): Promise<boolean> => {
    try {
      await pair?.promote();
      running = 'active';
      // The end of the journal held what the rooms below have not read.
      if (stale !== undefined) return false;
      log.warn({ tookMs: Math.round(clock.monotonicMs() - before) }, 'standby-promoted');
      return true;
    } catch (error) {
      log.error({ reason: errorText(error) }, 'standby-not-promoted');
      return false;
    }
  };

  const startAs = async (role: Role): Promise<App> => {
    stale?.();
    stale = undefined;
    refreshedMs = clock.monotonicMs();
    const port = app?.port ?? inventory.settings.server.port;
    const server = { ...inventory.settings.server, port };
    pair = portOf(member, role, standby, refreshLater);
    const started = await start({
      ...options,
      inventory: { ...inventory, settings: { ...inventory.settings, server } },
      pair,
    });
    running = role;
    return started;
  };

  /** What the rooms of a standby read at their start is read again when it changed: soon, but not often. */
  const refreshLater = (changed: readonly string[]): void => {
    if (stale !== undefined) return;
    log.info({ changed }, 'standby-will-read-again');
    const sinceMs = clock.monotonicMs() - refreshedMs;
    const waitMs = Math.max(pairLimits.refreshQuietMs, pairLimits.refreshEveryMs - sinceMs);
    stale = clock.after(waitMs, () => {
      stale = undefined;
      if (member.role === 'standby') change(true);
    });
  };

  try {
    await member.start();
    app = await startAs(member.role);
  } catch (error) {
    await member.stop();
    throw error;
  }
  const first = app;
  // The role may have changed while it started.
  change(false);
  const deadMan = standby.deadMan ?? inventory.settings.deadMan;
  const tells = tellsOfPair(member);
  const endDeadMan = deadMan === undefined ? () => {} : startDeadMan({ settings: deadMan, tells, clock, log });

  return {
    host: first.host,
    port: first.port,
    url: first.url,
    oneTimePassword: first.oneTimePassword,
    get api() {
      return (app ?? first).api;
    },
    pulse: () => (app ?? first).pulse(),
    async reload() {
      await work;
      const read = await (app ?? first).reload();
      if (read.ok) inventory = read.value.inventory;
      return read;
    },
    async stop() {
      closing = true;
      stale?.();
      endDeadMan();
      await work;
      await app?.stop();
      await member.stop();
    },
  };
}

function memberOptions(standby: StandbySettings) {
  const { id, peer, url, databases, arbiter, ttlSeconds, notifyDelaySeconds } = standby;
  const times = { ttlMs: ttlSeconds * 1000, notifyDelayMs: notifyDelaySeconds * 1000 };
  return { id, peer, url, accesses: databases, arbiter, ...times };
}

function portOf(
  member: Member,
  role: Role,
  standby: StandbySettings,
  stale: (changed: readonly string[]) => void,
): PairPort & { promote(): Promise<void> } {
  const listeners = new Set<(collections: ReadonlySet<string>) => void>();
  const tasks: (() => Promise<void>)[] = [];
  let current = role;
  member.attachment.onFollowed((collections) => {
    for (const listener of listeners) listener(collections);
    const unread = [...collections].filter((collection) => !shownAtOnce.has(collection));
    if (current === 'standby' && unread.length > 0) stale(unread);
  });
  return {
    role,
    member,
    notifyDelayMs: standby.notifyDelaySeconds * 1000,
    api: {
      // An app that is about to be ended is what it was; it decides nothing without the lease.
      view: () => ({ ...member.view(), role: member.role === current ? current : 'standby' }),
      settled: async () => (await member.attachment.writer?.settled()) === true,
    },
    onFollowed: (listener) => void listeners.add(listener),
    onPromoted: (task) => void tasks.push(task),
    async promote() {
      await member.attachment.promote();
      for (const task of tasks) await task();
      current = 'active';
    },
  };
}
