import type { WireMe } from '../../../../api/wire.ts';
import { createStore } from '../state/store.ts';
import { startLive, stopLive } from './live.ts';
import { RequestFailed, rest, whenLoggedOut } from './rest.ts';

/** Who is in front of the screen. `unreachable`: the server has not answered yet. */
export type Entry =
  | { readonly word: 'asking' | 'out' | 'unreachable' }
  | { readonly word: 'in'; readonly me: WireMe }
  | { readonly word: 'new-password'; readonly me: WireMe; readonly oneTimePassword: string };

export const entry = createStore<Entry>({ word: 'asking' });
const retryMs = 2_000;

/** Takes what the server says about the session and opens or closes the live connection with it. */
export function enter(me: WireMe, password = ''): void {
  // In the lab the one-time password may stay: a newcomer comes to see, not to administrate.
  if (me.mustChangePassword) {
    entry.set({ word: 'new-password', me, oneTimePassword: password });
    return;
  }
  entry.set({ word: 'in', me });
  startLive(() => void askWhoIAm());
}

/** Asks the server for the session; keeps asking while it cannot be reached and nothing is shown yet. */
export async function askWhoIAm(): Promise<void> {
  try {
    enter(await rest.me());
  } catch (thrown) {
    const status = thrown instanceof RequestFailed ? thrown.status : 0;
    // A missing session (401) has been dealt with where every answer comes in.
    if (status === 401) return;
    if (status === 403) leave();
    else if (entry.get().word !== 'in') {
      entry.set({ word: 'unreachable' });
      window.setTimeout(() => void askWhoIAm(), retryMs);
    }
  }
}

/** The session is over: nothing of the city stays in memory. */
export function leave(): void {
  stopLive();
  entry.set({ word: 'out' });
}

whenLoggedOut(leave);
