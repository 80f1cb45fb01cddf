import { must, Unlikely } from './told.ts';

/** An object of JSON, or any value below one. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws Unlikely when it is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unlikely(`no JSON: ${text.slice(0, 60)}`);
  }
}

/** @throws Unlikely */
export function objectOf(value: unknown, name: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unlikely(`${name} is no object`);
  return value as JsonObject;
}

/** A list; a missing one is empty where that is told. @throws Unlikely */
export function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Unlikely(`${name} is no list`);
  return value;
}

/** @throws Unlikely when it is there and no text */
export function textAt(from: JsonObject, name: string): string | undefined {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new Unlikely(`${name} is no text`);
  return value;
}

/** @throws Unlikely when it is missing */
export function mustText(from: JsonObject, name: string): string {
  return must(textAt(from, name), name);
}

/** A finite number; undefined where there is none, or a word instead of one. */
export function numberAt(from: JsonObject, name: string): number | undefined {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** @throws Unlikely when it is missing or no flag */
export function mustFlag(from: JsonObject, name: string): boolean {
  const value = from[name];
  if (typeof value !== 'boolean') throw new Unlikely(`${name} is no flag`);
  return value;
}
