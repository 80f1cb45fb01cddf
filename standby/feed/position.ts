import { randomBytes } from 'node:crypto';
import type { EpochMs } from '../../core/index.ts';
import { feedKey, type Statements } from '../../store/index.ts';
import type { Checksum } from './change-set.ts';

/**
 * Which life of the data this is: a new one begins at each promotion. Of two the one with the higher number is the newer; the
 * same number with two ids is a split.
 */
export interface Generation {
  readonly number: number;
  readonly id: string;
  readonly since: EpochMs;
}

/** How far a feed, or who follows it, has come. */
export interface Position {
  readonly sequence: number;
  readonly checksum: Checksum;
  /** When the set of that number was committed. */
  readonly at: EpochMs;
}

const generationKey = 'generation';

export type Order = 'same' | 'older' | 'newer' | 'split';

/** How `own` stands to `other`. */
export function compareGenerations(own: Generation, other: Generation): Order {
  if (own.number !== other.number) return own.number < other.number ? 'older' : 'newer';
  return own.id === other.id ? 'same' : 'split';
}

export function newGeneration(before: Generation | undefined, now: EpochMs): Generation {
  return { number: (before?.number ?? 0) + 1, id: randomBytes(8).toString('hex'), since: now };
}

/** The place from which a feed begins when what was before is not known: nobody can go on from it but by a copy. */
export function freshPosition(before: Pick<Position, 'sequence'> | undefined, now: EpochMs): Position {
  return { sequence: (before?.sequence ?? 0) + 1, checksum: randomBytes(32).toString('hex'), at: now };
}

/** The generation that a database was written in; undefined when it never was part of a pair. */
export async function readGeneration(statements: Statements): Promise<Generation | undefined> {
  const value = await readKey(statements, generationKey);
  return isGeneration(value) ? value : undefined;
}

export async function writeGeneration(statements: Statements, generation: Generation): Promise<void> {
  await writeKey(statements, generationKey, generation);
}

/** The position that stands in a database, written in the same transaction as the set of that number. */
export async function readPosition(
  statements: Statements,
): Promise<(Position & { readonly schemaVersion: number }) | undefined> {
  const value = await readKey(statements, feedKey);
  if (typeof value !== 'object' || value === null) return undefined;
  const { sequence, checksum, at, schemaVersion } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(sequence) || typeof checksum !== 'string' || !/^[0-9a-f]{64}$/.test(checksum))
    return undefined;
  return { sequence: Number(sequence), checksum, at: Number(at), schemaVersion: Number(schemaVersion) };
}

export async function writePosition(
  statements: Statements,
  { sequence, checksum, at }: Position,
  schemaVersion: number,
): Promise<void> {
  await writeKey(statements, feedKey, { sequence, checksum, at, schemaVersion });
}

export async function forgetPosition(statements: Statements): Promise<void> {
  await statements.run('DELETE FROM run WHERE key = ?', [feedKey]);
}

export function isGeneration(value: unknown): value is Generation {
  if (typeof value !== 'object' || value === null) return false;
  const { number, id, since } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(number) &&
    Number(number) > 0 &&
    typeof id === 'string' &&
    /^[0-9a-f]{16}$/.test(id) &&
    Number.isSafeInteger(since)
  );
}

async function readKey(statements: Statements, key: string): Promise<unknown> {
  const [row] = await statements.all('SELECT value FROM run WHERE key = ?', [key]);
  if (typeof row?.value !== 'string') return undefined;
  try {
    return JSON.parse(row.value) as unknown;
  } catch {
    return undefined;
  }
}

async function writeKey(statements: Statements, key: string, value: object): Promise<void> {
  await statements.run(
    'INSERT INTO run (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    [key, JSON.stringify(value)],
  );
}
