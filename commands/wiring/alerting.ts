import {
  type AlertEngine,
  type AlertSettings,
  type Covering,
  createAlertEngine,
  createForeignAlerts,
  createSilences,
  type ForeignAlerts,
  incidentRecord,
  openMirror,
  type Pager,
  type Silences,
  severalNotifiers,
  type Webhook,
} from '../../alerts/index.ts';
import type { StateEngine } from '../../audit/index.ts';
import type { Clock, Log } from '../../core/index.ts';
import type { Inventory, Settings } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import type { CleanUps } from './clean-ups.ts';
import { openPager, startPager, watchRosters } from './paging.ts';
import { mirrored, openSecondSender, openSender, type PairPort, switching } from './standby-port.ts';

export interface Alerting {
  readonly alerts: AlertEngine;
  readonly pager: Pager;
  readonly silences: Silences;
  readonly foreign: ForeignAlerts;
  /** `alerts.webhook`, while this instance sends by it. */
  readonly webhook: () => Webhook | undefined;
}

/** Opens who must know: the incidents as they were kept, each change on record, who is told, and the webhook where one is set. */
export async function openAlerting(deps: {
  readonly states: StateEngine;
  readonly settings: Settings;
  readonly inventory: () => Inventory;
  /** Read at every use. */
  readonly tuning: AlertSettings;
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly cleanUps: CleanUps;
  readonly pair?: PairPort | undefined;
  /** Announced maintenance. */
  readonly covering: Covering;
}): Promise<Alerting> {
  const { states, settings, tuning, inventory, store, ledger, clock, log, cleanUps, pair, covering } = deps;
  const sender = { settings, store, clock, log };
  const silences = createSilences({ city: () => inventory().city, store, ledger, clock });
  await silences.start();
  const foreignTo = (engine: AlertEngine, decides: () => boolean): ForeignAlerts => {
    const foreign = createForeignAlerts({
      ...{ engine, states, store, clock, log, decides },
      settings: () => inventory().settings.alertmanager,
    });
    cleanUps.add('alertmanager', async () => foreign.stop());
    return foreign;
  };
  const judging = { states, settings: tuning, clock, store, log, covering, silencing: silences };
  if (pair?.role === 'standby') return standBy(pair);
  const webhook = openSender(sender, pair);
  const pager: Pager = openPager({ inventory, store, clock, log, pair, engine: () => alerts });
  const notifier = severalNotifiers([webhook, pager]);
  const alerts: AlertEngine = createAlertEngine({ ...judging, notifier });
  await alerts.start();
  cleanUps.add('alerts', async () => alerts.close());
  const endRecording = alerts.subscribe((change) => ledger.append(incidentRecord(change)));
  cleanUps.add('incident-records', async () => endRecording());
  if (webhook !== undefined) {
    await webhook.start();
    cleanUps.add('webhook', () => webhook.stop());
  }
  await startPager(pager, alerts, cleanUps);
  watchRosters(pager, alerts, clock, cleanUps);
  const foreign = foreignTo(alerts, () => true);
  await foreign.start();
  return { alerts, pager, silences, foreign, webhook: () => webhook };

  /** Judges all that is seen, shows what the other one decided, and sends what nobody sent; promoted, it decides and sends itself. */
  async function standBy(of: PairPort): Promise<Alerting> {
    let decides = false;
    let sending: Webhook | undefined;
    const mirror = await openMirror(store);
    of.onFollowed((collections) => {
      if (!decides && collections.has('incidents')) void mirror.refresh();
      if (!decides && collections.has('silences')) void silences.start();
    });
    const second = openSecondSender(sender, of, () => mirror.list());
    const notifier = switching(second);
    const engine = createAlertEngine({ ...judging, notifier });
    const pager = openPager({ inventory, store, clock, log, pair: of, engine: () => shown });
    const shown: AlertEngine = mirrored(engine, mirror, () => decides);
    await engine.start();
    cleanUps.add('alerts', async () => engine.close());
    const endRecording = engine.subscribe((change) => {
      if (decides) ledger.append(incidentRecord(change));
    });
    cleanUps.add('incident-records', async () => endRecording());
    if (second !== undefined) cleanUps.add('second-sender', () => second.stop());
    const foreign = foreignTo(engine, () => decides);
    of.onPromoted(async () => {
      await second?.stop();
      const webhook = openSender(sender, of);
      sending = webhook;
      notifier.to(severalNotifiers([webhook, pager]));
      if (webhook !== undefined) cleanUps.add('webhook', () => webhook.stop());
      decides = true;
      await silences.start();
      await engine.adopt();
      await webhook?.start();
      await startPager(pager, engine, cleanUps);
      await foreign.start();
    });
    watchRosters(pager, engine, clock, cleanUps);
    return { alerts: shown, pager, silences, foreign, webhook: () => sending };
  }
}
