/** How often real things are looked at; they have no clock of ours. */
const everyMs = 20;

/** Looks until there is something, and gives it. @throws when it does not come in time. */
export async function until<T>(
  what: string,
  withinMs: number,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const endAt = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endAt) throw new Error(`${what}: not within ${withinMs} ms`);
    await pause(everyMs);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
