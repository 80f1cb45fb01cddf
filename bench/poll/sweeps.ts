/**
 * Our poller alone, as a process of its own so that its CPU and memory can be told: reads one JSON line of `SweepOrder` from
 * its arguments, polls all agents so many times, and prints one JSON line for each sweep.
 */
import { createPoller, createScheduler, type PolledAgent } from '../../collector/index.ts';
import { silentLog, systemClock } from '../../core/index.ts';

export interface SweepOrder {
  readonly agents: readonly PolledAgent[];
  readonly sweeps: number;
  /** Polls under way at the same time. */
  readonly window: number;
  /** Instead of sweeps at full speed: the real scheduler for this time, each device once a period. */
  readonly schedule?: { readonly periodMs: number; readonly forMs: number };
}

export interface SweepLine {
  readonly values: number;
  readonly answered: number;
  readonly failed: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly rssMB: number;
  /** How late the polls of devices that answered began; only of the scheduler, and only while it was measured. */
  readonly lagMs?: { readonly mean: number; readonly p99: number; readonly worst: number };
}

const manners = { timeoutMs: 2_000, retries: 1, maxRepetitions: 50, budgetMs: 60_000 };

export async function runSweeps(order: SweepOrder, tell: (line: SweepLine) => void): Promise<void> {
  const poller = createPoller({ clock: systemClock });
  poller.apply(order.agents, manners);
  const ids = order.agents.map(({ deviceId }) => deviceId);
  let tally = { values: 0, answered: 0, failed: 0 };
  const poll = async (deviceId: string): Promise<boolean> => {
    const said = await poller.poll(deviceId);
    tally.values += said?.values ?? 0;
    const answered = said?.outcome === 'answered';
    if (answered) tally.answered++;
    else tally.failed++;
    return answered;
  };
  const measured = async (work: () => Promise<object>): Promise<void> => {
    tally = { values: 0, answered: 0, failed: 0 };
    const cpu = process.cpuUsage();
    const begun = performance.now();
    const more = await work();
    const { user, system } = process.cpuUsage(cpu);
    tell({
      ...tally,
      cpuSeconds: (user + system) / 1e6,
      wallSeconds: (performance.now() - begun) / 1e3,
      rssMB: (process.resourceUsage().maxRSS * 1024) / 1e6,
      ...more,
    });
  };
  const sweep = async (): Promise<object> => {
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let id = ids[next++]; id !== undefined; id = ids[next++]) await poll(id);
    };
    await Promise.all(Array.from({ length: order.window }, lane));
    return {};
  };
  for (let index = 0; index < order.sweeps; index++) await measured(sweep);
  const { schedule } = order;
  if (schedule !== undefined) {
    let lags: number[] = [];
    const scheduler = createScheduler({
      clock: systemClock,
      log: silentLog,
      periodMs: schedule.periodMs,
      concurrency: 256,
      poll: async (deviceId) => {
        // What the scheduler has just noted of this poll.
        const { lagMs } = scheduler.stats();
        if (await poll(deviceId)) lags.push(lagMs);
      },
    });
    scheduler.apply(ids);
    scheduler.start();
    // The first sweep and the move to each device's place are not the steady state.
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    await wait(schedule.periodMs * 1.6);
    await measured(async () => {
      const { overrun } = scheduler.stats();
      lags = [];
      await wait(schedule.forMs);
      lags.sort((a, b) => a - b);
      const lagMs = {
        mean: lags.reduce((sum, lag) => sum + lag, 0) / lags.length,
        p99: lags[Math.floor(lags.length * 0.99)] ?? 0,
        worst: lags.at(-1) ?? 0,
      };
      return { lagMs, overrun: scheduler.stats().overrun - overrun };
    });
    await scheduler.stop();
  }
  poller.close();
}

if (import.meta.main) {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  await runSweeps(JSON.parse(Buffer.concat(chunks).toString('utf8')) as SweepOrder, (line) =>
    console.log(JSON.stringify(line)),
  );
  process.exit(0);
}
