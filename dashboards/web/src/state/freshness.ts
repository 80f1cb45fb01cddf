import { type LiveState, quietAfterMs } from './model.ts';

/** How far the picture may be trusted, in one word. Only `live` is live. */
export interface Freshness {
  readonly word: 'live' | 'connecting' | 'syncing' | 'quiet' | 'lost';
  /** Since data was last heard; null before the first. */
  readonly ageMs: number | null;
}

/** `now` is the browser's time in milliseconds. */
export function freshness(state: LiveState, now: number): Freshness {
  const ageMs = state.heardAt === 0 ? null : Math.max(0, now - state.heardAt);
  return { word: word(state, ageMs), ageMs };
}

function word(state: LiveState, ageMs: number | null): Freshness['word'] {
  if (state.connection === 'lost') return 'lost';
  if (state.frame === null || state.connection === 'connecting') return 'connecting';
  if (state.sync !== 'current') return 'syncing';
  return ageMs === null || ageMs > quietAfterMs ? 'quiet' : 'live';
}
