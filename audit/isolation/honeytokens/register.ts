import { commitmentOf, newNonce } from '../../../collector/index.ts';
import { type Clock, type EpochMs, type Message, message } from '../../../core/index.ts';
import type { Ledger } from '../../../ledger/index.ts';
import type { Store } from '../../../store/index.ts';
import type { ProbeRun } from '../model.ts';
import { originOf } from '../self-check/self-checks.ts';

const collection = 'honeytokens';

/** Every bound of decoys. */
export const honeytokenLimits = { tokens: 2_000, whereCharacters: 200 } as const;

/** `link`: an address to be put somewhere; `name`: a DNS name; `page`: a document that shows a picture from outside. */
export const honeytokenKinds = ['link', 'name', 'page'] as const;
export type HoneytokenKind = (typeof honeytokenKinds)[number];

/** A decoy that lies inside: opened outside, it shows that something was carried over. */
export interface Honeytoken {
  readonly id: string;
  readonly placeId: string;
  /** Where it lies, in words. */
  readonly where: string;
  readonly kind: HoneytokenKind;
  readonly sentinelId: string;
  readonly laidAt: EpochMs;
  readonly laidBy: string;
  readonly nonce: string;
  /** What leads outside: the link or the name. */
  readonly text: string;
}

/** A sentinel that can hear of a decoy. */
export interface HoneytokenSentinel {
  readonly id: string;
  readonly address: string;
  readonly httpPort: number | undefined;
  readonly zone: string | undefined;
}

export type HoneytokenAnswer =
  | { readonly ok: true; readonly token: Honeytoken }
  | { readonly ok: false; readonly what: Message; readonly remedy: Message };

/** The register of decoys. Each has a nonce of its own that is committed to on record, so that it cannot be thought up afterwards. */
export interface Honeytokens {
  start(): Promise<void>;
  /** Newest first. */
  list(): readonly Honeytoken[];
  find(id: string): Honeytoken | undefined;
  lay(wish: {
    readonly placeId: string;
    readonly where: string;
    readonly kind: HoneytokenKind;
    readonly by: string;
  }): HoneytokenAnswer;
  /** For the judging of a place. */
  probesOf(placeId: string): readonly ProbeRun[];
}

export function createHoneytokens(deps: {
  readonly sentinels: () => readonly HoneytokenSentinel[];
  readonly isPlace: (placeId: string) => boolean;
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Clock;
}): Honeytokens {
  const { sentinels, isPlace, store, ledger, clock } = deps;
  const tokens = new Map<string, Honeytoken>();

  return {
    async start() {
      const found = (await store.documents(collection)).flatMap(({ body }) => (isToken(body) ? [body] : []));
      for (const token of found.sort((one, other) => one.laidAt - other.laidAt)) tokens.set(token.id, token);
    },
    list: () => [...tokens.values()].reverse(),
    find: (id) => tokens.get(id),
    lay({ placeId, where, kind, by }) {
      if (!isPlace(placeId)) return no('place', { place: placeId });
      if (tokens.size >= honeytokenLimits.tokens) return no('many', { most: honeytokenLimits.tokens });
      const nonce = newNonce();
      const found = sentinels().flatMap((one) => {
        const text = textOf(one, kind, nonce);
        return text === undefined ? [] : [{ sentinelId: one.id, text }];
      })[0];
      if (found === undefined) return no('nobody', { kind });
      // What names a decoy must not open it.
      const commitment = commitmentOf(nonce);
      const id = commitment.slice(0, 12);
      const token: Honeytoken = { id, placeId, where, kind, laidAt: clock.now(), laidBy: by, nonce, ...found };
      tokens.set(id, token);
      store.put({ collection, key: id, body: token });
      ledger.append({
        kind: 'probe',
        subject: `honeytoken ${id}`,
        body: { what: 'honeytoken', commitment, place: placeId, where, form: kind, sentinel: found.sentinelId, by },
      });
      return { ok: true, token };
    },
    probesOf: (placeId) => [...tokens.values()].filter((token) => token.placeId === placeId).map(probeOf),
  };
}

function textOf({ address, httpPort, zone }: HoneytokenSentinel, kind: HoneytokenKind, nonce: string) {
  if (kind === 'name') return zone === undefined ? undefined : `${nonce}.${zone}`;
  return httpPort === undefined ? undefined : `${originOf({ address, port: httpPort })}/fz/${nonce}`;
}

function probeOf({ id, placeId, where, sentinelId, laidAt, nonce }: Honeytoken): ProbeRun {
  return {
    placeId,
    collectorId: 'honeytoken',
    protocol: 'honeytoken',
    at: laidAt,
    target: `${sentinelId} ${id} ${where}`,
    nonce,
    commitment: -1,
    outcome: 'blocked',
    detail: message('isolation.honeytoken.lies', { where }),
    control: { target: '', outcome: 'not-run' },
    targetAlive: undefined,
  };
}

/** A page that shows a picture from outside when it is opened, with a form for words of its own. */
export function decoyPage({ text, where }: Honeytoken): string {
  const escaped = (words: string): string => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>${escaped(where)}</title>
<body><h1>${escaped(where)}</h1><img src="${escaped(text)}" alt="" width="1" height="1"></body></html>
`;
}

function no(why: string, params: Readonly<Record<string, string | number>>): HoneytokenAnswer {
  return {
    ok: false,
    what: message(`isolation.honeytoken.no-${why}`, params),
    remedy: message(`isolation.honeytoken.no-${why}.remedy`),
  };
}

function isToken(body: unknown): body is Honeytoken {
  const { id, placeId, where, kind, nonce, laidAt, text } = (body ?? {}) as Partial<Honeytoken>;
  return (
    [id, placeId, where, nonce, text].every((each) => typeof each === 'string') &&
    typeof laidAt === 'number' &&
    honeytokenKinds.includes(kind as HoneytokenKind)
  );
}
