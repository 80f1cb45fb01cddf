import { apiTexts } from '../api/index.ts';
import { isolationTexts } from '../audit/index.ts';
import { collectorTexts } from '../collector/index.ts';
import { type Dictionary, dictionary, type Language, type Message, type RoomTexts, render } from '../core/index.ts';
import labEn from '../lab/i18n/en.json' with { type: 'json' };
import labZh from '../lab/i18n/zh-CN.json' with { type: 'json' };
import { storeTexts } from '../store/index.ts';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };
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

const cliTexts: RoomTexts = { 'zh-CN': zh, en };
/** Past the lab's door, for who watches a city must not load a simulated one. */
const labTexts: RoomTexts = { 'zh-CN': labZh, en: labEn };

/** What the api does not know by itself, for reasons of the rooms below that reach a page. */
export const textsBesideApi: RoomTexts = {
  'zh-CN': dictionary('zh-CN', collectorTexts, storeTexts, labTexts),
  en: dictionary('en', collectorTexts, storeTexts, labTexts),
};

export function terminalIn(surroundings: Surroundings, language: Language): Terminal {
  const texts = dictionary(language, cliTexts, apiTexts(), textsBesideApi, isolationTexts);
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
