/** The rooms, wired in the order of the flow: a poll becomes samples, states, incidents, and what is on the screen. */
import { schedule } from 'node-cron';
import type { AlertSettings } from './alerts/index.ts';
import { createApi, forgetWhereabouts, openAuth, tellWhereabouts } from './api/index.ts';
import {
  changeRecord,
  createConfirmer,
  createHeartbeat,
  createStateEngine,
  createStateKeeper,
  pauseRecord,
  type StateChange,
} from './audit/index.ts';
import {
  agentsOf,
  createAnnouncements,
  createClockWatch,
  createPoller,
  createProfileWatch,
  createRates,
  createScheduler,
  mannersOf,
  type Observation,
  type Pace,
  placesOf,
  type Receivers,
  samplesOf,
} from './collector/index.ts';
import { openAlerting } from './commands/wiring/alerting.ts';
import type { App, AppOptions, Reloaded } from './commands/wiring/app-shape.ts';
import { type Audits, openAudits } from './commands/wiring/audits.ts';
import { type CleanUps, createCleanUps } from './commands/wiring/clean-ups.ts';
import { openEvidence } from './commands/wiring/evidence.ts';
import { hear } from './commands/wiring/hearing.ts';
import { wireKeeping } from './commands/wiring/keeping.ts';
import { keepPace } from './commands/wiring/kept-pace.ts';
import { openMaintenance } from './commands/wiring/maintenance.ts';
import { profilesOf, storeOptions } from './commands/wiring/opening.ts';
import { openOwnPair } from './commands/wiring/own-pair.ts';
import { readDeclared } from './commands/wiring/reading.ts';
import { openRules, tapRows } from './commands/wiring/rules.ts';
import { openKept } from './commands/wiring/standby-port.ts';
import { openWarmStandby } from './commands/wiring/warm-standby.ts';
import { errorText, type Parsed } from './core/index.ts';
import { webFolder as builtPages } from './dashboards/index.ts';
import { changeRecords, diffInventory, type Settings } from './inventory/index.ts';
import type { NewRecord } from './ledger/index.ts';

const tickMs = 1_000;
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
  'standby',
  'deadMan',
  'warmStandby',
  'collectors',
];

export type { App, AppOptions, Reloaded };

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
  const standby = await openWarmStandby({ inventory, clock, log, version, onSuperseded: options.onSuperseded });
  cleanUps.add('standby', () => standby.close());
  const rows = tapRows(
    await openKept({ ...storeOptions(inventory, clock, log), ...standby.storeOptions }, options.pair),
  );
  const { store } = rows;
  cleanUps.add('store', () => store.close());
  keepPace(store, settings.polling);
  const nightly = schedule('17 3 * * *', () => store.maintain().catch(failed('maintenance-failed')), {
    timezone: settings.timeZone,
    name: 'nightly-maintenance',
  });
  cleanUps.add('nightly', async () => nightly.stop());

  // What is proven.
  const ledger = await openEvidence({ inventory, store, clock, log, version, pair: options.pair });
  cleanUps.add('ledger', () => ledger.close());

  // What it means.
  const states = createStateEngine({ city: inventory.city, settings: tuning, clock });
  const keeper = createStateKeeper({ engine: states, store, clock });
  const restored = await keeper.start();
  if (keeper.pause !== undefined) ledger.append(pauseRecord(keeper.pause));
  putOnRecord(restored);
  cleanUps.add('states', async () => keeper.close());
  let beatOf: Audits['beat'] = () => undefined;
  const heartbeat = createHeartbeat({
    city: () => inventory.city,
    states,
    clock,
    settings: () => ({ ...inventory.settings.ledger, ...inventory.settings.polling }),
    isolation: (pointId) => beatOf(pointId),
  });

  // Who must know, but while work is announced.
  const maintenance = await openMaintenance({ store, ledger, clock, inventory: () => inventory });
  const { alerts, pager, silences, foreign, webhook } = await openAlerting({
    ...{ states, settings, tuning, store, ledger, clock, log, cleanUps, covering: maintenance.covering },
    inventory: () => inventory,
    pair: options.pair,
  });
  const book = await profilesOf(settings);
  const rules = await openRules({
    inventory: () => inventory,
    profiles: book,
    states,
    rows,
    store,
    alerts,
    clock,
    log,
  });
  cleanUps.add('rules', async () => rules.close());
  await standby.serve({ ledger, alerts });
  const { pair } = options;
  const own =
    pair === undefined || settings.standby === undefined
      ? undefined
      : openOwnPair({
          ...{ standby: settings.standby, inventory: () => inventory, view: () => pair.api.view() },
          ...{ alerts, ledger, clock, log },
        });
  if (own !== undefined) cleanUps.add('own-pair', () => own.stop());

  // Who keeps which terminal.
  const keeping = await wireKeeping({ store, ledger, clock, alerts, inventory: () => inventory });
  cleanUps.add('keeping', async () => keeping.close());

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
  const profiles = createProfileWatch({
    clock,
    log,
    book,
    periodMs: settings.polling.profilePeriodSeconds * 1000,
    use: poller.use,
    isSilent: (deviceId) => states.get('device', deviceId)?.state === 'down',
    onReading: (deviceId, reading) => store.append(samplesOf(deviceId, reading)),
  });
  profiles.apply(poller.agents.keys());

  const clockWatch = createClockWatch({
    clock,
    tickMs,
    settleMs: () => inventory.settings.polling.periodSeconds * 1_500,
  });

  // What an auditor reads.
  const audits = await openAudits({
    ...{ store, ledger, clock, log, version, cleanUps, poller, profiles, alerts, keeping, states, tuning, maintenance },
    inventory: () => inventory,
    pair: options.pair,
    rules,
  });
  const endSamples = rules.sample({
    schedule: () => scheduler.stats(),
    collectors: () => audits.ports.lightCollectors.hub?.list() ?? [],
    repositories: () => audits.ports.backups.repositories(),
  });
  cleanUps.add('own-samples', async () => endSamples());
  beatOf = audits.beat;

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
    paging: pager,
    ...{ silences, foreign, rules, webhook },
    ...audits.ports,
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
    profile: (deviceId) => profiles.latest(deviceId),
    reload,
    receivers: () => receivers?.stats(),
    ledger,
    keeping,
    warmStandby: standby.warm,
    ...(lab === undefined ? {} : { lab }),
    ...(pair === undefined ? {} : { standby: { ...pair.api, standing: () => own?.standing() } }),
    webFolder: options.webFolder ?? builtPages,
    version,
    clock,
    log,
    ...(options.texts === undefined ? {} : { texts: options.texts }),
  });
  cleanUps.add('api', () => api.close());
  cleanUps.add('subscription', async () => unsubscribe());
  const unsubscribe = alerts.subscribe(({ incident }) => api.publish({ incidents: [incident] }));
  audits.showOn(api);
  const address = await api.listen(settings.server);
  cleanUps.add('hand-over', () => standby.handOver({ ledger, store }));

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
    rules.states(changes);
    putOnRecord(changes);
    audits.statesChanged(changes);
    api.publish({ states: changes.map(({ after }) => after) });
  }

  function putOnRecord(changes: readonly StateChange[]): void {
    for (const change of changes) {
      const record = changeRecord(change);
      if (record !== undefined) ledger.append(record);
    }
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
      rules.tick();
      pollWanted();
    }
    beat(heartbeat.tick());
    watchLedger();
    cancelTick = clock.after(tickMs, tick);
  }

  /** Tampering is an incident; it ends when the whole ledger has been checked and nothing was found. */
  function watchLedger(): void {
    const { faults, checkedAt } = ledger.status();
    if (faults[0] !== undefined) alerts.ledgerChecked(faults[0]);
    else if (checkedAt !== undefined) alerts.ledgerChecked(undefined);
  }

  function beat(records: readonly NewRecord[]): void {
    for (const record of records) ledger.append(record);
    const at = records[0]?.at;
    if (at !== undefined) audits.beats(at);
  }

  let reloading: Promise<Parsed<Reloaded>> | undefined;
  function reload(): Promise<Parsed<Reloaded>> {
    const next = (reloading ?? Promise.resolve()).then(reloadNow, reloadNow);
    reloading = next;
    return next;
  }

  async function reloadNow(): Promise<Parsed<Reloaded>> {
    const read = await readDeclared(options.read, log);
    if (!read.ok) return read;
    const next = read.value;
    const difference = diffInventory(inventory, next.inventory);
    for (const record of changeRecords(difference, next.inventory)) ledger.append(record);
    const afterRestart = difference.settings.filter((name) => onlyAtStart.includes(name));
    inventory = next.inventory;
    Object.assign(tuning, inventory.settings.polling, inventory.settings.thresholds);
    keepPace(store, inventory.settings.polling);
    poller.apply(agentsOf(inventory), mannersOf(inventory));
    rates.retain(poller.agents.keys());
    const changes = states.apply(inventory.city);
    keeper.apply();
    keeper.changed(changes);
    putOnRecord(changes);
    alerts.apply();
    rules.apply(next.rules, next.profiles);
    pager.apply();
    places = placesOf(inventory.city);
    scheduler.apply(poller.agents.keys(), pace(inventory.settings));
    receivers?.apply(inventory);
    const { profilePeriodSeconds } = inventory.settings.polling;
    profiles.apply(poller.agents.keys(), { book: next.profiles, periodMs: profilePeriodSeconds * 1000 });
    await keeping.apply(inventory.city);
    audits.apply();
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
  receivers = await hear({ inventory, store, clock, log, announcements, confirmer, cleanUps });
  if (receivers !== undefined) options.onListening?.(receivers.listening);
  // After the scheduler has stopped: nothing is seen any more.
  cleanUps.add('last-records', async () => {
    beat(heartbeat.close());
    ledger.append({ kind: 'stop', subject: '', body: { version } });
  });
  scheduler.start();
  profiles.start();
  cleanUps.add('profiles', () => profiles.stop());
  audits.start();
  cleanUps.add('schedulers', async () => {
    // Polls under way end at once, unheard: nobody waits for silent devices.
    poller.close();
    await Promise.all([scheduler.stop(), audits.stop()]);
  });
  const url = `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
  await tellWhereabouts(settings.dataFolder, url);
  cleanUps.add('whereabouts', () => forgetWhereabouts(settings.dataFolder));
  log.info({ url, points: inventory.city.points.size, agents: poller.agents.size }, 'started');
  const pulse = () => ({ polls: scheduler.stats().done, isWritable: store.stats().condition === 'writable' });
  return { ...address, url, oneTimePassword: auth.oneTimePassword, api, pulse, reload, stop: () => cleanUps.run() };
}

function pace({ polling }: Settings): Required<Pace> {
  const { periodSeconds, concurrency, pointConcurrency } = polling;
  return { periodMs: periodSeconds * 1000, concurrency, groupConcurrency: pointConcurrency };
}
