import { Gauge, Registry } from 'prom-client';
import type { Clock } from '../../core/index.ts';
import type { Follower } from './follow.ts';
import type { Page } from './http.ts';
import { type FollowState, followConditions, lossBound } from './state.ts';

/** What a standby tells to those who watch it: that it lives, that it is not for users, and its figures. */
export function healthPages(follower: Pick<Follower, 'state'>, clock: Clock): Page {
  const registry = new Registry();
  const state = (): FollowState => follower.state();
  const gauge = (name: string, help: string, value: () => number | undefined): void => {
    const made: Gauge = new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        made.reset();
        const now = value();
        // What is not known has no figure: no zero that looks good.
        if (now !== undefined) made.set(now);
      },
    });
  };
  gauge(
    'fangzhou_standby_lag_changes',
    'Changes that the primary told of and that are not here',
    () => lossBound(state(), clock.now()).changes,
  );
  gauge(
    'fangzhou_standby_loss_bound_seconds',
    'Time since everything that the primary had was here',
    () => lossBound(state(), clock.now()).seconds,
  );
  gauge('fangzhou_standby_last_contact_seconds', 'Time since the primary answered', () => {
    const at = state().lastContactAt;
    return at === undefined ? undefined : Math.max(0, (clock.now() - at) / 1_000);
  });
  gauge('fangzhou_standby_sequence', 'Number of the last change set that is here', () => state().position?.sequence);
  gauge('fangzhou_standby_generation', 'Generation of the data that are here', () => state().generation?.number);
  gauge('fangzhou_standby_ledger_records', 'Records of the ledger that are here', () => state().records);
  gauge('fangzhou_standby_copies', 'Whole copies taken since the start', () => state().copies);
  gauge('fangzhou_standby_sets_applied', 'Change sets applied since the start', () => state().applied);
  gauge('fangzhou_standby_sets_repeated', 'Change sets that came again since the start', () => state().repeated);
  const condition = new Gauge({
    name: 'fangzhou_standby_condition',
    help: '1 for the condition that the standby is in, 0 for the others',
    labelNames: ['condition'],
    registers: [registry],
    collect() {
      for (const word of followConditions) condition.set({ condition: word }, state().condition === word ? 1 : 0);
    },
  });
  const json = (status: number, body: object) => ({ status, type: 'application/json', text: JSON.stringify(body) });
  return async (path) => {
    if (path === '/-/healthy') return json(200, { status: 'healthy', role: 'standby', condition: state().condition });
    // Balancers and browsers must not be led here: it decides nothing and shows no page.
    if (path === '/-/ready') return json(503, { status: 'standby', condition: state().condition });
    if (path === '/metrics') return { status: 200, type: registry.contentType, text: await registry.metrics() };
    return undefined;
  };
}
