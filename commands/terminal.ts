import { type Dictionary, type Language, type Message, render } from '../core/index.ts';
import { tableText } from './table.ts';

/** Where a command is run: the streams, the environment, the language, and when it is told to end. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  err(text: string): void;
  /** Whether a person watches stderr. */
  readonly interactive: boolean;
  /** Whether a person watches stdout: what goes to a file or a program is never cut. */
  readonly isOutWatched?: boolean;
  /** Asks a person a question; true for yes. Undefined where nobody can answer. */
  readonly ask?: ((question: string) => Promise<boolean>) | undefined;
  /** Settles when the command shall end (Ctrl-C, SIGTERM). */
  readonly stop: AbortSignal;
  /** Calls back when the inventory shall be read again (SIGHUP). */
  onReload(listener: () => void): void;
}

/** The surroundings with words: everything for people goes through `say` and `complain`. */
export interface Terminal extends Surroundings {
  readonly language: Language;
  readonly texts: Dictionary;
  text(message: Message): string;
  /** A line of the answer, on stdout. */
  say(message: Message): void;
  /** Rows of the answer in columns, on stdout. */
  table(rows: readonly (readonly string[])[]): void;
  /** A line beside the answer, on stderr. */
  complain(message: Message): void;
  /** The answer as one JSON document, on stdout. */
  json(document: unknown): void;
}

/** `texts`: what this command may say, in the language of the terminal. */
export function terminalIn(surroundings: Surroundings, language: Language, texts: Dictionary): Terminal {
  const text = (message: Message) => render(texts, message);
  return {
    ...surroundings,
    stop: surroundings.stop,
    language,
    texts,
    text,
    say: (message) => surroundings.out(`${text(message)}\n`),
    table: (rows) => surroundings.out(tableText(rows, { cut: surroundings.isOutWatched === true })),
    complain: (message) => surroundings.err(`${text(message)}\n`),
    json: (document) => surroundings.out(`${JSON.stringify(document)}\n`),
  };
}
