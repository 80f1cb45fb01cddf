import type { Registry } from 'prom-client';
import type { StandbyPort } from '../ports.ts';
import { figuresIn } from './figures.ts';

const conditions = ['active', 'standby', 'undecided'] as const;

/** The pair in figures. */
export function registerStandby(registry: Registry, standby: StandbyPort): void {
  const { gauge, condition } = figuresIn(registry);
  condition(
    'fangzhou_standby_role',
    '1 for what this instance is, 0 for the others; undecided: nobody decides',
    conditions,
    () => {
      const { role, active } = standby.view();
      return active === undefined ? 'undecided' : role;
    },
  );
  gauge(
    'fangzhou_standby_decisions_behind',
    'Decisions that the following instance has not followed yet',
    () => standby.view().lossBound.decisions,
  );
  gauge(
    'fangzhou_standby_database_lag_bytes',
    'Bytes that the replica of the database lacks',
    () => standby.view().lossBound.databaseBytes,
  );
  gauge('fangzhou_standby_peer_seen_timestamp_seconds', 'When the other instance last gave a sign of life', () => {
    const { peerSeenAt } = standby.view();
    return peerSeenAt === undefined ? undefined : peerSeenAt / 1000;
  });
}
