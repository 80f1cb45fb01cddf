/** Requests of collectors, held to their shapes before anything is done with them. */

import { lightBounds } from '../limits.ts';
import { gapReasons, type SpoolGap } from '../record.ts';
import { type EnrolRequest, lightProtocol, type SyncRequest } from '../wire.ts';

type Unknown = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Unknown => typeof value === 'object' && value !== null;
const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** Undefined for what is none, or of another protocol. */
export function checkEnrol(value: unknown): EnrolRequest | undefined {
  if (!isRecord(value) || value.protocol !== lightProtocol) return undefined;
  const { token, request, version } = value;
  const isFine = isText(token, 200) && isText(request, 8_192) && isText(version, 64);
  return isFine ? { protocol: lightProtocol, token, request, version } : undefined;
}

/** Undefined for what is none, or of another protocol. Records are looked at later. */
export function checkSync(value: unknown): SyncRequest | undefined {
  if (!isRecord(value) || value.protocol !== lightProtocol) return undefined;
  const { spool, now, steady, assignment, delivered, state, before, records, gaps } = value;
  const isFine =
    isText(spool, 64) &&
    isCount(now) &&
    isRecord(steady) &&
    isText(steady.boot, 64) &&
    Number.isFinite(steady.ms) &&
    isText(assignment, 64) &&
    isCount(delivered) &&
    isState(state) &&
    isText(before, 32) &&
    isListOf(records, lightBounds.batchRecords, (one) => isText(one, lightBounds.recordBytes)) &&
    isListOf(gaps, 2 * lightBounds.gapsTold + 1, isGap);
  return isFine ? (value as unknown as SyncRequest) : undefined;
}

function isListOf(value: unknown, most: number, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= most && value.every(is);
}

function isGap(value: unknown): value is SpoolGap {
  if (!isRecord(value)) return false;
  const { from, to, reason, since, until } = value;
  const isTime = (at: unknown) => at === undefined || isCount(at);
  const isRange = isCount(from) && isCount(to) && from > 0 && from <= to;
  return isRange && gapReasons.some((known) => known === reason) && isTime(since) && isTime(until);
}

function isState(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const counts = ['first', 'last', 'bytes', 'keptBytes', 'probes', 'figures', 'overruns', 'refused'];
  const { version, waitingSince, isWritable } = value;
  const hasCounts = counts.every((name) => isCount(value[name]));
  const hasTime = waitingSince === undefined || isCount(waitingSince);
  return hasCounts && hasTime && isText(version, 64) && typeof isWritable === 'boolean';
}
