import type { Place } from '../../inventory/index.ts';

/** What a value of an object is made of. */
export interface Syntax {
  /** `INTEGER`, `OCTET STRING`, `BITS`, `DisplayString`, ... */
  readonly type: string;
  /** INTEGER's words, or the names of BITS from bit 0. */
  readonly words: ReadonlyMap<number, string>;
  /** DISPLAY-HINT of a textual convention. */
  readonly hint?: string;
}

/** A name in a module with its place in the tree, before all modules are known. */
export interface RawNode {
  readonly name: string;
  readonly place: Place;
  /** The name that it hangs below, and the numbers from there; '' for a full OID of numbers. */
  readonly parent: string;
  readonly numbers: readonly number[];
  /** Of an OBJECT-TYPE only. */
  readonly object?: {
    readonly syntax: Syntax;
    readonly readable: boolean;
    readonly units: string;
    /** `SEQUENCE OF`: a table. */
    readonly isTable: boolean;
  };
}

export interface RawModule {
  readonly name: string;
  readonly file: string;
  readonly nodes: readonly RawNode[];
  /** Type assignments and textual conventions. */
  readonly types: ReadonlyMap<string, Syntax>;
}

/** An object that a device can be asked for. */
export interface MibObject {
  readonly name: string;
  readonly module: string;
  /** Without an index; a scalar's instance is `oid.0`. */
  readonly oid: string;
  readonly kind: 'scalar' | 'column';
  readonly syntax: Syntax;
  readonly units: string;
}

/** Every size that MIB files hold to, in one place. */
export const mibBounds = {
  files: 1_000,
  fileBytes: 4 * 1024 * 1024,
  allBytes: 64 * 1024 * 1024,
  nodes: 300_000,
  /** Of a reading by names. */
  tables: 400,
  values: 50_000,
  durationMs: 120_000,
  rows: 10_000,
} as const;
