/** Every bound of the webhook, in one place; timeout and attempts are settings. */
export const webhookBounds = {
  /** When more wait, the oldest goes, counted and written into its incident's history. */
  queuedNotices: 1_000,
  firstWaitMs: 1_000,
  longestWaitMs: 300_000,
  /** Share of a wait that chance may take away, so that many senders do not knock in step. */
  jitterShare: 0.5,
} as const;

/** Wait before attempt `attempts + 1`: doubles from one second, at most five minutes, less up to half by chance (0 to 1). */
export function waitBeforeNext(attempts: number, chance: number): number {
  const doubled = webhookBounds.firstWaitMs * 2 ** Math.min(attempts - 1, 30);
  return Math.round(Math.min(doubled, webhookBounds.longestWaitMs) * (1 - webhookBounds.jitterShare * chance));
}
