import { FakeClock } from '../../core/clock.fake.ts';
import type { AgentTarget, City } from '../../inventory/index.ts';
import { type RunningCity, startCity } from '../city/running.ts';
import { referenceCity } from './reference.fake.ts';

/** Longer than any pair of the lab needs to take over. */
const takeoverMs = 5_000;

/** The reference city without agents, which is looked from and not at; time passes when it is told to. */
export interface LookedFrom {
  readonly city: City;
  readonly running: RunningCity;
  readonly vantage: AgentTarget;
  /** Does one command; throws when the lab refuses it. */
  apply(command: string): void;
  /** Lets hosts take over. */
  settle(): Promise<void>;
}

export async function startLookedFrom(): Promise<LookedFrom> {
  const city = await referenceCity();
  const clock = new FakeClock(Date.UTC(2026, 2, 4, 2, 0));
  const sites = { access: { user: 'probe', password: 'right' }, ports: new Map() };
  const running = await startCity({ city, credentials: new Map(), clock, seed: 3, utcOffsetMs: 28_800_000, sites });
  if (running.vantage === undefined) throw new Error('the lab has no vantage');
  return {
    city,
    running,
    vantage: running.vantage,
    apply(command) {
      const result = running.apply(command);
      if (!result.ok) throw new Error(`${command}: ${result.what.key}`);
    },
    settle: () => clock.advance(takeoverMs),
  };
}
