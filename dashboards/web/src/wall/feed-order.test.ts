import { describe, expect, it } from 'vitest';
import type { WireIncident } from '../../../../api/wire.ts';
import { fadeAfterMs, feedOrder } from './feed-order.ts';

describe('the feed', () => {
  const base = {
    condition: 'link-down',
    root: { kind: 'link', id: 'F1' },
    summary: { key: 'x' },
    remedy: { key: 'x' },
    affected: [],
    acknowledged: null,
  } as const;
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  const make = (
    id: string,
    status: WireIncident['status'],
    severity: WireIncident['severity'],
    raised: number,
    cleared?: number,
  ): WireIncident => ({
    ...base,
    id,
    status,
    severity,
    firstSeenAt: at(raised),
    raisedAt: at(raised),
    clearedAt: cleared === undefined ? null : at(cleared),
  });

  it('puts open before acknowledged before cleared, the worst and then the newest first', () => {
    const now = 1_000_000;
    const order = feedOrder(
      [
        make('a', 'cleared', 'critical', 10, 990),
        make('b', 'acknowledged', 'critical', 20),
        make('c', 'open', 'minor', 40),
        make('d', 'open', 'critical', 30),
        make('e', 'open', 'critical', 35),
      ],
      now,
    );
    expect(order.map(({ id }) => id)).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  it('lets a cleared incident go after a minute', () => {
    const cleared = make('a', 'cleared', 'major', 10, 100);
    expect(feedOrder([cleared], 100_000 + fadeAfterMs - 1)).toHaveLength(1);
    expect(feedOrder([cleared], 100_000 + fadeAfterMs)).toHaveLength(0);
  });
});
