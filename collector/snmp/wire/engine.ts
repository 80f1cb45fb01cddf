import type { EngineKeys } from './engine-keys.ts';
import type { EngineTime } from './protection.ts';

/** RFC 3414 section 2.2.3: how far an answer's time may lie behind. */
const timeWindowSeconds = 150;
/** snmpEngineBoots at its end: nothing from such an engine is in time any more (RFC 3414 section 3.2 step 7b). */
const lastBoots = 0x7fff_ffff;

/** What a session knows of the agent's engine. */
export interface Engine {
  readonly id: Buffer;
  readonly keys: EngineKeys;
  readonly boots: number;
  /** The latest time that the engine told, and when it did, on our monotonic clock. */
  readonly timeSeconds: number;
  readonly toldAtMs: number;
  /** Told in a message that was authenticated. Discovery is not: its boots and time are only a first guess. */
  readonly proven: boolean;
}

/**
 * An engine id to keep: octets of their own. `Buffer.from` would cut them out of the pool's 64 KB slab and keep all of it
 * alive: at last one slab for each agent.
 */
export function keptOctets(octets: Uint8Array): Buffer {
  const kept = Buffer.allocUnsafeSlow(octets.length);
  kept.set(octets);
  return kept;
}

/** The engine's time now, as far as we know. */
export function engineTime({ boots, timeSeconds, toldAtMs }: Engine, nowMs: number): EngineTime {
  return { boots, timeSeconds: Math.min(lastBoots, timeSeconds + Math.floor((nowMs - toldAtMs) / 1000)) };
}

/**
 * Judges the time of an authenticated message (RFC 3414 section 3.2 step 7b): what is known afterwards, or undefined for a
 * message outside of the time window, which may be a replay.
 */
export function learnTime(engine: Engine, told: EngineTime, nowMs: number): Engine | undefined {
  if (told.boots === lastBoots) return undefined;
  const known = engineTime(engine, nowMs);
  const isNewer = told.boots > engine.boots || (told.boots === engine.boots && told.timeSeconds >= engine.timeSeconds);
  if (!engine.proven || isNewer) return { ...engine, ...told, toldAtMs: nowMs, proven: true };
  if (told.boots < engine.boots || told.timeSeconds < known.timeSeconds - timeWindowSeconds) return undefined;
  return engine;
}
