import { parseArgs } from 'node:util';

export interface ProofFlags<Name extends string> {
  readonly wholes: Readonly<Record<Name, number>>;
  has(name: string): boolean;
  text(name: string): string | undefined;
}

/** Reads the flags of a proof: whole numbers, switches (`--verbose` always), texts. What it does not know ends it with the usage and code 2. */
export function proofFlags<Name extends string>(asked: {
  readonly usage: string;
  /** Without `least` any whole number will do. */
  readonly wholes: Readonly<Record<Name, { readonly default: number; readonly least?: number }>>;
  readonly switches?: readonly string[];
  readonly texts?: readonly string[];
}): ProofFlags<Name> {
  const names = Object.keys(asked.wholes) as Name[];
  const strings = [...names, ...(asked.texts ?? [])].map((name) => [name, { type: 'string' }] as const);
  const booleans = ['verbose', ...(asked.switches ?? [])].map((name) => [name, { type: 'boolean' }] as const);
  const wrong = (): never => {
    console.error(asked.usage);
    process.exit(2);
  };
  const values = valuesOf(Object.fromEntries([...strings, ...booleans])) ?? wrong();
  const wholes = Object.fromEntries(
    names.map((name) => {
      const { default: usual, least = Number.MIN_SAFE_INTEGER } = asked.wholes[name];
      const value = Number(values[name] ?? usual);
      return [name, Number.isSafeInteger(value) && value >= least ? value : wrong()];
    }),
  ) as Record<Name, number>;
  return {
    wholes,
    has: (name) => values[name] === true,
    text(name) {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
  };
}

function valuesOf(
  options: Record<string, { readonly type: 'string' | 'boolean' }>,
): Readonly<Record<string, string | boolean | undefined>> | undefined {
  try {
    return parseArgs({ options }).values as Record<string, string | boolean | undefined>;
  } catch {
    return undefined;
  }
}
