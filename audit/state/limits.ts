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

/** The limits, read from the settings at every use, so that settings which change with a reload count at once. */
export function stateLimits(settings: StateSettings): StateLimits {
  return {
    get periodMs() {
      return settings.periodSeconds * 1000;
    },
    get staleAfterMs() {
      return settings.staleAfterPeriods * settings.periodSeconds * 1000;
    },
    get raiseAfterPolls() {
      return Math.max(1, settings.raiseAfterPolls);
    },
    get errorsPerSecondRaise() {
      return settings.errorsPerSecondRaise;
    },
    get errorsPerSecondClear() {
      return settings.errorsPerSecondClear;
    },
  };
}

/** Mean processor load from which a device counts as degraded, when it lasts `raiseAfterPolls` polls. */
export const cpuRatioHigh = 0.95;
