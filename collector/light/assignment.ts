/** What a collector is to do, as it crosses the wire and lies on its disk: probes and figures, secrets and all. */
import { createHash } from 'node:crypto';
import type { BusinessFigureSettings, ProbeSettings } from '../../inventory/index.ts';
import { lightBounds } from './limits.ts';

export interface Assignment {
  readonly probes: readonly ProbeSettings[];
  readonly figures: readonly BusinessFigureSettings[];
  readonly concurrency: number;
  /** The city's: times without a zone are of its clocks. */
  readonly timeZone: string;
}

/** As text, with its digest. JSON has no patterns: each is told by its source. */
export interface PackedAssignment {
  readonly digest: string;
  readonly text: string;
}

const patternKey = '$pattern';

export function packAssignment({ probes, figures, concurrency, timeZone }: Assignment): PackedAssignment {
  const text = JSON.stringify(
    {
      probes: probes.slice(0, lightBounds.probes),
      figures: figures.slice(0, lightBounds.figures),
      concurrency: Math.min(concurrency, lightBounds.concurrency),
      timeZone,
    },
    (_, value: unknown) => (value instanceof RegExp ? { [patternKey]: [value.source, value.flags] } : value),
  );
  return { digest: digestOfAssignment(text), text };
}

export function digestOfAssignment(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Undefined for what is no assignment. What a newer hub adds is kept as it is: whoever runs it says that he cannot. */
export function unpackAssignment(text: string): Assignment | undefined {
  try {
    const value = JSON.parse(text, revived) as Partial<Assignment> | null;
    const { probes, figures, concurrency, timeZone } = value ?? {};
    if (typeof timeZone !== 'string') return undefined;
    // Throws where this machine knows no such zone.
    new Intl.DateTimeFormat('en', { timeZone });
    const isFine =
      isListOf(probes, lightBounds.probes, (one) => isTimed(one, 'timeoutMs')) &&
      isListOf(figures, lightBounds.figures, (one) => isTimed(one, 'timeoutMs')) &&
      Number.isSafeInteger(concurrency) &&
      Number(concurrency) > 0;
    return isFine ? (value as Assignment) : undefined;
  } catch {
    return undefined;
  }
}

function revived(_: string, value: unknown): unknown {
  const pattern = isRecord(value) ? value[patternKey] : undefined;
  if (!Array.isArray(pattern)) return value;
  const [source, flags] = pattern as readonly unknown[];
  return new RegExp(String(source), String(flags));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function isListOf(value: unknown, most: number, is: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length <= most && value.every(is);
}

function isTimed(value: unknown, timeout: string): boolean {
  if (!isRecord(value) || typeof value.id !== 'string') return false;
  const isPositive = (amount: unknown): boolean => Number.isFinite(amount) && Number(amount) > 0;
  return isPositive(value.periodSeconds) && isPositive(value[timeout]);
}
