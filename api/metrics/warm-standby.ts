import type { Registry } from 'prom-client';
import type { WarmStandbyPort } from '../ports.ts';
import { figuresIn } from './figures.ts';

/** The own warm standby in figures; what is not known has none. */
export function registerWarmStandby(registry: Registry, warm: WarmStandbyPort, now: () => number): void {
  const { gauge, counter } = figuresIn(registry);
  gauge(
    'fangzhou_warm_standby_lag_changes',
    'Changes on the disk here that the standby lacks',
    () => warm.view().loss.changes,
  );
  gauge(
    'fangzhou_warm_standby_lag_seconds',
    'Age of the oldest change that the standby lacks',
    () => warm.view().loss.seconds,
  );
  gauge('fangzhou_warm_standby_last_contact_seconds', 'Time since a standby asked', () => {
    const last = warm.view().followers.map(({ lastContactAt }) => lastContactAt);
    return last.length === 0 ? undefined : Math.max(0, (now() - Math.max(...last)) / 1_000);
  });
  gauge('fangzhou_warm_standby_followers', 'Standbys heard since the start', () => warm.view().followers.length);
  gauge('fangzhou_warm_standby_generation', 'Generation of the data here', () => warm.view().feed.generation.number);
  gauge('fangzhou_warm_standby_sequence', 'Number of the last change here', () => warm.view().feed.position.sequence);
  gauge('fangzhou_warm_standby_spool_bytes', 'Bytes of changes kept for a standby', () => warm.view().feed.spoolBytes);
  gauge('fangzhou_warm_standby_checks_failed', 'Checks of the own pair that fail now', () => {
    return warm.view().judgements.filter(({ verdict }) => verdict === 'fail').length;
  });
  counter('fangzhou_warm_standby_feed_bytes_total', 'Bytes put on the feed', () => warm.view().feed.bytesTaken);
  counter(
    'fangzhou_warm_standby_feed_breaks_total',
    'Times that the feed had to begin anew',
    () => warm.view().feed.breaks,
  );
  counter('fangzhou_warm_standby_refused_total', 'Requests with a wrong key', () => warm.view().refusedRequests);
}
