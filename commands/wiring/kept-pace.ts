import type { PollingSettings } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';

const collection = 'pace';
const key = 'polling';

type Pace = Pick<PollingSettings, 'periodSeconds' | 'staleAfterPeriods'>;

/** Keeps how often devices are polled beside what that brought: how long a silence proves nothing depends on it. */
export function keepPace(store: Pick<Store, 'put'>, { periodSeconds, staleAfterPeriods }: Pace): void {
  store.put({ collection, key, body: { periodSeconds, staleAfterPeriods } });
}

/** The pace that the newest server of a data folder polled with; undefined where none has told. */
export async function keptPace(store: Pick<Store, 'documents'>): Promise<Pace | undefined> {
  const kept = (await store.documents(collection)).find((document) => document.key === key)?.body;
  if (typeof kept !== 'object' || kept === null) return undefined;
  const { periodSeconds, staleAfterPeriods } = kept as Partial<Record<keyof Pace, unknown>>;
  const sound = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0;
  return sound(periodSeconds) && sound(staleAfterPeriods) ? { periodSeconds, staleAfterPeriods } : undefined;
}
