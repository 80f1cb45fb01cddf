/** `kind: http`: one page in one line, or a login and steps; what must hold of each answer. */
import { type Assertion, type HttpStep, type ProbeLogin, serviceBounds } from '../service-settings.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';
import { plainStep } from './services-defaults.ts';
import { atMost, hostOf, optionalPattern, patternsOf, type ServiceReading, tlsOf, urlOf } from './services-values.ts';

/** The keys of an http probe beside those that every probe has. */
export async function readHttp(section: Section, reading: ServiceReading) {
  const tls = await tlsOf(section, reading);
  const base = section.has('url') ? urlOf(section, 'url') : undefined;
  const loginIsMap = section.has('login') && section.isSection('login');
  if (section.has('login') && !loginIsMap) section.wrong('login', 'yaml-not-map');
  const login = loginIsMap ? await readLogin(section.section('login'), reading.secrets, base) : undefined;
  return { kind: 'http', ...tls, login, steps: await readSteps(section, reading.secrets, base, login) } as const;
}

async function readSteps(
  section: Section,
  secrets: Secrets,
  base: string | undefined,
  login: ProbeLogin | undefined,
): Promise<readonly HttpStep[]> {
  if (!section.has('steps')) {
    const step = await readStep(section, secrets, { url: base ?? '', index: 0 });
    // A login alone is a probe too.
    const isStep = section.has('url') || login === undefined;
    if (!section.has('url') && login === undefined) section.wrong('url', 'yaml-key-missing');
    return isStep ? [step] : [];
  }
  const steps: HttpStep[] = [];
  for (const one of section.sections('steps')) {
    const url = urlOf(one, 'url', base) ?? '';
    steps.push(await readStep(one, secrets, { url, index: steps.length }));
    one.finish();
  }
  atMost(section, 'steps', steps.length, serviceBounds.steps);
  return steps;
}

async function readStep(
  section: Section,
  secrets: Secrets,
  { url, index }: { readonly url: string; readonly index: number },
): Promise<HttpStep> {
  const method = section.oneOf('method', ['GET', 'HEAD', 'POST']);
  const body = section.optionalText('body');
  if (body !== undefined && method !== 'POST' && section.has('method')) section.wrong('body', 'probe-body');
  const { headers, secretHeaders } = await readHeaders(section, secrets);
  return {
    name: section.optionalText('name') ?? (index === 0 ? plainStep.name : `${plainStep.name}-${index + 1}`),
    method: method ?? (body === undefined ? plainStep.method : 'POST'),
    url,
    headers,
    secretHeaders,
    body,
    redirects: section.number('redirects', {
      ...{ otherwise: plainStep.redirects, min: 0, max: serviceBounds.redirects, whole: true },
    }),
    assertions: await readAssertions(section),
  };
}

/** A header's value is a text, or a secret by its reference. */
async function readHeaders(section: Section, secrets: Secrets): Promise<Pick<HttpStep, 'headers' | 'secretHeaders'>> {
  const inside = section.section('headers');
  const headers: Record<string, string> = {};
  const secretHeaders: string[] = [];
  for (const name of inside.keys()) {
    const isSecret = inside.isSection(name);
    const value = isSecret ? await secrets.read(inside, name, 1) : inside.optionalText(name);
    // RFC 9110 section 5.6.2: a field's name is a token.
    if (!/^[!#$%&'*+.^_`|~\w-]{1,100}$/.test(name)) inside.wrong(name, 'probe-header');
    if (value === undefined) continue;
    headers[name] = value;
    if (isSecret) secretHeaders.push(name);
  }
  inside.finish();
  return { headers, secretHeaders };
}

/** `status`, `expect`, `forbid`, and the list `assert` for headers and JSON. */
export async function readAssertions(section: Section): Promise<readonly Assertion[]> {
  const own: Assertion[] = [];
  for (const one of section.sections('assert')) own.push(...(await readAssertion(one)));
  const assertions: Assertion[] = [
    ...readStatus(section),
    ...patternsOf(section, 'expect').map((matches) => ({ on: 'text', matches, isForbidden: false }) as const),
    ...patternsOf(section, 'forbid').map((matches) => ({ on: 'text', matches, isForbidden: true }) as const),
    ...own,
  ];
  atMost(section, 'assert', assertions.length, serviceBounds.assertions);
  return assertions;
}

/** Codes, or a class of them as `2xx`. */
function readStatus(section: Section): readonly Assertion[] {
  const codes = section.scalars('status').flatMap(({ value, place }) => {
    const [, digit] = /^([1-5])xx$/i.exec(String(value)) ?? [];
    if (digit !== undefined) return Array.from({ length: 100 }, (_, index) => Number(digit) * 100 + index);
    if (typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 599) return [value];
    section.mistakes.add(place, 'probe-status', { field: section.name('status'), value: String(value) });
    return [];
  });
  return codes.length === 0 ? [] : [{ on: 'status', in: codes }];
}

async function readAssertion(section: Section): Promise<readonly Assertion[]> {
  const header = section.optionalText('header');
  const json = section.optionalText('json');
  const found = header === undefined ? await readJson(section, json) : readHeader(section, header);
  if ((header === undefined) === (json === undefined)) section.wrong('header', 'probe-assert');
  section.finish();
  return found;
}

function readHeader(section: Section, name: string): readonly Assertion[] {
  const matches = optionalPattern(section, 'matches');
  return [{ on: 'header', name: name.toLowerCase(), matches: matches ?? /(?:)/ }];
}

async function readJson(section: Section, path: string | undefined): Promise<readonly Assertion[]> {
  const [equals] = section.scalars('equals');
  const value = equals?.value;
  if (equals !== undefined && !['string', 'number', 'boolean'].includes(typeof value))
    section.wrong('equals', 'yaml-not-text');
  const bound = (key: string): number | undefined =>
    section.has(key) ? section.number(key, { otherwise: 0, min: -1e15, max: 1e15, whole: false }) : undefined;
  const [least, most] = [bound('least'), bound('most')];
  if (path === undefined) return [];
  return [
    {
      ...{ on: 'json', path: await jsonPathOf(section, 'json', path) },
      ...(equals === undefined ? {} : { equals: value as string | number | boolean }),
      ...(least === undefined ? {} : { least }),
      ...(most === undefined ? {} : { most }),
    },
  ];
}

/**
 * A path of RFC 9535 that can be followed. The functions that take patterns are refused: nothing bounds how long those take on
 * what a service answers.
 */
export async function jsonPathOf(section: Section, key: string, path: string): Promise<string> {
  if (!(await isJsonPath(path))) section.wrong(key, 'probe-path', { value: path });
  return path;
}

async function isJsonPath(path: string): Promise<boolean> {
  if (path.length > serviceBounds.patternCharacters || /\b(?:match|search)\s*\(/.test(path)) return false;
  const { compile } = await import('json-p3');
  try {
    compile(path);
    return true;
  } catch {
    return false;
  }
}

/** Reads `login`; undefined when a mistake has been reported. */
export async function readLogin(
  section: Section,
  secrets: Secrets,
  base: string | undefined,
): Promise<ProbeLogin | undefined> {
  const by = section.has('by') ? section.oneOf('by', ['form', 'cas', 'oidc']) : section.wrong('by', 'yaml-key-missing');
  const url = section.has('url') ? urlOf(section, 'url', base) : (base ?? section.wrong('url', 'yaml-key-missing'));
  const user = section.text('user');
  const password = await secrets.read(section, 'password', 1);
  const fields = {
    provider: section.has('provider') ? hostOf(section, 'provider') : undefined,
    userField: section.optionalText('user_field'),
    passwordField: section.optionalText('password_field'),
  };
  if (by === 'form' && section.has('provider')) section.wrong('provider', 'probe-provider');
  const success = await readAssertions(section);
  section.finish({ hide: true });
  if (by === undefined || url === undefined || user === undefined || password === undefined) return undefined;
  return { by, url, ...fields, user, password, success };
}
