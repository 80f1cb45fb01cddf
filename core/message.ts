/** A text by its key; the words live in each room's `i18n/zh-CN.json` and `i18n/en.json`, never in code. */
export interface Message {
  /** `room.thing.case`, for example `audit.link.down`. */
  readonly key: string;
  /** Values for the `{name}` places in the text. A value `key:` and a known key is that text. */
  readonly params?: Readonly<Record<string, string | number>>;
}

/** The languages that every text exists in; the first is the default on screens. */
export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** A flat dictionary of one language: key to text with `{name}` places. */
export type Dictionary = Readonly<Record<string, string>>;

/** Makes a message; shorter to read than the object. */
export function message(key: string, params?: Message['params']): Message {
  return params === undefined ? { key } : { key, params };
}

const utcTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/**
 * The words of a message. An unknown key shows as itself, so that a missing text is seen and never throws. Values that are a time in UTC
 * (ISO 8601) are shown by `timeText`, where the edge has readers in a zone; without it as they are. A place `{=name}` is one that the
 * other language has under another name: a text that is data.
 */
export function render(
  dictionary: Dictionary,
  { key, params }: Message,
  timeText: (iso: string) => string = (iso) => iso,
): string {
  const template = dictionary[key];
  if (template === undefined) return key;
  return template.replace(/\{=?(\w+)\}/g, (place, name: string) => {
    const value = params?.[name];
    if (value === undefined) return place;
    if (typeof value !== 'string') return String(value);
    if (value.startsWith('key:')) return dictionary[value.slice(4)] ?? value;
    return utcTime.test(value) ? timeText(value) : value;
  });
}
