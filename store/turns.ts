export { createTurns } from '../core/index.ts';

/** Lets everything else that waits (polls, requests) have its turn. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
