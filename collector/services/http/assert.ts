import type { Assertion } from '../../../inventory/index.ts';
import { bad, type ProbeFault } from '../attempt.ts';
import { theirWords } from '../fault.ts';
import { holds, wordsOf } from '../pattern.ts';
import { httpBounds } from './bounds.ts';
import type { Answer } from './exchange.ts';

/**
 * The first thing that does not hold of an answer; undefined: all holds. Without an assertion about it the status is a 2xx. Rejects
 * with a `ProbeFault` when it cannot be told.
 */
export async function firstFault(answer: Answer, assertions: readonly Assertion[]): Promise<ProbeFault | undefined> {
  const statuses = assertions.flatMap((one) => (one.on === 'status' ? one.in : []));
  const isExpected =
    statuses.length === 0 ? answer.status >= 200 && answer.status < 300 : statuses.includes(answer.status);
  if (!isExpected) return statusFault(answer);
  for (const assertion of assertions) {
    const fault = await faultIn(answer, assertion);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** What stands behind a status, as far as it tells who failed: the service, or the proxy before it that finds nobody. */
function statusFault({ status, url, headers, text }: Answer): ProbeFault {
  const params = { status, host: url.host, path: url.pathname.slice(0, 100), title: titleOf(text) };
  if (status >= 300 && status < 400)
    return bad('status-redirect', { ...params, location: hostOf(headers.location, url) }, 'first-byte');
  return bad(statusFaults[status] ?? (status >= 500 ? 'status-broken' : 'status-other'), params, 'first-byte');
}

const statusFaults: Readonly<Record<number, string>> = {
  401: 'status-forbidden',
  403: 'status-forbidden',
  404: 'status-missing',
  410: 'status-missing',
  502: 'status-gateway',
  503: 'status-gateway',
  504: 'status-gateway',
};

/** Of a redirect's target host and path: its query may hold a ticket. */
function hostOf(location: string | undefined, url: URL): string {
  if (location === undefined || !URL.canParse(location, url.href)) return '';
  const next = new URL(location, url);
  return `${next.host}${next.pathname}`.slice(0, 100);
}

async function faultIn(answer: Answer, assertion: Assertion): Promise<ProbeFault | undefined> {
  switch (assertion.on) {
    case 'status':
      return undefined;
    case 'header': {
      const { name, matches } = assertion;
      const value = answer.headers[name];
      if (value === undefined) return bad('header-missing', { name }, 'first-byte');
      const text = Array.isArray(value) ? value.join(', ') : value;
      if (holds(text, matches)) return undefined;
      return bad('header-other', { name, value: theirWords(text), expected: wordsOf(matches) }, 'first-byte');
    }
    case 'text': {
      const { matches, isForbidden } = assertion;
      if (holds(answer.text, matches) !== isForbidden) return undefined;
      const params = { text: wordsOf(matches), title: titleOf(answer.text) };
      return bad(isForbidden ? 'text-forbidden' : answer.isCut ? 'text-cut' : 'text-missing', params, 'answer');
    }
    case 'json':
      return jsonFault(answer, assertion);
  }
}

type JsonAssertion = Extract<Assertion, { on: 'json' }>;

async function jsonFault(
  answer: Answer,
  { path, equals, least, most }: JsonAssertion,
): Promise<ProbeFault | undefined> {
  const found = await valuesAt(answer, path);
  const [value] = found;
  if (found.length === 0) return bad('json-missing', { path }, 'answer');
  const shown = theirWords(JSON.stringify(value) ?? '').slice(0, httpBounds.wordsCharacters);
  if (equals !== undefined && value !== equals)
    return bad('json-other', { path, value: shown, expected: String(equals) }, 'answer');
  if (least === undefined && most === undefined) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number))
    return bad('json-no-number', { path, value: shown }, 'answer');
  if (least !== undefined && number < least) return bad('json-low', { path, value: number, least }, 'answer');
  return most !== undefined && number > most ? bad('json-high', { path, value: number, most }, 'answer') : undefined;
}

/** What a path (RFC 9535) selects in the answer's JSON. Throws a `ProbeFault` when the answer is none. */
export async function valuesAt(answer: Answer, path: string): Promise<readonly unknown[]> {
  let document: unknown;
  try {
    document = JSON.parse(answer.text.replace(/^\ufeff/, ''));
  } catch {
    throw bad(answer.isCut ? 'json-cut' : 'json-unreadable', { title: titleOf(answer.text) }, 'answer');
  }
  const { query } = await import('json-p3');
  return query(path, document as never).values();
}

/** What a person sees of a page that is not the expected one. */
export function titleOf(html: string): string {
  const title = /<title[^>]{0,200}>([^<]{0,200})/i.exec(html.slice(0, 20_000))?.[1];
  return theirWords(title ?? html.slice(0, 200).replace(/<[^>]{0,200}>/g, ' ')).slice(0, httpBounds.wordsCharacters);
}
