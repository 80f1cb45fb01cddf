import { randomBytes } from 'node:crypto';
import { type Clock, type EpochMs, type Message, message } from '../../core/index.ts';
import { type City, incidentSeverities } from '../../inventory/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { Store } from '../../store/index.ts';
import { conditionNames, type Incident } from '../incident.ts';
import { isMatched } from './match.ts';
import { type Silence, type SilenceAnswer, type SilenceMark, type SilenceMatchers, silenceLimits } from './model.ts';
import { silenceRecord } from './record.ts';

export const silenceCollection = 'silences';

export interface SilenceWish {
  readonly matchers: SilenceMatchers;
  readonly to: EpochMs;
  readonly reason: string;
  readonly by: string;
}

/** Silences: who is not paged for what, until when, why, and who said so. Each is on record when it is made and when it is ended. */
export interface Silences {
  /** Takes up what a former run left, or what another instance decided. */
  start(): Promise<void>;
  /** Holds from now on. */
  add(wish: SilenceWish): SilenceAnswer;
  end(id: string, by: string): SilenceAnswer;
  /** Those that hold, the next to end first; then those that are over, the newest first. */
  list(): readonly Silence[];
  find(id: string): Silence | undefined;
  isOver(silence: Silence): boolean;
  /** What silences an incident now, of several the one that lasts longest. */
  markOf(incident: Pick<Incident, 'condition' | 'root' | 'severity'>): SilenceMark | undefined;
  /** Nothing is silenced now: nobody has to ask of each incident. */
  readonly isEmpty: boolean;
}

export function createSilences(deps: {
  readonly city: () => City;
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
}): Silences {
  const { city, store, ledger, clock } = deps;
  const silences = new Map<string, Silence>();
  const endOf = ({ to, endedAt }: Silence): EpochMs => Math.min(endedAt ?? to, to);
  const isOver = (silence: Silence): boolean => endOf(silence) <= clock.now();
  const holding = (): readonly Silence[] => [...silences.values()].filter((each) => !isOver(each));

  function keep(silence: Silence): SilenceAnswer {
    silences.set(silence.id, silence);
    store.put({ collection: silenceCollection, key: silence.id, body: silence });
    ledger.append(silenceRecord(silence));
    const over = [...silences.values()].filter(isOver).sort((a, b) => endOf(a) - endOf(b));
    for (const { id } of over.slice(0, Math.max(0, over.length - silenceLimits.kept))) {
      silences.delete(id);
      store.put({ collection: silenceCollection, key: id, body: undefined });
    }
    return { ok: true, silence };
  }

  function refusal({ matchers, to, reason, by }: SilenceWish): Message | undefined {
    const refused = (what: string, params = {}) => message(`alerts.silence.refused.${what}`, params);
    const { longestMs, values, valueCharacters, reasonCharacters, open } = silenceLimits;
    const lists = Object.values(matchers);
    const isSound = (list: readonly string[]): boolean =>
      list.length > 0 && list.length <= values && list.every((each) => each.length <= valueCharacters && each !== '');
    const isAll = matchers.elements?.some((pattern) => /^\*+$/.test(pattern)) === true;
    if (lists.length === 0 || isAll || !lists.every(isSound)) return refused('matchers', { most: values });
    const stranger = strangerIn(matchers, city());
    if (stranger !== undefined) return refused('unknown', { value: stranger });
    if (reason.trim() === '' || reason.length > reasonCharacters || by === '')
      return refused('reason', { most: reasonCharacters });
    if (to <= clock.now() || to > clock.now() + longestMs) return refused('time', { days: longestMs / 86_400_000 });
    return holding().length >= open ? refused('many', { most: open }) : undefined;
  }

  return {
    async start() {
      const kept = await store.documents(silenceCollection);
      silences.clear();
      for (const { key, body } of kept) {
        const silence = readSilence(body);
        if (silence !== undefined) silences.set(key, silence);
      }
    },
    add(wish) {
      const reason = refusal(wish);
      if (reason !== undefined) return { ok: false, reason };
      const now = clock.now();
      const id = `SI-${randomBytes(6).toString('hex')}`;
      const { matchers, to, by } = wish;
      return keep({ id, matchers, from: now, to, reason: wish.reason.trim(), createdBy: by, createdAt: now });
    },
    end(id, by) {
      const silence = silences.get(id);
      if (silence === undefined) return { ok: false, reason: message('alerts.silence.refused.none', { id }) };
      if (isOver(silence)) return { ok: false, reason: message('alerts.silence.refused.over') };
      return keep({ ...silence, endedAt: clock.now(), endedBy: by });
    },
    list() {
      const over = [...silences.values()].filter(isOver);
      return [...[...holding()].sort((a, b) => endOf(a) - endOf(b)), ...over.sort((a, b) => endOf(b) - endOf(a))];
    },
    find: (id) => silences.get(id),
    isOver,
    markOf(incident) {
      const found = holding().filter(({ matchers }) => isMatched(incident, matchers, city()));
      const [longest] = found.sort((a, b) => endOf(b) - endOf(a));
      if (longest === undefined) return undefined;
      const { id, createdBy: by, reason } = longest;
      return { id, by, until: endOf(longest), reason };
    },
    get isEmpty() {
      return ![...silences.values()].some((each) => !isOver(each));
    },
  };
}

/** A name without a star that nothing here has: a slip of the pen silences nothing, and nobody would notice. */
function strangerIn({ elements = [], districts = [] }: SilenceMatchers, city: City): string | undefined {
  const { districts: all, offices, points, devices, links, hostPairs, services, backups } = city;
  const known = [all, offices, points, devices, links, hostPairs, services, backups];
  const isKnown = (id: string): boolean => id === city.id || known.some((some) => some.has(id));
  return (
    elements.find((id) => !id.includes('*') && !isKnown(id) && !isKnown(id.split('/')[0] ?? id)) ??
    districts.find((id) => id !== 'city' && id !== city.id && !all.has(id))
  );
}

function readSilence(body: unknown): Silence | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const silence = body as Partial<Silence>;
  const { id, matchers, from, to, reason, createdBy, createdAt } = silence;
  if (![id, reason, createdBy].every((each) => typeof each === 'string')) return undefined;
  if (![from, to, createdAt].every(Number.isSafeInteger) || !isMatchers(matchers)) return undefined;
  return silence as Silence;
}

function isMatchers(value: unknown): value is SilenceMatchers {
  if (typeof value !== 'object' || value === null) return false;
  const { conditions, elements, districts, severities, ...rest } = value as Partial<Record<string, unknown>>;
  const among = (list: unknown, known?: readonly string[]): boolean =>
    list === undefined ||
    (Array.isArray(list) && list.every((each) => typeof each === 'string' && (known?.includes(each) ?? true)));
  // What this version does not know would silence more than was meant.
  if (Object.keys(rest).length > 0) return false;
  return (
    among(conditions, conditionNames) && among(severities, incidentSeverities) && among(elements) && among(districts)
  );
}
