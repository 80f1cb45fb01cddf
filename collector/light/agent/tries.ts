/** How a collector runs what it was told to: with what stands here, and only what its own administrator allows. */
import { realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { type Clock, instantOf, message } from '../../../core/index.ts';
import type { BusinessFigureSettings, ProbeSettings } from '../../../inventory/index.ts';
import type { FigureReading, ProbeResult } from '../../services/model.ts';

export interface TryAsk<T> {
  readonly settings: T;
  readonly vantageId: string;
  /** The city's. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Runs one probe or figure; they never reject. */
export interface Tries {
  probe(ask: TryAsk<ProbeSettings>): Promise<ProbeResult>;
  figure(ask: TryAsk<BusinessFigureSettings>): Promise<FigureReading>;
}

/** The real ones; their code is loaded when the first of them runs. */
export const realTries: Tries = {
  async probe({ settings: probe, vantageId, clock, signal }) {
    const { runProbe } = await import('../../services/run.ts');
    return runProbe({ probe, vantageId, clock, signal });
  },
  async figure({ settings: figure, timeZone, vantageId, clock, signal }) {
    const { readFigure } = await import('../../services/figures/read.ts');
    return readFigure({ figure, vantageId, clock, signal, wallToInstant: (wall) => instantOf(wall, timeZone) });
  },
};

/**
 * Whether the administrator of this machine lets the hub start this program here: it lies in his folder of plugins, links followed. Without a
 * folder nothing is ever started, so that whoever takes the hub does not have the collectors too.
 */
export function mayRun(probe: ProbeSettings, pluginFolder: string | undefined): boolean {
  if (probe.kind !== 'exec') return true;
  if (pluginFolder === undefined) return false;
  try {
    return realpathSync(probe.command).startsWith(`${realpathSync(pluginFolder)}${sep}`);
  } catch {
    return false;
  }
}

/** Not run, and why: of the service nothing is known. */
export function notRun(probe: ProbeSettings, vantageId: string, clock: Clock): ProbeResult {
  const { id: probeId, serviceId } = probe;
  return {
    probeId,
    ...(serviceId === undefined ? {} : { serviceId }),
    vantageId,
    startedAt: clock.now(),
    durationMs: 0,
    tries: 0,
    outcome: 'unknown',
    reason: message('collector.light.exec-refused'),
    phases: {},
    steps: [],
    values: [],
  };
}
