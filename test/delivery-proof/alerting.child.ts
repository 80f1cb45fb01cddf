/** The alerting of the proof, a process of its own that is killed: raises and clears one trouble after the other, and tells of them. */
import { paging, person } from '../../alerts/paging/stage.fake.ts';
import { smallCity } from '../../audit/city.fake.ts';
import { createStateEngine } from '../../audit/index.ts';
import { openAlerting } from '../../commands/wiring/alerting.ts';
import { createCleanUps } from '../../commands/wiring/clean-ups.ts';
import { silentLog, systemClock } from '../../core/index.ts';
import { type ChannelSettings, calendarDefaults, type Inventory, incidentSeverities } from '../../inventory/index.ts';
import { openStore } from '../../store/index.ts';

interface Wish {
  readonly folder: string;
  readonly boot: number;
  readonly mailPort: number;
  readonly hookUrl: string;
  /** Nothing new: what waits goes out, and what there is is told. */
  readonly drain: boolean;
}

const wish = JSON.parse(process.argv[2] ?? '{}') as Wish;
const dayMs = 86_400_000;
const openAtOnce = 5;
const everyMs = 15;

const common = {
  ...{ perMinute: 10_000, timeoutSeconds: 5, attempts: 5, otherwiseId: undefined, serverName: undefined },
  severities: incidentSeverities,
};
const channels: readonly ChannelSettings[] = [
  {
    ...{
      ...common,
      id: 'mail',
      kind: 'smtp',
      answers: undefined,
      host: '127.0.0.1',
      port: wish.mailPort,
      security: 'none',
    },
    ...{ authority: undefined, login: undefined, from: 'fangzhou@city.inner' },
  },
  { ...common, id: 'hook', kind: 'webhook', url: wish.hookUrl, secret: 'a secret of the proof' },
];
const city = smallCity();
const settings = {
  webhook: undefined,
  alertmanager: undefined,
  timeZone: 'Asia/Shanghai',
  calendar: calendarDefaults,
  paging: paging({ people: [person('a'), person('b'), person('c'), person('d')], channels }),
};
const inventory = { city, settings } as unknown as Inventory;
const tuning = {
  ...{ periodSeconds: 3_600, staleAfterPeriods: 1_000, raiseAfterPolls: 3, clearAfterPolls: 2 },
  ...{ utilisationRaise: 0.9, utilisationClear: 0.7, errorsPerSecondRaise: 10, errorsPerSecondClear: 1 },
};
const store = await openStore({
  ...{ folder: wish.folder, kinds: [], clock: systemClock, log: silentLog, writeIntervalMs: 500 },
  retention: { rawMs: dayMs, fiveMinuteMs: dayMs, hourMs: dayMs, eventMs: 365 * dayMs },
});
const { alerts, pager } = await openAlerting({
  ...{ store, tuning, settings: inventory.settings, clock: systemClock, log: silentLog },
  inventory: () => inventory,
  covering: () => undefined,
  states: createStateEngine({ city, settings: tuning, clock: systemClock }),
  ledger: { append() {} },
  cleanUps: createCleanUps(systemClock, silentLog),
});
process.send?.('ready');
// A channel to the parent that closes ends the proof.
process.on('disconnect', () => process.exit(1));

let made = 0;
const timer = setInterval(() => {
  const open = alerts.list().filter(({ status }) => status !== 'cleared');
  if (wish.drain) {
    if (pager.stats().waiting > 0) return;
    clearInterval(timer);
    void report();
    return;
  }
  made += 1;
  const keep = open.slice(0, openAtOnce).map(({ topic = '' }) => topic);
  const wanted = [...keep, `${wish.boot}-${made}`];
  const gaps = wanted.map((rosterId) => ({ rosterId, name: rosterId, from: systemClock.now() - 1_000 }));
  alerts.rostersJudged(gaps, wanted);
}, everyMs);

/** Every event of every incident that is on the disk, as it must have been told. */
async function report(): Promise<void> {
  const events: { readonly incidentId: string; readonly event: string }[] = [];
  for (let before: number | undefined; ; ) {
    const page = await store.journal({
      journal: 'incidents',
      limit: 1_000,
      ...(before === undefined ? {} : { before }),
    });
    for (const { subject, body } of page) {
      const { what } = body as { readonly what: string };
      if (what === 'raised' || what === 'cleared') events.push({ incidentId: subject, event: what });
    }
    before = page.at(-1)?.sequence;
    if (page.length < 1_000 || before === undefined) break;
  }
  process.send?.({ events });
}
