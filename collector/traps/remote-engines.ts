import type { Clock, EpochMs } from '../../core/index.ts';
import { type Engine, keptOctets, learnTime } from '../snmp/wire/engine.ts';
import { type EngineKeys, engineKeys } from '../snmp/wire/engine-keys.ts';
import type { EngineTime } from '../snmp/wire/protection.ts';
import type { V3Credential } from './v3-credential.ts';

/** Engines whose clock and keys are remembered; the one that was silent longest is forgotten first. */
const maxEngines = 4_096;
/** Digests that are remembered for as long as the time window would let a copy pass (RFC 3414 section 2.2.3), twice. */
const timeWindowMs = 150_000;
const generationMs = 160_000;
const maxDigests = 32_768;

/** An engine's clock as it was last told, to be kept over a restart: a copy of an old message must not be news after it. */
export interface RememberedClock {
  /** Hexadecimal. */
  readonly engineId: string;
  readonly user: string;
  readonly boots: number;
  readonly timeSeconds: number;
  /** When it was told. */
  readonly at: EpochMs;
}

/** The engines that send us traps: each is the authority for its own time, and its messages come once. */
export interface RemoteEngines {
  /** The keys of a user at an engine. Not kept until `remember`: a stranger may name any engine. */
  keysOf(credential: V3Credential, engineId: Buffer): EngineKeys;
  /** Takes the time of an authenticated message; false when it is outside of the time window. */
  learn(credential: V3Credential, engineId: Buffer, keys: EngineKeys, told: EngineTime): boolean;
  /** Whether a message with this digest came already; from now on it did. */
  isRepeated(digest: Buffer): boolean;
  readonly size: number;
  /** The clocks of all engines, and whether any has moved since the last time. */
  clocks(): { readonly moved: boolean; readonly clocks: readonly RememberedClock[] };
}

export function createRemoteEngines(clock: Clock, remembered: readonly RememberedClock[] = []): RemoteEngines {
  const engines = new Map<string, Engine & { readonly user: string }>();
  let moved = false;
  let digests = new Set<string>();
  let olderDigests = new Set<string>();
  let generationEndsMs = clock.monotonicMs() + generationMs;
  const nameOf = ({ user }: Pick<V3Credential, 'user'>, engineId: Buffer) => `${engineId.toString('latin1')} ${user}`;

  for (const { engineId, user, boots, timeSeconds, at } of remembered.slice(-maxEngines)) {
    const id = keptOctets(Buffer.from(engineId, 'hex'));
    const toldAtMs = clock.monotonicMs() - Math.max(0, clock.now() - at);
    const known = { id, user, keys: noKeys, boots, timeSeconds, toldAtMs, proven: true };
    engines.set(nameOf({ user }, id), known);
  }

  const rotate = (): void => {
    const now = clock.monotonicMs();
    if (now >= generationEndsMs + generationMs) digests = new Set();
    if (now < generationEndsMs && digests.size < maxDigests) return;
    olderDigests = digests;
    digests = new Set();
    generationEndsMs = now + generationMs;
  };

  return {
    keysOf(credential, engineId) {
      const known = engines.get(nameOf(credential, engineId));
      return known !== undefined && sameKeys.get(known.keys) === credential
        ? known.keys
        : ownedBy(engineKeys(credential, engineId), credential);
    },
    learn(credential, engineId, keys, told) {
      const name = nameOf(credential, engineId);
      const now = clock.monotonicMs();
      const known = engines.get(name);
      const first: Engine = { id: keptOctets(engineId), keys, ...told, toldAtMs: now, proven: false };
      // Only what is later moves a sender's clock: a copy of its latest message must not hold it back, or it would stay in time.
      const isCopyOfLatest = known?.boots === told.boots && known.timeSeconds === told.timeSeconds;
      if (known !== undefined && isCopyOfLatest) return now - known.toldAtMs <= timeWindowMs;
      const learned = learnTime(known ?? first, told, now);
      if (learned === undefined) return false;
      engines.delete(name);
      engines.set(name, { ...learned, keys, user: credential.user });
      moved ||= learned !== known;
      if (engines.size > maxEngines) engines.delete(engines.keys().next().value ?? '');
      return true;
    },
    isRepeated(digest) {
      rotate();
      const text = digest.toString('latin1');
      if (digests.has(text) || olderDigests.has(text)) return true;
      digests.add(text);
      return false;
    },
    get size() {
      return engines.size;
    },
    clocks() {
      const hasMoved = moved;
      moved = false;
      const [wall, monotonic] = [clock.now(), clock.monotonicMs()];
      const clocks = Array.from(engines.values(), ({ id, user, boots, timeSeconds, toldAtMs }) => {
        return {
          engineId: id.toString('hex'),
          user,
          boots,
          timeSeconds,
          at: Math.round(wall - (monotonic - toldAtMs)),
        };
      });
      return { moved: hasMoved, clocks };
    },
  };
}

const noKeys: EngineKeys = { auth: undefined, priv: undefined };

/** Which credential keys were derived from: after a reload another may have the same user. */
const sameKeys = new WeakMap<EngineKeys, V3Credential>();

function ownedBy(keys: EngineKeys, credential: V3Credential): EngineKeys {
  sameKeys.set(keys, credential);
  return keys;
}
