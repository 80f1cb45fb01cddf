import type { HostPair } from '../../inventory/index.ts';
import { between, chance } from '../city/traffic/random.ts';
import type { Faults } from '../faults/model.ts';
import type { PairVerb } from '../faults/pairs/catalogue.ts';
import type { World } from '../faults/world.ts';

/** One member's database as it stands at one moment. Positions are octets of WAL since 0/0. */
export interface DatabaseMoment {
  readonly runs: boolean;
  readonly inRecovery: boolean;
  readonly timeline: number;
  readonly systemIdentifier: string;
  readonly position: bigint;
  readonly received: bigint;
  readonly replayedAt: number;
  /** Of a primary: its standby, while that is connected. */
  readonly standby:
    | { readonly name: string; readonly address: string; readonly behind: number; readonly lagMs: number }
    | undefined;
  /** Of a primary: what its slot holds back. */
  readonly retained: number;
  /** Of a standby: the address of its primary, while it is connected. */
  readonly senderAddress: string | undefined;
  readonly slotName: string;
}

export interface DatabasePair {
  /** A new world is in force from this moment on. */
  apply(faults: Faults, world: World, now: number): void;
  /**
   * The two change their roles, on the next timeline: the device that is primary now. Undefined: nothing happens while the standby does
   * not run, or both are primaries.
   */
  switchOver(now: number): string | undefined;
  at(deviceId: string, now: number): DatabaseMoment;
}

/** When the databases of the city were founded; positions grow since then. */
const foundedAt = Date.UTC(2026, 0, 1);
const mebibyte = 1024 * 1024;
/** What a lagging standby is behind by at once, so that it is seen within one reading. */
const batchBytes = 64 * mebibyte;
/** Of what the primary writes, a lagging standby replays so much. */
const slowShare = 0.2;
/** A promoted standby that nobody knows of takes so much of the writes. */
const forkShare = 0.1;

type Word = 'a' | 'b';

/** What is the case since when; a link that breaks or a fork keeps the position of that moment. */
interface Since {
  readonly connected: boolean;
  readonly lags: boolean;
  readonly forked: boolean;
  readonly primary: Word;
  readonly at: number;
  readonly position: bigint;
  /** Where the standby stood then. */
  readonly standbyPosition: bigint;
}

/**
 * A pair of databases in streaming replication as a function of time and faults. It remembers no more than the position when its
 * world last changed; a restart of the lab begins with that anew.
 */
export function createDatabasePair(
  pair: HostPair,
  addressOf: (deviceId: string) => string,
  options: { readonly seed: number; readonly now: number },
): DatabasePair {
  const { seed } = options;
  const bytesPerMs = between(64, 256, seed, pair.id, 'wal') * 1.024;
  const usualLagMs = between(4, 40, seed, pair.id, 'lag');
  const systemIdentifier = (
    (1_767_225_600n << 32n) +
    BigInt(Math.floor(chance(seed, pair.id, 'system') * 0xffff_ffff))
  ).toString();
  const deviceOf = (word: Word) => (word === 'a' ? pair.memberA : pair.memberB);
  const wordOf = (deviceId: string): Word => (deviceId === pair.memberA ? 'a' : 'b');
  const other = (word: Word): Word => (word === 'a' ? 'b' : 'a');

  /** Octets beside those that time brings: batches that lags brought, less what a switch lost. */
  let more = 0n;
  let timeline = 1;
  let isRunning: Readonly<Record<Word, boolean>> = { a: true, b: true };

  const written = (now: number): bigint =>
    BigInt(Math.floor(Math.max(0, now - foundedAt) * bytesPerMs)) + more + 0x300_0000n;

  let since: Since = {
    connected: true,
    lags: false,
    forked: false,
    primary: 'a',
    at: options.now,
    position: written(options.now),
    standbyPosition: written(options.now),
  };

  /** How far the standby, or the promoted one, has come. */
  function standbyPosition(now: number): bigint {
    const grown = written(now) - since.position;
    if (since.forked) return since.standbyPosition + scaled(grown, forkShare);
    if (!since.connected) return since.standbyPosition;
    if (since.lags) return since.standbyPosition + scaled(grown, slowShare);
    return written(now - usualLagMs);
  }

  /** From now on this is so; what was written until now stays. */
  function turn(next: Omit<Since, 'at' | 'position' | 'standbyPosition'>, now: number): void {
    const kept = standbyPosition(now);
    if (next.lags && !since.lags) more += BigInt(batchBytes);
    since = { ...next, at: now, position: written(now), standbyPosition: kept };
  }

  return {
    apply(faults, world, now) {
      const has = (verb: PairVerb) => faults.pairs.some((each) => each.verb === verb && each.pairId === pair.id);
      const { primary } = since;
      const forked = has('pg-fork');
      const stopped = has('replica-stopped') && !forked;
      const runs = (word: Word) => world.hasPower(deviceOf(word)) && !(stopped && word !== primary);
      isRunning = { a: runs('a'), b: runs('b') };
      const reached = world.isReached(pair.memberA) && world.isReached(pair.memberB);
      const connected = !forked && isRunning.a && isRunning.b && reached;
      const lags = has('replica-lag') && connected;
      if (connected !== since.connected || lags !== since.lags || forked !== since.forked)
        turn({ connected, lags, forked, primary }, now);
    },
    switchOver(now) {
      const primary = other(since.primary);
      if (since.forked || !isRunning[primary]) return undefined;
      // What the standby had not got when its primary was lost is lost.
      if (!since.connected) more -= written(now) - standbyPosition(now);
      timeline += 1;
      turn({ ...since, lags: false, primary }, now);
      return deviceOf(primary);
    },
    at(deviceId, now) {
      const word = wordOf(deviceId);
      const isPrimary = word === since.primary;
      const mine = isPrimary ? written(now) : standbyPosition(now);
      const behind = Number(written(now) - standbyPosition(now));
      const standbyId = deviceOf(other(since.primary));
      const lagMs = since.lags ? Math.round((now - since.at) * (1 - slowShare)) : usualLagMs;
      return {
        runs: isRunning[word],
        inRecovery: !isPrimary && !since.forked,
        timeline: !isPrimary && since.forked ? timeline + 1 : timeline,
        systemIdentifier,
        position: mine,
        received: since.connected ? written(now - usualLagMs) : mine,
        replayedAt: since.connected ? now - lagMs : since.at,
        standby:
          isPrimary && since.connected ? { name: standbyId, address: addressOf(standbyId), behind, lagMs } : undefined,
        // After a fork the old primary keeps the slot for a standby that never comes.
        retained: since.forked ? Number(written(now) - since.position) : behind,
        senderAddress: !isPrimary && since.connected ? addressOf(deviceOf(since.primary)) : undefined,
        slotName: `standby_${other(since.primary)}`,
      };
    },
  };
}

function scaled(bytes: bigint, share: number): bigint {
  return BigInt(Math.floor(Number(bytes) * share));
}
