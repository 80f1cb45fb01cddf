import type { TopologyReading } from '../../collector/index.ts';
import type { EpochMs } from '../../core/index.ts';
import { type Seen, type SeenPart, seenParts } from './model.ts';

/** The newest of each part: what this reading could not read stays as it was, with its own time. An older reading changes nothing. */
export function mergeReading(before: Seen | undefined, reading: TopologyReading): Seen {
  const { deviceId, finishedAt } = reading;
  const at: Partial<Record<SeenPart, EpochMs>> = { ...before?.at };
  const parts: { [part in SeenPart]?: Seen[part] } = {};
  for (const part of seenParts) {
    const known = before?.[part];
    const read = reading[part];
    const isNewer = read !== undefined && finishedAt >= (at[part] ?? Number.NEGATIVE_INFINITY);
    if (isNewer) at[part] = finishedAt;
    const value = isNewer ? read : known;
    if (value !== undefined) Object.assign(parts, { [part]: value });
  }
  return { deviceId, ...(parts as Omit<Seen, 'deviceId' | 'at'>), at };
}

/**
 * What is different between two sightings, in whatever order the device told its rows. `stations` alone come and go all day
 * and say nothing about who is who; anything else may change what other devices' readings mean.
 */
export function changeBetween(one: Seen | undefined, other: Seen): 'nothing' | 'stations' | 'identity' {
  if (one === undefined || contentOf(one) !== contentOf(other)) return 'identity';
  return textOf(one.stations) === textOf(other.stations) ? 'nothing' : 'stations';
}

function contentOf({ identity, ports, neighbours }: Seen): string {
  return `${JSON.stringify(identity)} ${textOf(ports)} ${textOf(neighbours)}`;
}

function textOf(rows: readonly unknown[] | undefined): string {
  return rows === undefined ? '' : JSON.stringify(rows.map((row) => JSON.stringify(row)).sort());
}
