import type { WireWarmStandby } from '../../../../api/wire.ts';
import type { WireStandby } from '../../../../api/wire-standby.ts';

/** How the other side stands, from the one that decides. */
export type StandingWord = 'synchronised' | 'behind' | 'copying' | 'attention' | 'absent' | 'split' | 'unknown';

export interface Standing {
  readonly word: StandingWord;
  /** What taking over now would lose; null: not known. */
  readonly seconds: number | null;
  readonly changes: number | null;
  /** When the other side was last heard, ISO 8601; null: never. */
  readonly heardAt: string | null;
}

/** The gravest first. */
const gravity: readonly StandingWord[] = [
  'split',
  'absent',
  'unknown',
  'copying',
  'behind',
  'attention',
  'synchronised',
];

/** So much of the last moments is always on its way: less is told in the tooltip and called synchronised. */
export const nearSeconds = 5;
/** An answer older than this shows nothing that holds now. */
export const answerHoldsMs = 30_000;
/** The other one of a pair gives a sign of life several times in a ttl. */
const silentAfterTtls = 3;

/** What stands under the head: nobody decides; another one decides; nothing, where this one does. */
export function bannerOf(pair: WireStandby | null): 'undecided' | 'standby' | undefined {
  if (pair === null) return undefined;
  if (pair.active === null) return 'undecided';
  return pair.role === 'standby' ? 'standby' : undefined;
}

/** True where nobody but a person can move the database. */
export function isByHand({ takeover, hindrance }: WireStandby): boolean {
  return takeover === 'manual' || hindrance === 'arbiter-unreachable';
}

/** An address that a link may lead to; what else stands in the settings is shown as text. */
export function linkOf(url: string): string | undefined {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol) ? url : undefined;
}

/** How the other one of a pair stands; `now` in milliseconds of the server's clock. */
export function pairStanding(pair: WireStandby, now: number): Standing {
  const { peerSeenAt, lossBound, databases, ttlSeconds } = pair;
  const base = { seconds: null, changes: lossBound.decisions, heardAt: peerSeenAt };
  const word = (): StandingWord => {
    if (databases.filter(({ condition }) => condition === 'primary').length > 1) return 'split';
    if (peerSeenAt === null || now - Date.parse(peerSeenAt) > silentAfterTtls * ttlSeconds * 1000) return 'absent';
    if (lossBound.decisions === null || lossBound.database === 'unknown') return 'unknown';
    if (lossBound.decisions > 0) return 'behind';
    const alone = lossBound.database === 'single' && pair.takeover !== 'lease';
    const troubled = pair.hindrance !== null || pair.arbiter === 'silent' || pair.diverged !== null || alone;
    return troubled ? 'attention' : 'synchronised';
  };
  return { ...base, word: word() };
}

/** How the warm standby stands, by the judgements of the one that is followed. */
export function warmStanding({ checks, followers, lossBound }: WireWarmStandby): Standing {
  const verdict = (id: string) => checks.find(({ checkId }) => checkId === id)?.verdict ?? 'unknown';
  const { seconds, changes } = lossBound ?? { seconds: null, changes: null };
  const [heardAt = null] = followers
    .map(({ lastContactAt }) => lastContactAt)
    .sort()
    .reverse();
  const word = (): StandingWord => {
    if (verdict('FO-21') === 'fail') return 'split';
    if (verdict('FO-22') === 'fail') return 'absent';
    if (verdict('FO-22') === 'unknown') return 'unknown';
    if (verdict('FO-05') === 'fail') return 'copying';
    if (changes === null || verdict('FO-23') === 'unknown') return 'unknown';
    if (verdict('FO-23') === 'fail' || (changes > 0 && (seconds ?? nearSeconds) >= nearSeconds)) return 'behind';
    return verdict('FO-21') === 'pass' && verdict('FO-14') === 'pass' ? 'synchronised' : 'attention';
  };
  return { word: word(), seconds, changes, heardAt };
}

interface Seen {
  readonly pair: WireStandby | null;
  readonly warm: WireWarmStandby | null;
}

/**
 * The badge of the one that decides: the graver of what is declared; undefined where nothing is, or where the banner speaks.
 * `answerAgeMs`: how old the server's answer is.
 */
export function badgeOf({ pair, warm }: Seen, now: number, answerAgeMs: number): Standing | undefined {
  if (bannerOf(pair) !== undefined) return undefined;
  const all = [...(pair === null ? [] : [pairStanding(pair, now)]), ...(warm === null ? [] : [warmStanding(warm)])];
  const [worst] = all.sort((a, b) => gravity.indexOf(a.word) - gravity.indexOf(b.word));
  return worst !== undefined && answerAgeMs > answerHoldsMs ? { ...worst, word: 'unknown' } : worst;
}
