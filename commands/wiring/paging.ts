/** Who is told of incidents: the pager with its channels, and the rosters that are judged beside it. */
import {
  type AlertEngine,
  createPager,
  type Incident,
  openChannel,
  type Page,
  type PageGate,
  type Pager,
} from '../../alerts/index.ts';
import type { Cancel, Clock, Log } from '../../core/index.ts';
import type { Inventory } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import type { CleanUps } from './clean-ups.ts';
import type { PairPort } from './standby-port.ts';

/** How often rosters are looked at for gaps. */
const rostersEveryMs = 30_000;

export function openPager(deps: {
  readonly inventory: () => Inventory;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly pair: PairPort | undefined;
  readonly engine: () => Pick<AlertEngine, 'acknowledge' | 'list'>;
}): Pager {
  const { inventory, store, clock, log, pair, engine } = deps;
  return createPager({
    scene() {
      const { city, settings } = inventory();
      const { paging, timeZone, calendar } = settings;
      return { paging, city, timeZone, calendar };
    },
    ...{ store, clock, log },
    gate: pair === undefined ? undefined : gateOf(pair),
    openChannel: (settings, ears) => openChannel(settings, clock, ears, inventory().settings.timeZone),
    acknowledge: (action) => engine().acknowledge(action),
    incidents: (): readonly Incident[] => engine().list(),
  });
}

/** In a pair a page goes out once it is decided where the other one finds it, and unless the other one sent it. */
function gateOf({ member: { sends, attachment } }: PairPort): PageGate {
  return {
    async ask({ key }: Page) {
      if ((await attachment.writer?.settled()) !== true) return 'wait';
      const answer = await sends.ask(key, true);
      return answer === 'unknown' ? 'wait' : answer;
    },
    sent: ({ key }) => sends.sent(key),
  };
}

/** Starts to tell, takes up what the last run left, and ends with the app. */
export async function startPager(pager: Pager, alerts: AlertEngine, cleanUps: CleanUps): Promise<void> {
  const end = alerts.subscribe(({ incident, event }) => {
    if (event.what === 'affected-changed' || event.what === 'unsilenced') pager.changed(incident);
  });
  cleanUps.add('paging', async () => {
    end();
    await pager.stop();
  });
  await pager.start();
}

/** A gap of a roster is an incident, before it comes. */
export function watchRosters(pager: Pager, alerts: AlertEngine, clock: Clock, cleanUps: CleanUps): void {
  let cancel: Cancel = () => {};
  const look = (): void => {
    const { rosters } = pager.scene().paging;
    const named = pager.gaps().map(({ rosterId, from }) => {
      const roster = rosters.find(({ id }) => id === rosterId);
      return { rosterId, from, name: roster?.nameZh ?? rosterId };
    });
    const ids = rosters.map(({ id }) => id);
    alerts.rostersJudged(named, ids);
    cancel = clock.after(rostersEveryMs, look);
  };
  look();
  cleanUps.add('rosters', async () => cancel());
}
