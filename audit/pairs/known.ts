/** What is known of a member right now: answered, certainly not there, or nothing. Old answers are nothing. */
import type { Asked, MemberReading, PairReading } from '../../collector/index.ts';
import { type EpochMs, type Message, message } from '../../core/index.ts';
import type { PairsSettings } from '../../inventory/index.ts';
import { type PairEvidence, type PairScene, pairLimits } from './model.ts';

export type Engine = Exclude<keyof MemberReading, 'deviceId'>;
export type FactsOf<E extends Engine> = NonNullable<MemberReading[E]> extends Asked<infer Facts> ? Facts : never;

export type Known<Facts> =
  | { readonly kind: 'answered'; readonly deviceId: string; readonly at: EpochMs; readonly facts: Facts }
  /** The host answers, and what was asked for is not there. */
  | { readonly kind: 'absent'; readonly deviceId: string; readonly at: EpochMs; readonly reason: Message }
  | { readonly kind: 'unknown'; readonly deviceId: string; readonly reason: Message }
  /** Nobody asked, for it is not declared. */
  | { readonly kind: 'unasked'; readonly deviceId: string };

/** An observation older than this proves nothing any more, milliseconds. */
export function staleMs({ periodSeconds }: Pick<PairsSettings, 'periodSeconds'>): number {
  return periodSeconds * 1000 * pairLimits.staleAfterPeriods;
}

/** What one member told through one engine, in the newest reading or the given one. */
export function knownOf<E extends Engine>(
  scene: Pick<PairScene, 'now' | 'all'>,
  member: MemberReading,
  engine: E,
): Known<FactsOf<E>> {
  const { deviceId } = member;
  const asked = member[engine] as Asked<FactsOf<E>> | undefined;
  if (asked === undefined) return { kind: 'unasked', deviceId };
  const { at } = asked;
  if (scene.now - at > staleMs(scene.all)) {
    return { kind: 'unknown', deviceId, reason: message('pairs.stale', { device: deviceId }) };
  }
  if (asked.outcome === 'answered') return { kind: 'answered', deviceId, at, facts: asked.facts };
  if (asked.outcome === 'absent') return { kind: 'absent', deviceId, at, reason: asked.reason };
  return { kind: 'unknown', deviceId, reason: message(`pairs.${asked.outcome}`, { device: deviceId }) };
}

/** Both members through one engine; undefined while there is no reading at all. */
export function bothOf<E extends Engine>(
  scene: PairScene,
  engine: E,
  reading: PairReading | undefined = scene.readings[0],
): readonly [Known<FactsOf<E>>, Known<FactsOf<E>>] | undefined {
  if (reading === undefined) return undefined;
  const [a, b] = reading.members;
  return [knownOf(scene, a, engine), knownOf(scene, b, engine)];
}

/** Those that answered. */
export function answered<Facts>(some: readonly Known<Facts>[]): readonly Extract<Known<Facts>, { kind: 'answered' }>[] {
  return some.filter((one) => one.kind === 'answered');
}

/** Why the first of those that tell nothing does not. */
export function whyUnknown(some: readonly Known<unknown>[]): Message | undefined {
  return some.find((one) => one.kind === 'unknown')?.reason;
}

/** A piece of evidence, its value cut to a bound. */
export function seen(
  { deviceId, at }: { readonly deviceId: string; readonly at: EpochMs },
  source: string,
  value: string | number | boolean,
): PairEvidence {
  return { deviceId, source, value: String(value).slice(0, pairLimits.valueCharacters), at };
}
