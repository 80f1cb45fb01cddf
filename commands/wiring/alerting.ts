import {
  type AlertEngine,
  type AlertSettings,
  createAlertEngine,
  createWebhook,
  incidentRecord,
} from '../../alerts/index.ts';
import type { StateEngine } from '../../audit/index.ts';
import type { Clock, Log } from '../../core/index.ts';
import type { Settings } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import type { CleanUps } from './clean-ups.ts';

/** Opens who must know: the incidents as they were kept, each change on record, and the webhook where one is set. */
export async function openAlerting(deps: {
  readonly states: StateEngine;
  readonly settings: Settings;
  /** Read at every use. */
  readonly tuning: AlertSettings;
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly cleanUps: CleanUps;
}): Promise<AlertEngine> {
  const { states, settings, tuning, store, ledger, clock, log, cleanUps } = deps;
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
  return alerts;
}
