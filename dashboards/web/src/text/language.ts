import { type Dictionary, type Language, type Message, render } from '../../../../core/message.ts';
import type zh from '../../../i18n/zh-CN.json';
import { createStore, useStore } from '../state/store.ts';
import { dateTime } from './format.ts';
import { recall, remember } from './remember.ts';

/** Every text of these pages; a key that does not exist does not compile. */
export type TextKey = keyof typeof zh;

export interface Speech {
  readonly language: Language;
  readonly dictionary: Dictionary;
}

/** The language in use; its dictionary holds the texts of every room. */
export const speech = createStore<Speech>({ language: 'zh-CN', dictionary: {} });

/** Set once a page has asked for the texts that the wall does without: then they come with every language. */
let whole = false;

async function load(language: Language): Promise<Dictionary> {
  const [module, later] = await Promise.all([
    language === 'en' ? import('dictionary:en') : import('dictionary:zh-CN'),
    whole ? loadLater(language) : undefined,
  ]);
  return later === undefined ? module.default : { ...module.default, ...later };
}

async function loadLater(language: Language): Promise<Dictionary> {
  const module = language === 'en' ? await import('dictionary:later-en') : await import('dictionary:later-zh-CN');
  return module.default;
}

/** Resolves when every text is there; rejects when they cannot be fetched, and may then be tried again. */
export async function allTexts(): Promise<void> {
  if (whole) return;
  const { language } = speech.get();
  const more = await loadLater(language);
  whole = true;
  const now = speech.get();
  if (now.language !== language) return speak(now.language);
  speech.set({ language, dictionary: { ...now.dictionary, ...more } });
}

/** The choice made on this browser before; Chinese where none was made. */
export function rememberedLanguage(): Language {
  return recall('language') === 'en' ? 'en' : 'zh-CN';
}

/** The choice made before, or what the browser asks for: Chinese, unless it names English and no Chinese. */
export function browserLanguage(): Language {
  const known = recall('language');
  const asked = navigator.languages.map((tag) => tag.slice(0, 2));
  const isEnglish = known === null && asked.includes('en') && !asked.includes('zh');
  return isEnglish ? 'en' : rememberedLanguage();
}

/** The language asked for last; its dictionary may still be under way. */
let wanted: Language | undefined;

/**
 * Switches every text at once, when the dictionary is there. Of two requests the later one holds, whichever arrives
 * first; one that cannot be fetched leaves the texts as they are.
 */
export async function speak(language: Language): Promise<void> {
  wanted = language;
  const dictionary = await load(language).catch((): undefined => undefined);
  if (wanted !== language) return;
  if (dictionary === undefined) {
    wanted = undefined;
    return;
  }
  speech.set({ language, dictionary });
  document.documentElement.lang = language;
  remember('language', language);
}

/** The other language than the one shown, or than the one that is on its way. */
export function switchLanguage(): void {
  void speak((wanted ?? speech.get().language) === 'en' ? 'zh-CN' : 'en');
}

/** What a page says with: own texts by key, and messages as they come from the server. */
export interface Words {
  (key: TextKey, params?: Message['params']): string;
  readonly message: (message: Message) => string;
  readonly language: Language;
}

const made = new WeakMap<Speech, Words>();

export function wordsOf(current: Speech): Words {
  const known = made.get(current);
  if (known !== undefined) return known;
  const say = (key: TextKey, params?: Message['params']) =>
    render(current.dictionary, params === undefined ? { key } : { key, params });
  const words: Words = Object.assign(say, {
    message: (message: Message) => render(current.dictionary, message, dateTime),
    language: current.language,
  });
  made.set(current, words);
  return words;
}

export function useWords(): Words {
  return wordsOf(useStore(speech, (value) => value));
}
