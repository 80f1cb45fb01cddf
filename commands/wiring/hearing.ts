import type { Confirmer } from '../../audit/index.ts';
import {
  type createAnnouncements,
  listenAddressText,
  messageJournal,
  openLocalEngine,
  openReceivers,
  openRemoteEngines,
  type Receivers,
} from '../../collector/index.ts';
import { type Clock, errorText, type Log } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import type { CleanUps } from './clean-ups.ts';

/**
 * What devices send by themselves: an entry in the device's journal, and a poll at once. It never makes a state. Undefined where
 * the settings name no address to listen on.
 */
export async function hear(deps: {
  readonly inventory: Inventory;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly announcements: ReturnType<typeof createAnnouncements>;
  readonly confirmer: Confirmer;
  readonly cleanUps: CleanUps;
}): Promise<Receivers | undefined> {
  const { inventory, store, clock, log, announcements, confirmer, cleanUps } = deps;
  const { traps, syslog } = inventory.settings.receivers;
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
      confirmer
        .hint(deviceId)
        .catch((thrown: unknown) => log.error({ reason: errorText(thrown) }, 'confirmation-failed'));
    },
  });
  cleanUps.add('receivers', () => opened.close());
  log.info({ addresses: opened.listening.map(listenAddressText) }, 'receivers-listening');
  return opened;
}
