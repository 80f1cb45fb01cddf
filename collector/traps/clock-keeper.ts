import type { Cancel, Clock } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';
import { createRemoteEngines, type RememberedClock, type RemoteEngines } from './remote-engines.ts';

const collection = 'trap-engine';
const key = 'remote';
/** How often clocks are written, if any has moved. */
const writeMs = 60_000;

/** The senders' engines with their clocks of the last run; `close` writes them. */
export interface KeptEngines {
  readonly remotes: RemoteEngines;
  close(): void;
}

/** Opens what is known of engines that send traps. One document of at most 4,096 clocks. */
export async function openRemoteEngines({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'documents' | 'put'>;
  readonly clock: Clock;
}): Promise<KeptEngines> {
  const kept = (await store.documents(collection)).find((document) => document.key === key);
  const remotes = createRemoteEngines(clock, clocksOf(kept?.body));
  const write = (): void => {
    const { moved, clocks } = remotes.clocks();
    if (moved) store.put({ collection, key, body: clocks });
  };
  let cancel: Cancel;
  const again = (): void => {
    write();
    cancel = clock.after(writeMs, again);
  };
  cancel = clock.after(writeMs, again);
  return {
    remotes,
    close() {
      cancel();
      write();
    },
  };
}

function clocksOf(body: unknown): readonly RememberedClock[] {
  if (!Array.isArray(body)) return [];
  return body.filter((entry: unknown): entry is RememberedClock => {
    if (typeof entry !== 'object' || entry === null) return false;
    const { engineId, user, boots, timeSeconds, at } = entry as Partial<Record<keyof RememberedClock, unknown>>;
    const isId = typeof engineId === 'string' && /^(?:[0-9a-f]{2}){0,32}$/.test(engineId);
    return isId && typeof user === 'string' && [boots, timeSeconds, at].every(Number.isSafeInteger);
  });
}
