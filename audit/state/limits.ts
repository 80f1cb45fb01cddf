/** What the rules need of the settings, in the units that they compute with. */
export interface StateLimits {
  readonly periodMs: number;
  /** Evidence older than this counts as stale. */
  readonly staleAfterMs: number;
  readonly raiseAfterPolls: number;
  readonly errorsPerSecondRaise: number;
  readonly errorsPerSecondClear: number;
}

/** The settings that states depend on; `PollingSettings` and `ThresholdSettings` together satisfy it. */
export interface StateSettings {
  readonly periodSeconds: number;
  readonly staleAfterPeriods: number;
  readonly raiseAfterPolls: number;
  readonly errorsPerSecondRaise: number;
  readonly errorsPerSecondClear: number;
}

export function stateLimits(settings: StateSettings): StateLimits {
  const periodMs = settings.periodSeconds * 1000;
  return {
    periodMs,
    staleAfterMs: settings.staleAfterPeriods * periodMs,
    raiseAfterPolls: Math.max(1, settings.raiseAfterPolls),
    errorsPerSecondRaise: settings.errorsPerSecondRaise,
    errorsPerSecondClear: settings.errorsPerSecondClear,
  };
}

/** Mean processor load from which a device counts as degraded, when it lasts `raiseAfterPolls` polls. */
export const cpuRatioHigh = 0.95;
