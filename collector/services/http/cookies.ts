import { isIP } from 'node:net';
import type { Clock } from '../../../core/index.ts';
import { httpBounds } from './bounds.ts';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly isHostOnly: boolean;
  readonly path: string;
  readonly isSecure: boolean;
  /** Epoch ms; undefined: as long as the session. */
  readonly expiresAt: number | undefined;
  readonly order: number;
}

/** Cookies of one try, by RFC 6265 section 5, with the prefixes of its successor (draft-ietf-httpbis-rfc6265bis, section 4.1.3). */
export interface CookieJar {
  /** Keeps what an answer from `url` sets. */
  take(url: URL, setCookies: readonly string[]): void;
  /** The value of the Cookie header for `url`; undefined: none. */
  header(url: URL): string | undefined;
  readonly size: number;
}

export function createCookieJar(clock: Pick<Clock, 'now'>): CookieJar {
  const cookies = new Map<string, Cookie>();
  let order = 0;
  const keyOf = ({ name, domain, path }: Cookie): string => `${domain}\0${path}\0${name}`;
  const dropExpired = (): void => {
    for (const [key, { expiresAt }] of cookies)
      if (expiresAt !== undefined && expiresAt <= clock.now()) cookies.delete(key);
  };
  return {
    take(url, setCookies) {
      for (const line of setCookies) {
        const cookie = parse(line, url, clock.now(), order++);
        if (cookie === undefined) continue;
        const key = keyOf(cookie);
        const before = cookies.get(key);
        cookies.set(key, before === undefined ? cookie : { ...cookie, order: before.order });
        dropExpired();
        makeRoom(cookies, cookie);
      }
    },
    header(url) {
      dropExpired();
      const fitting = [...cookies.values()]
        .filter((cookie) => isFor(cookie, url))
        .sort((a, b) => b.path.length - a.path.length || a.order - b.order);
      return fitting.length === 0 ? undefined : fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
    },
    get size() {
      return cookies.size;
    },
  };
}

/** Section 5.2 and 5.3; undefined: ignored. */
function parse(line: string, url: URL, now: number, order: number): Cookie | undefined {
  const [pair = '', ...attributes] = line.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(0, equals)).trim();
  const value = pair.slice(equals + 1).trim();
  if (equals < 0 || name === '' || line.length > httpBounds.cookieBytes || /\p{Cc}/u.test(pair)) return undefined;
  let domain = url.hostname;
  let isHostOnly = true;
  let path = defaultPath(url);
  let isSecure = false;
  let maxAge: number | undefined;
  let expires: number | undefined;
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    const text = rest.join('=').trim();
    switch (key.trim().toLowerCase()) {
      case 'domain': {
        const asked = text.replace(/^\./, '').toLowerCase();
        if (asked === '') break;
        if (!domainMatches(url.hostname, asked)) return undefined;
        isHostOnly = asked === url.hostname && isIP(asked) !== 0;
        // A name without a dot is nobody's to set for all below it.
        if (asked !== url.hostname && !asked.includes('.')) return undefined;
        domain = asked;
        break;
      }
      case 'path':
        path = text.startsWith('/') ? text : defaultPath(url);
        break;
      case 'secure':
        isSecure = true;
        break;
      case 'max-age':
        if (/^-?\d+$/.test(text)) maxAge = Number(text);
        break;
      case 'expires':
        expires = Number.isNaN(Date.parse(text)) ? expires : Date.parse(text);
        break;
    }
  }
  const isTls = url.protocol === 'https:';
  if (isSecure && !isTls) return undefined;
  if (name.startsWith('__Secure-') && !isSecure) return undefined;
  if (name.startsWith('__Host-') && !(isSecure && isHostOnly && path === '/')) return undefined;
  const expiresAt = maxAge === undefined ? expires : maxAge <= 0 ? 0 : now + maxAge * 1_000;
  return { name, value, domain, isHostOnly, path, isSecure, expiresAt, order };
}

function isFor({ domain, isHostOnly, path, isSecure }: Cookie, url: URL): boolean {
  if (isSecure && url.protocol !== 'https:') return false;
  if (isHostOnly ? url.hostname !== domain : !domainMatches(url.hostname, domain)) return false;
  // Section 5.1.4.
  const asked = url.pathname;
  return asked === path || (asked.startsWith(path) && (path.endsWith('/') || asked[path.length] === '/'));
}

/** Section 5.1.3. */
function domainMatches(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && isIP(host) === 0);
}

/** Section 5.1.4: up to the last slash, without it. */
function defaultPath({ pathname }: URL): string {
  const last = pathname.lastIndexOf('/');
  return last <= 0 ? '/' : pathname.slice(0, last);
}

function makeRoom(cookies: Map<string, Cookie>, { domain }: Cookie): void {
  const ofHost = [...cookies].filter(([, cookie]) => cookie.domain === domain);
  const [oldestOfHost] = ofHost;
  if (ofHost.length > httpBounds.cookiesOfHost && oldestOfHost !== undefined) cookies.delete(oldestOfHost[0]);
  const oldest = cookies.keys().next().value;
  if (cookies.size > httpBounds.cookies && oldest !== undefined) cookies.delete(oldest);
}
