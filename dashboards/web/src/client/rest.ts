import type {
  WireCity,
  WireCollector,
  WireCollectorDevice,
  WireDevice,
  WireDeviceDetail,
  WireIncident,
  WireIncidentDetail,
  WireInterface,
  WireLedger,
  WireLedgerPage,
  WireLedgerProof,
  WireLinkDetail,
  WireMe,
  WirePage,
  WirePointDetail,
  WireSearch,
  WireSeries,
} from '../../../../api/wire.ts';
import type {
  WireCanaries,
  WireDrill,
  WireHoneytoken,
  WireOuter,
  WireOuterImport,
} from '../../../../api/wire-canaries.ts';
import type { WireFinding, WireFindingDetail, WireTopology } from '../../../../api/wire-findings.ts';
import type {
  WireIsolation,
  WireIsolationCheck,
  WireIsolationHistory,
  WireIsolationPlaceDetail,
} from '../../../../api/wire-isolation.ts';
import type { WireProposal } from '../../../../api/wire-keeping.ts';
import type { WireMessages } from '../../../../api/wire-messages.ts';
import type { WireReportJob, WireReports } from '../../../../api/wire-reports.ts';
import { rememberedLanguage, speech } from '../text/language.ts';

/** A request that did not bring what was asked for; `text` is the server's own words, if it found any. */
export class RequestFailed extends Error {
  /** HTTP status; 0 when the server could not be reached at all. */
  readonly status: number;
  readonly text: string;

  constructor(status: number, text: string) {
    super(`request failed: ${status}`);
    this.name = 'RequestFailed';
    this.status = status;
    this.text = text;
  }
}

/** No answer may take longer than this. */
const timeoutMs = 15_000;
/** A file is read and checked whole before the answer comes. */
const fileTimeoutMs = 120_000;

/** A list repeats its name. */
export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Counts logins: a refusal of a request that was made before the last one says nothing about this session. */
let logins = 0;

/** Called once whenever the server says that there is no session (any more). */
let onLoggedOut: () => void = () => {};
export function whenLoggedOut(listener: () => void): void {
  onLoggedOut = listener;
}

export async function ask<T>(
  method: string,
  path: string,
  options: { query?: Query; body?: unknown; file?: Blob } = {},
): Promise<T> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) query.append(name, `${one}`);
  }
  const suffix = query.size === 0 ? '' : `?${query}`;
  const during = logins;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}${suffix}`, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(options.file === undefined ? timeoutMs : fileTimeoutMs),
      headers: {
        accept: 'application/json',
        'accept-language': speech.get().language ?? rememberedLanguage(),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.file === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      },
      ...(options.file === undefined ? {} : { body: options.file }),
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  } catch {
    throw new RequestFailed(0, '');
  }
  if (!response.ok) {
    const text = await problemText(response);
    if (response.status === 401 && path !== '/session' && during === logins) onLoggedOut();
    throw new RequestFailed(response.status, text);
  }
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

async function problemText(response: Response): Promise<string> {
  try {
    const body: unknown = await response.json();
    if (typeof body !== 'object' || body === null) return '';
    const { detail, title, errors } = body as { detail?: unknown; title?: unknown; errors?: unknown };
    // Of a form: what is wrong with it says more than that the request is wrong.
    const wrong = Array.isArray(errors) ? errors.map(wrongPart) : [];
    if (wrong.length > 0) return wrong.join('; ');
    return typeof detail === 'string' && detail !== '' ? detail : typeof title === 'string' ? title : '';
  } catch {
    return '';
  }
}

/** What is wrong, with the name of the part where the words leave it out. */
function wrongPart({ where, what }: { readonly where: string; readonly what: string }): string {
  return what.includes(where) ? what : `${where} ${what}`;
}

const part = encodeURIComponent;

/** Every request that the first pages make; `rest-keeping.ts` has those of the register. Each rejects with `RequestFailed` and nothing else. */
export const rest = {
  me: () => ask<WireMe>('GET', '/me'),
  login: async (user: string, password: string) => {
    const me = await ask<WireMe>('POST', '/session', { body: { user, password } });
    logins += 1;
    return me;
  },
  logout: () => ask<void>('DELETE', '/session'),
  changePassword: (oldPassword: string, newPassword: string) =>
    ask<unknown>('POST', '/session/password', { body: { oldPassword, newPassword } }),
  city: () => ask<WireCity>('GET', '/city'),
  point: (id: string) => ask<WirePointDetail>('GET', `/points/${part(id)}`),
  link: (id: string) => ask<WireLinkDetail>('GET', `/links/${part(id)}`),
  device: (id: string) => ask<WireDeviceDetail>('GET', `/devices/${part(id)}`),
  devices: (query: Query) => ask<WirePage<WireDevice>>('GET', '/devices', { query }),
  interfaces: (id: string, cursor: string) =>
    ask<WirePage<WireInterface>>('GET', `/devices/${part(id)}/interfaces`, { query: { cursor } }),
  /** Messages have no total: they are looked through as far as the page needs. */
  messages: async (id: string, query: Query) => {
    const page = await ask<WireMessages>('GET', `/devices/${part(id)}/messages`, { query });
    return { ...page, total: page.items.length };
  },
  series: (query: Query) => ask<WireSeries>('GET', '/series', { query }),
  incidents: (query: Query) => ask<WirePage<WireIncident>>('GET', '/incidents', { query }),
  incident: (id: string) => ask<WireIncidentDetail>('GET', `/incidents/${part(id)}`),
  acknowledge: (id: string, note: string) =>
    ask<WireIncident>('POST', `/incidents/${part(id)}/acknowledge`, { body: { note } }),
  findings: (query: Query) => ask<WirePage<WireFinding>>('GET', '/findings', { query }),
  finding: (id: string) => ask<WireFindingDetail>('GET', `/findings/${part(id)}`),
  decide: (id: string, verdict: 'accept' | 'reject', reason: string) =>
    ask<WireFindingDetail>('POST', `/findings/${part(id)}/${verdict}`, { body: { reason } }),
  topology: () => ask<WireTopology>('GET', '/topology'),
  isolation: () => ask<WireIsolation>('GET', '/isolation'),
  isolationChecks: () => ask<readonly WireIsolationCheck[]>('GET', '/isolation/checks'),
  isolationPlace: (id: string) => ask<WireIsolationPlaceDetail>('GET', `/isolation/places/${part(id)}`),
  isolationHistory: (id: string, query: Query) =>
    ask<WireIsolationHistory>('GET', `/isolation/places/${part(id)}/history`, { query }),
  outer: () => ask<WireOuter>('GET', '/isolation/outer'),
  bringOuter: (file: Blob) => ask<WireOuterImport>('POST', '/isolation/outer', { file }),
  canaries: () => ask<WireCanaries>('GET', '/isolation/canaries'),
  honeytokens: () => ask<readonly WireHoneytoken[]>('GET', '/isolation/honeytokens'),
  layHoneytoken: (wish: Pick<WireHoneytoken, 'placeId' | 'where' | 'kind'>) =>
    ask<WireHoneytoken>('POST', '/isolation/honeytokens', { body: wish }),
  drills: () => ask<readonly WireDrill[]>('GET', '/isolation/drills'),
  beginDrill: (wish: Pick<WireDrill, 'targetId' | 'permission'> & { readonly minutes: number }) =>
    ask<WireProposal>('POST', '/isolation/drills', { body: wish }),
  stopDrill: () => ask<void>('DELETE', '/isolation/drills'),
  tryCanaries: () => ask<WireCanaries>('POST', '/isolation/canaries'),
  collector: () => ask<WireCollector>('GET', '/collector'),
  collectorDevices: (query: Query) => ask<WirePage<WireCollectorDevice>>('GET', '/collector/devices', { query }),
  ledger: () => ask<WireLedger>('GET', '/ledger'),
  addCosignatures: (checkpoint: string) =>
    ask<{ readonly witnesses: readonly string[] }>('POST', '/ledger/cosignatures', { body: { checkpoint } }),
  records: (query: Query) => ask<WireLedgerPage>('GET', '/ledger/records', { query }),
  record: (index: string) => ask<WireLedgerProof>('GET', `/ledger/records/${part(index)}`),
  reports: () => ask<WireReports>('GET', '/reports'),
  makeReport: (wish: Pick<WireReportJob, 'kind' | 'scope' | 'from' | 'to' | 'language'>) =>
    ask<WireReportJob>('POST', '/reports', { body: wish }),
  search: (q: string) => ask<WireSearch>('GET', '/search', { query: { q } }),
};
