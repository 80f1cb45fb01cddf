import type { ProbeLogin } from '../../../inventory/index.ts';
import { bad, type ProbeFault } from '../attempt.ts';
import { firstFault } from './assert.ts';
import { httpBounds } from './bounds.ts';
import { type Browser, refererOf } from './browser.ts';
import type { Answer } from './exchange.ts';
import { type Form, type Page, readPage } from './page.ts';
import { submit, type Typed } from './submit.ts';

/** Redirects between two pages of a login; providers send to and fro. */
const redirects = 20;

/** What a login has come to so far. */
interface Progress {
  readonly login: ProbeLogin;
  readonly service: URL;
  /** The password was sent. */
  hasTyped: boolean;
  /** Tickets and codes that were seen. */
  readonly tokens: Set<string>;
}

/**
 * Logs in as a person with a browser would: goes to the service's page, follows to the provider, fills its form with its hidden
 * fields, and comes back. Rejects with a `ProbeFault` that says which side failed.
 */
export async function logIn(login: ProbeLogin, browser: Browser): Promise<Answer> {
  const progress: Progress = { login, service: new URL(login.url), hasTyped: false, tokens: new Set() };
  const go = (visit: Parameters<Browser['visit']>[0]): Promise<Answer> =>
    browser.visit({ ...visit, redirects, onWay: (url) => look(url, progress) });
  let answer = await go({ url: progress.service });
  for (let pages = 0; pages < httpBounds.loginPages; pages += 1) {
    const page = await readPage(answer.text, answer.url);
    const form = page.forms.find((one) => passwordFieldOf(one, login) !== undefined);
    if (form !== undefined) {
      if (progress.hasTyped) throw refused(answer, page);
      mustBeMeant(answer.url, form, progress);
      progress.hasTyped = true;
      answer = await go(pressed(answer, form, typedInto(form, login)));
      continue;
    }
    const next = betweenPages(page, answer, progress);
    if (next === undefined) return await ended(answer, page, progress);
    answer = await go(next instanceof URL ? { url: next } : pressed(answer, next.form, next.typed));
  }
  throw bad('login-pages', { most: httpBounds.loginPages, host: answer.url.host });
}

/**
 * The password goes where it is meant to, and never in clear where the service itself is reached by TLS: a service that was taken
 * over could send its users anywhere.
 */
function mustBeMeant(page: URL, { action }: Form, { login, service }: Progress): void {
  const expected = login.by === 'form' ? service.hostname : login.provider;
  const elsewhere = [page, action].find(({ hostname }) => expected !== undefined && hostname !== expected);
  if (elsewhere !== undefined) throw bad('login-elsewhere', { host: elsewhere.host, expected: expected ?? '' }).final();
  const isSafe = service.protocol === 'https:' || page.protocol === 'https:';
  if (isSafe && action.protocol === 'http:') throw bad('login-in-clear', { host: action.host }).final();
}

/** Each address on the way may tell: a token, an error that the provider sends back, or a service that does not take its tokens. */
function look(url: URL, { login: { by }, service, hasTyped, tokens }: Progress): void {
  if (by === 'form' || url.href === service.href) return;
  // RFC 6749 section 4.1.2.1.
  const error = by === 'oidc' && url.origin === service.origin ? url.searchParams.get('error') : null;
  if (error !== null) {
    const description = url.searchParams.get('error_description') ?? '';
    throw bad('login-provider-error', { error: error.slice(0, 60), description: description.slice(0, 120) });
  }
  // The ticket of CAS protocol 3.0, section 2.2.4, or the code of OpenID Connect Core, section 3.1.2.5.
  const token = url.searchParams.get(by === 'cas' ? 'ticket' : 'code');
  if (token !== null && hasTyped) tokens.add(token);
  // Sent again and again with a new one: the provider believes the user, the service does not believe the provider.
  if (tokens.size > 2) throw bad('login-token-loop', { host: service.host, times: tokens.size });
}

/** What a provider asks for beside the password: the user's name first, a consent, or a form that a script sends. */
function betweenPages(
  page: Page,
  { url, status }: Answer,
  { login, tokens, hasTyped }: Progress,
): URL | { readonly form: Form; readonly typed: Typed } | undefined {
  if (status >= 400) return undefined;
  if (page.refresh !== undefined && page.refresh.href !== url.href) return page.refresh;
  const [form] = page.forms;
  if (form === undefined) return undefined;
  const typed = new Map<string, string>();
  const isEmpty = form.fields.every(({ type }) => ['hidden', 'submit', 'button'].includes(type));
  if (page.isSelfSent && isEmpty) {
    // OAuth 2.0 Form Post Response Mode brings the code as a field.
    const code = form.fields.find(({ name }) => name === 'code');
    if (code !== undefined) tokens.add(code.value);
    return { form, typed };
  }
  if (login.by === 'form' || tokens.size > 0) return undefined;
  // A consent: nothing to type, one thing to press.
  if (hasTyped) return isEmpty ? { form, typed } : undefined;
  const user = form.fields.find(({ name, type }) => isUserField(name, type, login));
  return user === undefined ? undefined : { form, typed: typed.set(user.name, login.user) };
}

/** Logged in, or why not. */
async function ended(answer: Answer, page: Page, { login, service, hasTyped, tokens }: Progress): Promise<Answer> {
  const { url, status } = answer;
  if (!hasTyped) {
    const isService = url.origin === service.origin;
    if (status >= 400)
      throw bad(isService ? 'login-page' : 'login-provider', { host: url.host, status, title: page.title });
    throw bad('login-no-form', { host: url.host, path: url.pathname.slice(0, 100), title: page.title });
  }
  if (login.by === 'form' || tokens.size === 0) {
    if (status === 401 || status === 403) throw refused(answer, page);
    if (login.by !== 'form') throw bad('login-stuck', { host: url.host, status, title: page.complaint || page.title });
    // Back at the service: what it makes of a ticket or code is its own business, and its own fault.
  } else if (status >= 400) throw bad('login-token', { host: service.host, status, title: page.title });
  const fault = await firstFault(answer, login.success);
  if (fault !== undefined) throw fault;
  return answer;
}

function refused({ url, status }: Answer, { complaint, title }: Page): ProbeFault {
  return bad('login-refused', { host: url.host, status, words: complaint || title }).final();
}

function passwordFieldOf({ fields }: Form, { passwordField }: ProbeLogin): string | undefined {
  const isIt = ({ name, type }: Form['fields'][number]): boolean =>
    passwordField === undefined ? type === 'password' : name === passwordField;
  return fields.find(isIt)?.name;
}

function isUserField(name: string, type: string, { userField }: ProbeLogin): boolean {
  return userField === undefined ? ['text', 'email', 'tel'].includes(type) : name === userField;
}

function typedInto(form: Form, login: ProbeLogin): Typed {
  const password = passwordFieldOf(form, login) ?? '';
  const before = form.fields.slice(
    0,
    form.fields.findIndex(({ name }) => name === password),
  );
  const user = (login.userField === undefined ? before.toReversed() : form.fields).find(({ name, type }) =>
    isUserField(name, type, login),
  );
  // A provider that asked for the name on a page of its own repeats it in a hidden field.
  const named = login.userField !== undefined && user === undefined;
  if (named) throw bad('login-no-field', { field: login.userField ?? '', known: namesOf(form) });
  return new Map([...(user === undefined ? [] : [[user.name, login.user] as const]), [password, login.password]]);
}

function namesOf({ fields }: Form): string {
  return fields
    .map(({ name }) => name)
    .join(', ')
    .slice(0, 100);
}

function pressed({ url, charset }: Answer, form: Form, typed: Typed): Parameters<Browser['visit']>[0] {
  const { method, url: action, body, contentType } = submit(form, typed, charset);
  const headers = {
    referer: refererOf(url),
    ...(method === 'POST' ? { origin: url.origin } : {}),
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
  };
  return { url: action, method, body, headers };
}
