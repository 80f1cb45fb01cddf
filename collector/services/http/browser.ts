import { bad } from '../attempt.ts';
import type { CookieJar } from './cookies.ts';
import { type Answer, type ExchangeAsk, exchange, type Wish } from './exchange.ts';

export interface Visit extends Wish {
  /** Followed at most; 0: none. */
  readonly redirects: number;
  /** Sent to the first origin alone: they may be secrets. */
  readonly ownHeaders: Readonly<Record<string, string>>;
  /** Told each address before it is asked; what it throws ends the visit. */
  readonly onWay: (url: URL) => void;
}

/** What keeps cookies and follows redirects as a browser does. */
export interface Browser {
  /** Rejects with a `ProbeFault`. */
  visit(visit: Partial<Visit> & { readonly url: URL }): Promise<Answer>;
}

const redirections = new Set([301, 302, 303, 307, 308]);

export function createBrowser(jar: CookieJar, ask: ExchangeAsk): Browser {
  return {
    async visit({
      url: first,
      method: asked = 'GET',
      headers = {},
      ownHeaders = {},
      body: sent,
      redirects = 0,
      onWay,
    }) {
      let [url, method, body, own] = [first, asked, sent, headers];
      for (let followed = 0; ; followed += 1) {
        onWay?.(url);
        const cookie = jar.header(url);
        const answer = await exchange(
          {
            ...{ method, url, body },
            headers: {
              ...own,
              ...(url.origin === first.origin ? ownHeaders : {}),
              ...(cookie === undefined ? {} : { cookie }),
            },
          },
          ask,
        );
        jar.take(url, answer.headers['set-cookie'] ?? []);
        if (redirects === 0 || !redirections.has(answer.status)) return answer;
        if (followed >= redirects) throw bad('redirects', { count: redirects, host: url.host }, 'answer');
        const next = nextOf(answer);
        // RFC 9110 section 15.4: a POST that is sent elsewhere becomes a GET, but for 307 and 308. HEAD stays HEAD.
        if (answer.status === 303 ? method !== 'HEAD' : answer.status < 303 && method === 'POST') {
          [method, body] = ['GET', undefined];
          const { 'content-type': _, ...rest } = own;
          own = rest;
        }
        const { referer: _, ...rest } = own;
        own = url.protocol === 'https:' && next.protocol === 'http:' ? rest : { ...rest, referer: refererOf(url) };
        url = next;
      }
    },
  };
}

/** Without its query, which may hold a ticket. */
export function refererOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

/** RFC 9110 section 10.2.2: relative to what was asked; a fragment is kept where the new address has none, and never sent. */
function nextOf({ url, headers }: Answer): URL {
  const { location } = headers;
  const next = location !== undefined && URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  if (next === undefined || !/^https?:$/.test(next.protocol))
    throw bad('redirect-nowhere', { host: url.host, location: (location ?? '').slice(0, 100) }, 'answer');
  next.hash = '';
  return next;
}
