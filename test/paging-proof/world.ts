/** Fangzhou's own parts, from a poll to a message, living through a declared story. */
import {
  type AlertEngine,
  createAlertEngine,
  createPager,
  createSilences,
  type Incident,
  type Page,
  type Pager,
  type Silences,
} from '../../alerts/index.ts';
import { createStateEngine, createStateKeeper, type StateEngine } from '../../audit/index.ts';
import { createNature, type Nature } from '../../audit/nature.fake.ts';
import { openMaintenance } from '../../commands/wiring/maintenance.ts';
import { message, silentLog } from '../../core/index.ts';
import type { City, Inventory } from '../../inventory/index.ts';
import { createFakeStore } from '../../store/store.fake.ts';
import { StepClock, turn } from './clock.ts';
import { answerAt, rootKey } from './oracle.ts';
import {
  chanceOf,
  clearAfterPolls,
  minute,
  periodMs,
  raiseAfterPolls,
  type Story,
  type Stretch,
  stepMs,
} from './story.ts';

/** One message that somebody got. */
export interface Told {
  readonly at: number;
  readonly person: string;
  readonly event: string;
  readonly root: string;
  readonly incidentId: string;
  readonly condition: string;
  readonly pageId: string;
  /** By a message of its own, not within a summary. */
  readonly isAlone: boolean;
  /** Acknowledges without a login. */
  readonly token: string | undefined;
}

const tuning = {
  ...{ periodSeconds: periodMs / 1_000, staleAfterPeriods: 3, raiseAfterPolls, clearAfterPolls },
  ...{ utilisationRaise: 0.9, utilisationClear: 0.7, errorsPerSecondRaise: 10, errorsPerSecondClear: 1 },
};

interface Running {
  readonly states: StateEngine;
  readonly alerts: AlertEngine;
  readonly pager: Pager;
  readonly silences: Silences;
  readonly maintenance: Awaited<ReturnType<typeof openMaintenance>>;
  readonly poll: (deviceId: string, at: number) => void;
  readonly tick: () => void;
}

/** Lives through a story; of the time in which nothing can happen most is left out. */
export async function live(city: City, story: Story, random: () => number): Promise<readonly Told[]> {
  const clock = new StepClock(story.from);
  const store = createFakeStore({ kinds: [], clock });
  const nature = createNature(city);
  const told: Told[] = [];
  const { is } = chanceOf(random);
  const settings = { timeZone: 'Asia/Shanghai' };
  const inventory = { city, settings } as unknown as Inventory;
  let lastLife = { over: false };
  let running = await start();
  const moments = momentsOf(story);
  const answers = story.troubles
    .flatMap((trouble) => {
      const at = answerAt(trouble);
      return at === undefined ? [] : [{ at, until: trouble.broken.at(-1)?.to ?? at, trouble }];
    })
    .sort((a, b) => a.at - b.at);
  const hushes = [...story.hushes].sort((a, b) => a.from - b.from);
  const works = [...story.works].sort((a, b) => a.announcedAt - b.announcedAt);
  const kills = [...story.kills];
  const order = [...city.devices.keys()];
  let quietSince = story.from;
  for (let at = story.from; at < story.to; ) {
    await clock.to(at);
    if (kills[0] !== undefined && kills[0] <= at) {
      while (kills[0] !== undefined && kills[0] <= at) kills.shift();
      clock.kill();
      running = await start();
    }
    while (works[0] !== undefined && works[0].announcedAt <= at) announce(works.shift());
    while (hushes[0] !== undefined && hushes[0].from <= at) hush(hushes.shift());
    if (moments[0] === undefined || moments[0] <= at) setNature(nature, story, at);
    while (moments[0] !== undefined && moments[0] <= at) moments.shift();
    if (at % periodMs === 0) sweep(at);
    running.tick();
    answer(at);
    await turn();
    at = nextStep(at);
  }
  return told;

  /** Everything is as it should be for so long that nothing is under way: on to shortly before the next thing that happens. */
  function nextStep(at: number): number {
    const isQuiet =
      nature.cut.size + nature.dead.size === 0 &&
      running.alerts.counts().open + running.alerts.counts().acknowledged === 0 &&
      running.pager.stats().waiting === 0;
    if (!isQuiet) quietSince = at;
    const next = Math.floor((moments[0] ?? story.to) / periodMs) * periodMs - 2 * periodMs;
    return at - quietSince > 5 * minute && next > at && !is(0.002) ? next : at + stepMs;
  }

  /** Devices are polled in any order; what is wanted at once is polled at once. */
  function sweep(at: number): void {
    for (let n = order.length - 1; n > 0; n -= 1) {
      const other = Math.floor(random() * (n + 1));
      [order[n], order[other]] = [order[other] as string, order[n] as string];
    }
    for (const deviceId of order) running.poll(deviceId, at);
  }

  function announce(work: Story['works'][number] | undefined): void {
    if (work === undefined) return;
    const { scope, from, to, weeklyUntil } = work;
    const wish = { scopes: [scope], from, to, weeklyUntil, reason: 'declared', by: 'proof' };
    const announced = running.maintenance.announce(wish);
    if (!announced.ok) throw new Error(`not announced: ${announced.reason.key}`);
  }

  function hush(one: Story['hushes'][number] | undefined): void {
    if (one === undefined) return;
    const { from: _, to, ...matchers } = one;
    const made = running.silences.add({ matchers, to, reason: 'declared', by: 'proof' });
    if (!made.ok) throw new Error(`not silenced: ${made.reason.key}`);
  }

  /** Whoever answers does so as soon as there is something to answer to. */
  function answer(at: number): void {
    if ((answers[0]?.at ?? at + 1) > at) return;
    for (const [index, one] of [...answers.entries()].reverse()) {
      if (one.at > at) continue;
      if (one.until < at) {
        answers.splice(index, 1);
        continue;
      }
      const open = running.alerts
        .list()
        .find(
          (incident: Incident) =>
            incident.status === 'open' && rootKey(incident.root as never) === rootKey(one.trouble.root),
        );
      if (open === undefined) continue;
      answers.splice(index, 1);
      const first = told.find(
        ({ incidentId, token, isAlone }) => incidentId === open.id && token !== undefined && isAlone,
      );
      if (one.trouble.answerBy === 'link' && first?.token !== undefined) running.pager.acknowledge(first.token);
      else running.alerts.acknowledge({ id: open.id, by: 'operator', note: '' });
    }
  }

  async function start(): Promise<Running> {
    const life = { over: false };
    lastLife.over = true;
    lastLife = life;
    const states = createStateEngine({ city, settings: tuning, clock });
    const keeper = createStateKeeper({ engine: states, store, clock });
    await keeper.start();
    const common = { clock, store, log: silentLog };
    const maintenance = await openMaintenance({
      ...common,
      inventory: () => inventory,
      ledger: { append: () => {} } as never,
    });
    const silences = createSilences({ ...common, city: () => city, ledger: { append: () => {} } as never });
    await silences.start();
    const pager = createPager({
      ...common,
      random: () => 0,
      scene: () => ({ paging: story.paging, city, timeZone: settings.timeZone, calendar: story.calendar }),
      incidents: () => alerts.list(),
      acknowledge: (action) => alerts.acknowledge(action),
      openChannel: ({ id, kind }) => ({
        ...{ id, kind },
        async send({ page, incident, acknowledgeUrl }) {
          if (life.over) return { outcome: 'failed', detail: 'killed' };
          const token = acknowledgeUrl?.split('/a/')[1];
          const hear = (of: Page, { id: incidentId, condition, root }: Incident): void => {
            const what = { person: page.to, event: of.event, pageId: of.id, incidentId, condition };
            told.push({ at: clock.now(), ...what, token, root: rootKey(root as never), isAlone: of === page });
          };
          if (page.summary === undefined) hear(page, incident);
          else
            for (const { body } of await store.documents('pages')) {
              const member = body as Page;
              if (member.toldBy === page.id && member.incident !== undefined) hear(member, member.incident);
            }
          return { outcome: 'sent' };
        },
        check: async () => ({ state: 'good', reason: message('alerts.channel.smtp.good') }),
        close() {},
      }),
    });
    const alerts: AlertEngine = createAlertEngine({
      ...{ ...common, states, settings: tuning, notifier: pager, covering: maintenance.covering, silencing: silences },
    });
    await alerts.start();
    alerts.subscribe(({ incident, event }) => {
      if (event.what === 'affected-changed' || event.what === 'unsilenced') pager.changed(incident);
    });
    await pager.start();
    const take = (deviceId: string, at: number): void => {
      const observation = nature.poll(deviceId, at);
      keeper.polled(observation);
      const changes = states.observe(observation, []);
      keeper.changed(changes);
      alerts.observe({ observation, samples: [], changes });
    };
    return {
      ...{ states, alerts, pager, maintenance, silences },
      poll(deviceId, at) {
        take(deviceId, at);
        for (const wanted of states.takePollWanted()) take(wanted, at + 1);
      },
      tick() {
        const changes = states.tick();
        keeper.changed(changes);
        alerts.tick(changes);
      },
    };
  }
}

/** As it is from one moment of the story to the next. */
function setNature(nature: Nature, { troubles }: Story, at: number): void {
  nature.cut.clear();
  nature.dead.clear();
  for (const { root, broken } of troubles) {
    if (!broken.some(({ from, to }) => from <= at && at < to)) continue;
    (root.kind === 'link' ? nature.cut : nature.dead).add(root.id);
  }
}

/** Times at which something happens, sorted. */
function momentsOf({ troubles, works, hushes, kills }: Story): number[] {
  const ends = (some: readonly Stretch[]): number[] => some.flatMap(({ from, to }) => [from, to]);
  return [
    ...troubles.flatMap(({ broken }) => ends(broken)),
    ...ends(hushes),
    ...works.flatMap((work) => [work.announcedAt, ...ends([work])]),
    ...kills,
  ].sort((a, b) => a - b);
}
