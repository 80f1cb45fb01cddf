/** The rooms, wired in the order of the flow: a poll becomes samples, states, incidents, and what is on the screen. */
import { join } from 'node:path';
import { schedule } from 'node-cron';
import { type AlertSettings, createAlertEngine, createWebhook, incidentRecord } from './alerts/index.ts';
import { type Api, createApi, type LabPort, openAuth } from './api/index.ts';
import {
  changeRecord,
  createConfirmer,
  createHeartbeat,
  createStateEngine,
  createStateKeeper,
  type StateChange,
} from './audit/index.ts';
import {
  agentsOf,
  createAnnouncements,
  createClockWatch,
  createPoller,
  createRates,
  createScheduler,
  deviceMetrics,
  interfaceMetrics,
  type ListeningAddress,
  listenAddressText,
  mannersOf,
  messageJournal,
  type Observation,
  openLocalEngine,
  openReceivers,
  openRemoteEngines,
  type Pace,
  placesOf,
  type Receivers,
} from './collector/index.ts';
import { openReconciliation } from './commands/reconciliation.ts';
import { type Clock, errorText, type Log, type Parsed, type RoomTexts } from './core/index.ts';
import { webFolder as builtPages } from './dashboards/index.ts';
import { changeRecords, diffInventory, type Inventory, inventoryDigest, type Settings } from './inventory/index.ts';
import { keptHead, openLedger } from './ledger/index.ts';
import { openStore } from './store/index.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const tickMs = 1_000;
/** One clean-up may take this long; then the next begins all the same. */
const cleanUpWithinMs = 10_000;
/** Settings that are read once: a change of them waits for the next start. */
const onlyAtStart: readonly (keyof Settings)[] = [
  'server',
  'dataFolder',
  'retention',
  'writeIntervalSeconds',
  'webhook',
  'timeZone',
  'receivers',
  'ledger',
];

export interface AppOptions {
  readonly inventory: Inventory;
  /** Reads the inventory again, for a reload. */
  readonly read: () => Promise<Parsed<Inventory>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Given in the lab: its faults can be commanded from a page. */
  readonly lab?: LabPort;
  /** Texts of rooms that the api does not know by itself. */
  readonly texts?: RoomTexts;
  /** The built pages; default those of the dashboards room. */
  readonly webFolder?: string;
  /** Told when traps and syslog are heard, with the real ports. */
  readonly onListening?: (addresses: readonly ListeningAddress[]) => void;
}

/** What a reload did. */
export interface Reloaded {
  readonly inventory: Inventory;
  /** Changed settings that take effect with the next start only. */
  readonly afterRestart: readonly (keyof Settings)[];
}

/** A running Fangzhou. */
export interface App {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** To be shown once; undefined when a person has set a password. */
  readonly oneTimePassword: string | undefined;
  readonly api: Api;
  /** Reads the inventory again and applies it whole, or refuses it whole; one at a time. */
  reload(): Promise<Parsed<Reloaded>>;
  /** Ends everything in the reverse order of its start; never rejects. */
  stop(): Promise<void>;
}

/**
 * Starts everything.
 * @throws UserError when the data folder, the store or the port cannot be had; whatever was started is stopped again.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { clock, log } = options;
  const cleanUps = createCleanUps(clock, log);
  try {
    return await wire(options, cleanUps);
  } catch (error) {
    await cleanUps.run();
    throw error;
  }
}

async function wire(options: AppOptions, cleanUps: CleanUps): Promise<App> {
  const { env, clock, log, version, lab } = options;
  let { inventory } = options;
  const { settings } = inventory;
  /** Read at every use by those who decide, so that a reload counts at once. */
  const tuning: AlertSettings = { ...settings.polling, ...settings.thresholds };

  // What is kept.
  const { retention } = settings;
  const store = await openStore({
    folder: settings.dataFolder,
    kinds: [
      { name: 'interface', columns: interfaceMetrics },
      { name: 'device', columns: deviceMetrics },
    ],
    clock,
    log,
    writeIntervalMs: settings.writeIntervalSeconds * 1000,
    retention: {
      rawMs: retention.rawHours * hourMs,
      fiveMinuteMs: retention.fiveMinuteDays * dayMs,
      hourMs: retention.hourYears * 365 * dayMs,
      eventMs: retention.eventYears * 365 * dayMs,
      journals: { [messageJournal.name]: messageJournal },
    },
  });
  cleanUps.add('store', () => store.close());
  const nightly = schedule('17 3 * * *', () => store.maintain().catch(failed('maintenance-failed')), {
    timezone: settings.timeZone,
    name: 'nightly-maintenance',
  });
  cleanUps.add('nightly', async () => nightly.stop());

  // What is proven.
  const head = await keptHead(store);
  const ledger = await openLedger({
    ...ledgerOptions(inventory),
    clock,
    log,
    remembered: head.text,
    onSigned: head.keep,
  });
  cleanUps.add('ledger', () => ledger.close());
  const { cleanShutdown, lastSampleAt } = store.opened;
  const lastSeen = lastSampleAt === undefined ? null : new Date(lastSampleAt).toISOString();
  const declared = inventoryDigest(inventory);
  ledger.append({
    kind: 'start',
    subject: '',
    body: { version, cleanShutdown, lastSampleAt: lastSeen, inventory: declared },
  });

  // What it means.
  const states = createStateEngine({ city: inventory.city, settings: tuning, clock });
  const keeper = createStateKeeper({ engine: states, store, clock });
  await keeper.start();
  cleanUps.add('states', async () => keeper.close());
  const heartbeat = createHeartbeat({
    city: () => inventory.city,
    states,
    clock,
    settings: () => ({ ...inventory.settings.ledger, ...inventory.settings.polling }),
  });

  // Who must know.
  const webhook =
    settings.webhook === undefined ? undefined : createWebhook({ settings: settings.webhook, store, clock, log });
  const alerts = createAlertEngine({ states, settings: tuning, clock, store, log, notifier: webhook });
  await alerts.start();
  cleanUps.add('alerts', async () => alerts.close());
  const endRecording = alerts.subscribe((change) => ledger.append(incidentRecord(change)));
  cleanUps.add('incident-records', async () => endRecording());
  if (webhook !== undefined) {
    await webhook.start();
    cleanUps.add('webhook', () => webhook.stop());
  }

  // What is seen.
  const rates = createRates();
  const poller = createPoller({ clock });
  poller.apply(agentsOf(inventory), mannersOf(inventory));
  cleanUps.add('sessions', async () => poller.close());
  let places = placesOf(inventory.city);
  const scheduler = createScheduler({
    ...pace(settings),
    clock,
    log,
    placeOf: (deviceId) => places(deviceId),
    poll: async (deviceId) => {
      const observation = await poller.poll(deviceId);
      if (observation !== undefined) take(observation);
    },
  });
  scheduler.apply(poller.agents.keys());
  const announcements = createAnnouncements(clock);
  const confirmer = createConfirmer({ states, pollNow: (deviceId) => scheduler.pollNow(deviceId) });
  let receivers: Receivers | undefined;

  const clockWatch = createClockWatch({
    clock,
    tickMs,
    settleMs: () => inventory.settings.polling.periodSeconds * 1_500,
  });

  const reconciliation = await openReconciliation({ store, clock, log, poller, inventory: () => inventory });
  cleanUps.add('reconciliation', async () => reconciliation.close());

  // How it is asked.
  const auth = await openAuth({
    store,
    clock,
    env,
    dataFolder: settings.dataFolder,
    mustChangePassword: lab === undefined,
  });
  const api = await createApi({
    view: { city: () => inventory.city, state: (kind, id) => states.get(kind, id) },
    incidents: alerts,
    findings: reconciliation.findings,
    store,
    settings: () => inventory.settings,
    auth,
    pollNow: (deviceId) => scheduler.pollNow(deviceId),
    collector: {
      health: (deviceId) => poller.health(deviceId),
      wire: () => poller.wire,
      schedule: () => scheduler.stats(),
      clock: () => clockWatch.stats(),
    },
    reload,
    receivers: () => receivers?.stats(),
    ledger,
    ...(lab === undefined ? {} : { lab }),
    webFolder: options.webFolder ?? builtPages,
    version,
    clock,
    log,
    ...(options.texts === undefined ? {} : { texts: options.texts }),
  });
  cleanUps.add('api', () => api.close());
  cleanUps.add('subscription', async () => unsubscribe());
  const unsubscribe = alerts.subscribe(({ incident }) => api.publish({ incidents: [incident] }));
  const address = await api.listen(settings.server);

  /** The flow of one poll, in one turn: nobody sees half of it. */
  function take(observation: Observation): void {
    const result = rates.observe(observation);
    const { samples, restart } = result;
    store.append(samples.map(({ entityKind, entityId, at, values }) => ({ kind: entityKind, entityId, at, values })));
    keeper.polled(observation);
    heartbeat.polled(observation);
    api.polled(observation, result);
    const changes = states.observe(observation, samples);
    told(changes);
    alerts.observe({ observation, samples, restart, changes, announced: announcements.downPorts(observation) });
    pollWanted();
  }

  function told(changes: readonly StateChange[]): void {
    keeper.changed(changes);
    for (const change of changes) {
      const record = changeRecord(change);
      if (record !== undefined) ledger.append(record);
    }
    api.publish({ states: changes.map(({ after }) => after) });
  }

  /** A doubt that another device's answer settles is settled now, not in a period. */
  function pollWanted(): void {
    for (const deviceId of states.takePollWanted()) void scheduler.pollNow(deviceId);
  }

  function tick(): void {
    const event = clockWatch.look();
    if (event !== undefined) log.warn(event, 'clock');
    // After a jump, or a stop, everything looks old although nobody failed to answer.
    if (clockWatch.settled) {
      const changes = states.tick();
      told(changes);
      alerts.tick(changes);
      pollWanted();
    }
    for (const record of heartbeat.tick()) ledger.append(record);
    watchLedger();
    cancelTick = clock.after(tickMs, tick);
  }

  /** What devices send by themselves: an entry in the device's journal, and a poll at once. It never makes a state. */
  async function hear(): Promise<Receivers | undefined> {
    const { traps, syslog } = settings.receivers;
    if (traps.listen.length + syslog.listen.length === 0) return undefined;
    const senders = await openRemoteEngines({ store, clock });
    cleanUps.add('trap-senders', async () => senders.close());
    const opened = await openReceivers({
      inventory,
      remotes: senders.remotes,
      engine: await openLocalEngine({ store, clock }),
      clock,
      log,
      keep: ({ deviceId, at, ...body }) => store.record({ journal: messageJournal.name, at, subject: deviceId, body }),
      hint(deviceId, hint) {
        if (hint !== undefined) announcements.note(deviceId, hint);
        confirmer.hint(deviceId).catch(failed('confirmation-failed'));
      },
    });
    cleanUps.add('receivers', () => opened.close());
    log.info({ addresses: opened.listening.map(listenAddressText) }, 'receivers-listening');
    return opened;
  }

  /** Tampering is an incident; it ends when the whole ledger has been checked and nothing was found. */
  function watchLedger(): void {
    const { faults, checkedAt } = ledger.status();
    if (faults[0] !== undefined) alerts.ledgerChecked(faults[0]);
    else if (checkedAt !== undefined) alerts.ledgerChecked(undefined);
  }

  let reloading: Promise<Parsed<Reloaded>> | undefined;
  function reload(): Promise<Parsed<Reloaded>> {
    const next = (reloading ?? Promise.resolve()).then(reloadNow, reloadNow);
    reloading = next;
    return next;
  }

  async function reloadNow(): Promise<Parsed<Reloaded>> {
    const read = await options.read();
    if (!read.ok) {
      log.error({ mistakes: read.mistakes.length }, 'inventory-refused');
      return read;
    }
    const difference = diffInventory(inventory, read.value);
    for (const record of changeRecords(difference, read.value)) ledger.append(record);
    const afterRestart = difference.settings.filter((name) => onlyAtStart.includes(name));
    inventory = read.value;
    Object.assign(tuning, inventory.settings.polling, inventory.settings.thresholds);
    poller.apply(agentsOf(inventory), mannersOf(inventory));
    rates.retain(poller.agents.keys());
    const changes = states.apply(inventory.city);
    keeper.apply();
    keeper.changed(changes);
    alerts.apply();
    places = placesOf(inventory.city);
    scheduler.apply(poller.agents.keys(), pace(inventory.settings));
    receivers?.apply(inventory);
    reconciliation.apply();
    api.cityChanged();
    const { devices, links, points } = difference;
    log.info({ devices, links, points, settings: difference.settings, afterRestart }, 'inventory-applied');
    return { ok: true, value: { inventory, afterRestart } };
  }

  function failed(event: string): (thrown: unknown) => void {
    return (thrown) => log.error({ reason: errorText(thrown) }, event);
  }

  let cancelTick = clock.after(tickMs, tick);
  cleanUps.add('tick', async () => cancelTick());
  receivers = await hear();
  if (receivers !== undefined) options.onListening?.(receivers.listening);
  // After the scheduler has stopped: nothing is seen any more.
  cleanUps.add('last-records', async () => {
    for (const record of heartbeat.close()) ledger.append(record);
    ledger.append({ kind: 'stop', subject: '', body: { version } });
  });
  scheduler.start();
  reconciliation.start();
  cleanUps.add('schedulers', async () => {
    // Polls under way end at once, unheard: nobody waits for silent devices.
    poller.close();
    await Promise.all([scheduler.stop(), reconciliation.stop()]);
  });
  const url = `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
  log.info({ url, points: inventory.city.points.size, agents: poller.agents.size }, 'started');
  return { ...address, url, oneTimePassword: auth.oneTimePassword, api, reload, stop: () => cleanUps.run() };
}

function ledgerOptions({ city, settings }: Inventory) {
  const { name, logKeyFile, collectorKeyFile, flushSeconds, checkpointSeconds, witnesses, quorum } = settings.ledger;
  return {
    folder: join(settings.dataFolder, 'ledger'),
    name: name ?? `${city.id}.fangzhou/ledger`,
    ...(logKeyFile === undefined ? {} : { logKeyFile }),
    ...(collectorKeyFile === undefined ? {} : { collectorKeyFile }),
    flushIntervalMs: flushSeconds * 1000,
    checkpointIntervalMs: checkpointSeconds * 1000,
    witnesses,
    quorum,
  };
}

function pace({ polling }: Settings): Required<Pace> {
  const { periodSeconds, concurrency, pointConcurrency } = polling;
  return { periodMs: periodSeconds * 1000, concurrency, groupConcurrency: pointConcurrency };
}

interface CleanUps {
  add(name: string, end: () => Promise<unknown>): void;
  run(): Promise<void>;
}

/** Ends what was started, the newest first; one that fails or hangs does not keep the others from their turn. */
function createCleanUps(clock: Clock, log: Log): CleanUps {
  const ends: { readonly name: string; readonly end: () => Promise<unknown> }[] = [];
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    for (const { name, end } of ends.reverse()) {
      let cancel = (): void => {};
      const tooLong = new Promise<never>((_, reject) => {
        cancel = clock.after(cleanUpWithinMs, () => reject(new Error('takes too long')));
      });
      await Promise.race([Promise.resolve().then(end), tooLong]).catch((thrown: unknown) =>
        log.error({ name, reason: errorText(thrown) }, 'clean-up-failed'),
      );
      cancel();
    }
    log.info({}, 'stopped');
  };
  return {
    add: (name, end) => void ends.push({ name, end }),
    run: () => {
      running ??= run();
      return running;
    },
  };
}
