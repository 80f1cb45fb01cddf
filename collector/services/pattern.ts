import { type Context, createContext, Script } from 'node:vm';
import { serviceBounds } from '../../inventory/services/index.ts';
import { notTried, type ProbeFault } from './attempt.ts';
import { codeOf } from './fault.ts';

/** How often each pattern took too long. */
const slow = new WeakMap<RegExp, number>();
let engine: { readonly context: Context; readonly script: Script } | undefined;

/**
 * Whether a text holds a pattern, found out within `patternMs`: a pattern that backtracks without end (`(a+)+$`) would hold the
 * process for years. Throws a `ProbeFault` (`unknown`) when it takes longer, and without trying when it did so before.
 */
export function holds(text: string, pattern: RegExp): boolean {
  const literal = literalOf(pattern);
  if (literal !== undefined) return text.includes(literal);
  const times = slow.get(pattern) ?? 0;
  if (times >= serviceBounds.patternTries) throw tooSlow(pattern);
  engine ??= {
    context: createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } }),
    script: new Script('pattern.test(text)'),
  };
  const { context, script } = engine;
  Object.assign(context, { pattern: new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')), text });
  try {
    return script.runInContext(context, { timeout: serviceBounds.patternMs }) === true;
  } catch (thrown) {
    if (codeOf(thrown) !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw thrown;
    slow.set(pattern, times + 1);
    throw tooSlow(pattern);
  } finally {
    Object.assign(context, { pattern: undefined, text: undefined });
  }
}

function tooSlow(pattern: RegExp): ProbeFault {
  return notTried('pattern-slow', { pattern: wordsOf(pattern), ms: serviceBounds.patternMs });
}

/** A pattern as its owner wrote it: a text, or an expression between slashes. */
export function wordsOf(pattern: RegExp): string {
  return (literalOf(pattern) ?? String(pattern)).slice(0, 100);
}

/** The text that a pattern stands for when it has no meaning beyond it; undefined: it has. */
function literalOf({ source, flags }: RegExp): string | undefined {
  if (flags !== '') return undefined;
  const literal = source.replace(/\\([\\^$.*+?()[\]{}|/])/g, '\0$1');
  if (/(?<!\0)[\\^$.*+?()[\]{}|]/.test(literal)) return undefined;
  return literal.replaceAll('\0', '');
}
