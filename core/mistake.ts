import type { Message } from './message.ts';

/** One mistake in a configuration or inventory file, precise enough to go and mend it. */
export interface Mistake {
  /** Path as the user gave it, or relative to the folder that was read. */
  readonly file: string;
  /** From 1; 0 when the mistake is the whole file's. */
  readonly line: number;
  /** Character column from 1; 0 when the mistake is the whole line's. */
  readonly column: number;
  readonly what: Message;
  readonly why: Message;
  readonly remedy: Message;
}

/** Either a value or every mistake that prevents it, never both. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };
