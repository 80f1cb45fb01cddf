/** When services are tried: each by its own period, a doubtful one sooner, one whose password was refused later. */
import {
  createLoginPause,
  createRounds,
  type FigureReading,
  type KeptRest,
  type ProbeResult,
  type Rounds,
  readUnlessResting,
  tryUnlessResting,
} from '../../collector/index.ts';
import { type Cancel, type Clock, errorText, type Log } from '../../core/index.ts';
import type { BusinessFigureSettings, ProbeSettings, ServicesSettings } from '../../inventory/index.ts';

export const hub = 'hub';
/** A try that does not agree with the state is made again after this share of the period: a doubt is not to last a whole one. */
const doubtShare = 0.25;
const probeJob = (id: string): string => `probe ${id}`;
const figureJob = (id: string): string => `figure ${id}`;

export interface ServiceRoundsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => ServicesSettings;
  /** Accounts that rested before a restart, and where that is kept. */
  readonly rests?: { readonly kept: readonly unknown[]; readonly keep: (rests: readonly KeptRest[]) => void };
  readonly tryProbe: (probe: ProbeSettings, signal: AbortSignal) => Promise<ProbeResult>;
  readonly tryFigure: (figure: BusinessFigureSettings, signal: AbortSignal) => Promise<FigureReading>;
  readonly tried: (result: ProbeResult) => void;
  readonly read: (reading: FigureReading) => void;
  /** Whether the state does not say yet what this try said. */
  readonly isDoubtful: (result: ProbeResult) => boolean;
}

export interface ServiceRounds {
  /** Takes the settings as they are now. */
  apply(): void;
  /** Tries a probe now, whether its account rests or not; false: the hub has none of that name. */
  tryNow(probeId: string): Promise<boolean>;
  start(): void;
  /** Starts no more; resolves when the running ones ended. */
  stop(): Promise<void>;
}

export function createServiceRounds(deps: ServiceRoundsDeps): ServiceRounds {
  const { clock, log, settings, tryProbe, tryFigure } = deps;
  const ending = new AbortController();
  const pause = createLoginPause(clock, deps.rests);
  const doubts = new Map<string, Cancel>();
  const probeOf = (id: string) => settings().probes.find((probe) => probe.id === id);

  async function run(job: string): Promise<void> {
    const probe = settings().probes.find(({ id }) => probeJob(id) === job);
    const figure = settings().figures.find(({ id }) => figureJob(id) === job);
    if (probe !== undefined) await runProbe(probe);
    if (figure !== undefined) await runFigure(figure);
  }

  async function runFigure(figure: BusinessFigureSettings): Promise<void> {
    const ask = { figure, vantageId: hub, clock };
    deps.read(await readUnlessResting(pause, ask, () => tryFigure(figure, ending.signal)));
  }

  async function runProbe(probe: ProbeSettings): Promise<void> {
    const job = probeJob(probe.id);
    const ask = { probe, vantageId: hub, clock };
    const result = await tryUnlessResting(pause, ask, () => tryProbe(probe, ending.signal));
    // What was given up at the end says nothing.
    if (ending.signal.aborted) return;
    deps.tried(result);
    doubts.get(job)?.();
    doubts.delete(job);
    if (!deps.isDoubtful(result)) return;
    const again = clock.after(probe.periodSeconds * 1000 * doubtShare, () => {
      doubts.delete(job);
      void rounds.runNow(job);
    });
    doubts.set(job, again);
  }

  const rounds: Rounds = createRounds({
    ...{ clock, log },
    run: (job) => run(job).catch((thrown) => log.error({ job, reason: errorText(thrown) }, 'service-try-failed')),
  });

  function apply(): void {
    const { probes, figures, concurrency } = settings();
    const own = probes.filter(({ from }) => from.includes(hub));
    const ofHub = figures.filter(({ from }) => from === hub);
    rounds.apply(
      [
        ...own.map(({ id, periodSeconds }) => ({ id: probeJob(id), periodMs: periodSeconds * 1000 })),
        ...ofHub.map(({ id, periodSeconds }) => ({ id: figureJob(id), periodMs: periodSeconds * 1000 })),
      ],
      concurrency,
    );
  }

  apply();
  return {
    apply,
    tryNow(probeId) {
      const probe = probeOf(probeId);
      if (probe !== undefined) pause.lift(probe);
      return rounds.runNow(probeJob(probeId));
    },
    start: () => rounds.start(),
    async stop() {
      ending.abort();
      for (const cancel of doubts.values()) cancel();
      await rounds.stop();
    },
  };
}
