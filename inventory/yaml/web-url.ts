import type { Section } from './section.ts';

/** Whether a text is an address of HTTP(S) without a login in it; tells the mistake when it is not. */
export function isWebUrl(section: Section, key: string, text: string): boolean {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) section.wrong(key, 'bad-webhook-url');
  else if (url.username !== '' || url.password !== '') section.wrong(key, 'url-secret');
  else return true;
  return false;
}
