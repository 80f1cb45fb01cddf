/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** Deeper nesting is nothing that we record, and would end the stack. */
const deepest = 64;

/**
 * RFC 8785: the one canonical spelling of a JSON value. Members without a value are left out, as JSON does.
 * @throws TypeError for what has no canonical spelling: not a number, half a surrogate pair, cycles, values of other kinds.
 */
export function canonicalJson(value: unknown): string {
  return spell(value, 0);
}

function spell(value: unknown, depth: number): string {
  if (depth > deepest) throw new TypeError(`nested deeper than ${deepest}`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return spellText(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('a number that is not finite');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => spell(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`a value of kind ${typeof value}`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('an object that is not plain');
  let members = '';
  // Sorted by UTF-16 code units (RFC 8785, 3.2.3), which is how JavaScript compares.
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${spellText(name)}:${spell(member, depth + 1)}`;
  }
  return `{${members}}`;
}

function spellText(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('half a surrogate pair');
  return JSON.stringify(text);
}

/** Reads JSON only when it is spelled canonically: no second spelling, no repeated member. Undefined otherwise; never throws. */
export function parseCanonical(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    // JSON.stringify spells as RFC 8785 does, but for the order of members and for half pairs, which it escapes.
    if (JSON.stringify(value) === text && !text.includes('\\ud') && isOrdered(value, 0)) return value;
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether every object has its members in the canonical order. */
function isOrdered(value: Json, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= deepest) return false;
  if (Array.isArray(value)) return value.every((item: Json) => isOrdered(item, depth + 1));
  let before: string | undefined;
  for (const [name, member] of Object.entries(value)) {
    if (before !== undefined && name <= before) return false;
    if (member !== undefined && !isOrdered(member, depth + 1)) return false;
    before = name;
  }
  return true;
}
