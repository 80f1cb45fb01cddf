/** A time in which work was announced: it excludes from availability and keeps alerts from opening, never observing. */
import type { EpochMs } from '../../core/index.ts';

export const maintenanceScopes = ['city', 'district', 'point', 'device', 'link', 'pair', 'service'] as const;
export type MaintenanceScopeKind = (typeof maintenanceScopes)[number];

export interface MaintenanceScope {
  readonly kind: MaintenanceScopeKind;
  readonly id: string;
}

export interface MaintenanceWindow {
  readonly id: string;
  readonly scopes: readonly MaintenanceScope[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Repeats each week at the same wall time of the city until then; undefined: once. */
  readonly weeklyUntil?: EpochMs;
  readonly reason: string;
  readonly createdBy: string;
  /** What is announced after the fact excludes nothing: only time after this counts. */
  readonly createdAt: EpochMs;
  /** Ended early, or withdrawn; time after it is not excluded. */
  readonly endedAt?: EpochMs;
  readonly endedBy?: string;
}

export const maintenanceLimits = {
  /** That are over and kept at hand; all are in the ledger. */
  kept: 500,
  /** Going on or to come. */
  open: 500,
  scopes: 100,
  longestMs: 31 * 86_400_000,
  /** Announced so far ahead. */
  aheadMs: 400 * 86_400_000,
  reasonCharacters: 500,
} as const;
