import { type KeepalivedPair, keepalivedPair, type Member, otherOf } from '../../lab/testing/keepalived/pair.ts';
import { stageCity } from '../../lab/testing/keepalived/stage-city.ts';
import { pause } from '../../lab/testing/keepalived/until.ts';
import type { Condition } from './conditions.ts';
import { type Watched, watchPair } from './watched.ts';

export const keepalivedTools = ['root', 'keepalived', 'snmpd', 'ip', 'bridge', 'nsenter', 'unshare', 'setpriv'];

/** Watches the stage from now on. */
export function watchStage(
  stage: KeepalivedPair,
  periodSeconds: number,
  probe: { readonly periodSeconds: number; readonly timeoutSeconds: number },
): Promise<Watched> {
  const { city, settings, agents } = stageCity(stage);
  return watchPair({ city, settings, agents, periodSeconds, probe });
}

const holderOf = (stage: KeepalivedPair): Member => {
  const [holder] = stage.holders();
  if (holder === undefined) throw new Error('nobody holds the address');
  return holder;
};

/** All that can happen to a pair of keepalived, each made for real. */
export function keepalivedConditions(stage: KeepalivedPair): readonly Condition[] {
  const mend = () => stage.heal();
  return [
    {
      ...{ name: 'keepalived killed, its address left behind', trouble: 'split-brain', checkId: 'FO-02', mend },
      async make() {
        stage.kill9(holderOf(stage));
        await stage.untilHeldBy('a', 'b');
      },
    },
    {
      ...{ name: 'partition: two masters', trouble: 'split-brain', checkId: 'FO-01', mend },
      async make() {
        stage.partition();
        await stage.untilHeldBy('a', 'b');
      },
    },
    {
      ...{ name: 'both without carrier: nobody holds the address', trouble: 'no-holder', checkId: 'FO-03', mend },
      async make() {
        stage.linkDown();
        await stage.untilHeldBy();
      },
    },
    {
      ...{ name: 'the script of the standby fails', trouble: 'standby-absent', checkId: 'FO-05', mend },
      async make() {
        stage.fault(otherOf(holderOf(stage)));
      },
    },
    {
      ...{ name: 'the daemon of the standby ended', trouble: 'standby-absent', checkId: 'FO-04', mend },
      async make() {
        stage.term(otherOf(holderOf(stage)));
      },
    },
    {
      ...{ name: 'a neighbour keeps the wrong MAC', trouble: 'service-down', checkId: 'FO-10', mend },
      async make() {
        stage.pinMac(stage.macOf(otherOf(holderOf(stage))));
      },
    },
    {
      ...{ name: 'the service does not answer', trouble: 'service-down', checkId: 'FO-11', mend },
      async make() {
        await stage.service(holderOf(stage), false);
      },
    },
    {
      ...{ name: 'a takeover that nobody planned', trouble: 'took-over', checkId: 'FO-07', mend },
      async make() {
        const holder = holderOf(stage);
        stage.term(holder);
        await stage.untilHeldBy(otherOf(holder));
      },
    },
    {
      ...{ name: 'flapping', trouble: 'flapping', checkId: 'FO-08', mend },
      make: () => stage.flap(5),
    },
  ];
}

/** One takeover, as Fangzhou timed it beside what the independent probe saw. */
export interface TimedTakeover {
  /** Undefined: it was not reported, or not timed. */
  readonly errorSeconds: number | undefined;
  readonly how: string;
}

const foundWithinMs = 45_000;

/** Takes over so many times at random moments, in random ways. */
export async function timeTakeovers(
  count: number,
  chance: () => number,
  { periodSeconds }: { readonly periodSeconds: number },
): Promise<readonly TimedTakeover[]> {
  const stage = await keepalivedPair({ version: 2, advertMs: 1_000 });
  const watched = await watchStage(stage, periodSeconds, { periodSeconds: 0.5, timeoutSeconds: 1 });
  const timed: TimedTakeover[] = [];
  try {
    await watched.within(30_000, () => watched.isRead());
    for (let turn = 0; turn < count; turn += 1) {
      await pause(3_000 + 2_000 * chance());
      const before = new Set(watched.takeovers().map(({ id }) => id));
      const since = Date.now();
      const how = await takeOver(stage, chance);
      const found = () => watched.takeovers().find(({ id, open }) => !before.has(id) && !open);
      await watched.within(foundWithinMs, () => found() !== undefined);
      const rtoMs = found()?.rtoMs;
      const truth = Math.max(0, ...stage.witness.outages(since).map(({ ms }) => ms));
      const errorSeconds = rtoMs === undefined ? undefined : Math.abs((rtoMs.least + rtoMs.most) / 2 - truth) / 1_000;
      const span = rtoMs === undefined ? 'none' : `${rtoMs.least} to ${rtoMs.most} ms`;
      timed.push({ errorSeconds, how: `${how} (told ${span}, true ${truth} ms)` });
      await stage.heal();
    }
    return timed;
  } finally {
    await watched.stop();
    await stage.remove();
  }
}

async function takeOver(stage: KeepalivedPair, chance: () => number): Promise<string> {
  const holder = holderOf(stage);
  const way = Math.floor(3 * chance());
  if (way === 0) stage.term(holder);
  else if (way === 1) stage.fault(holder);
  else stage.linkDown([holder]);
  await stage.untilHeldBy(otherOf(holder));
  return ['term', 'fault', 'link-down'][way] ?? '';
}
