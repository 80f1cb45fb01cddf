import type { WirePair, WirePairMember, WirePairProbe } from '../../../../api/wire-pairs.ts';

/** What one vantage point says of one member: it serves, it does not, or nobody can tell. */
export type Says = 'yes' | 'no' | 'unknown';
export type Vantage = 'role' | 'address' | 'answer';

export interface Sighting {
  readonly vantage: Vantage;
  /** In the order of the members. */
  readonly says: readonly Says[];
}

/** `one`: all that can tell name one and the same member. */
export type Agreement = 'one' | 'several' | 'nobody' | 'unknown';

/** A probe whose newest answer is older tells nothing of now. */
const probeFreshMs = 30_000;

/** Who serves, seen from three sides: what the members say, who has the address, who answers a client. No probe, no third side. */
export function sightingsOf(
  { members, probes }: Pick<WirePair, 'members' | 'probes'>,
  now: number,
): readonly Sighting[] {
  const role = members.map(
    ({ role: word }): Says => (word === 'unknown' ? 'unknown' : word === 'active' ? 'yes' : 'no'),
  );
  const address = members.map(
    ({ holdsAddress }): Says => (holdsAddress === null ? 'unknown' : holdsAddress ? 'yes' : 'no'),
  );
  const sides: Sighting[] = [
    { vantage: 'role', says: role },
    { vantage: 'address', says: address },
  ];
  return probes.length === 0 ? sides : [...sides, { vantage: 'answer', says: answersOf(members, probes, now) }];
}

function answersOf(members: readonly WirePairMember[], probes: readonly WirePairProbe[], now: number): readonly Says[] {
  const fresh = probes.filter(({ at }) => at !== null && now - Date.parse(at) <= probeFreshMs);
  const good = fresh.filter(({ ok }) => ok === true);
  const named = good.flatMap(({ answeredBy }) => answeredBy ?? []).map((name) => memberCalled(name, members));
  const whole = fresh.length === probes.length && !named.includes(undefined) && named.length === good.length;
  return members.map(({ deviceId }) => (named.includes(deviceId) ? 'yes' : whole ? 'no' : 'unknown'));
}

/** A service may call itself by its host's whole name or by the end of it. */
function memberCalled(name: string, members: readonly WirePairMember[]): string | undefined {
  const fits = members.filter(({ deviceId }) => deviceId === name || deviceId.endsWith(`-${name}`));
  return fits.length === 1 ? fits[0]?.deviceId : undefined;
}

/** Whether all sides name one member. What one side cannot tell leaves the others their word, but alone proves nothing. */
export function agreementOf(sightings: readonly Sighting[]): Agreement {
  const serving = new Set(
    sightings.flatMap(({ says }) => says.flatMap((word, index) => (word === 'yes' ? [index] : []))),
  );
  if (serving.size > 1) return 'several';
  if (sightings.some(({ says }) => says.length > 0 && says.every((word) => word === 'no'))) return 'nobody';
  const isTold = sightings.every(({ says }) => says.every((word) => word !== 'unknown'));
  return serving.size === 1 && isTold ? 'one' : 'unknown';
}
