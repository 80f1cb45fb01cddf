/** Every bound of this folder in one place; what may be declared is bounded in `inventory/service-settings.ts`. */
export const serviceLimits = {
  /** A verdict without a new try for so many periods of its probe is unknown. */
  staleAfterPeriods: 3,
  /** And so much more, for a try that takes long. */
  staleMarginMs: 15_000,
  /** Tries of one probe that are kept at hand for pages, newest last. */
  keptTries: 30,
  /** Readings of a figure that are kept at hand. */
  keptReadings: 30,
  /** Light collectors whose tracks are kept. */
  vantages: 500,
  /** A reason's words from outside. */
  reasonCharacters: 500,
} as const;
