import { message } from '../../../core/index.ts';
import type { ProfileReading, ProfileValue } from '../../profiles/model.ts';
import type { Asked, UtmHaFacts } from '../model.ts';
import type { MemberAsk } from './ask.ts';
import { failed } from './failure.ts';
import { roleOfWord } from './role-words.ts';

type Word = Extract<ProfileValue, { readonly type: 'word' }>;

/** HA state of a UTM by what its maker's profile read last. Never throws. */
export async function readUtmHa(ask: MemberAsk): Promise<Asked<UtmHaFacts> | undefined> {
  if (ask.profile !== undefined) return utmHaOf(ask.profile);
  return failed('silent', ask.clock.now(), message('collector.pairs.utm.not-read', { device: ask.deviceId }));
}

const syncWords: Readonly<Record<string, boolean>> = { synchronized: true, unsynchronized: false };

/**
 * The role as far as the profile tells one: a mode (`active-passive`) is no role, and stays `other` with the maker's word. In
 * sync is whoever has all rows of it in sync.
 */
export function utmHaOf({ values, at, family }: ProfileReading): Asked<UtmHaFacts> {
  const words = values.filter((value): value is Word => value.means === 'ha' && value.type === 'word');
  const roles = words.filter(({ value }) => syncWords[value] === undefined);
  const telling = roles.find(({ value }) => roleOfWord(value) !== undefined) ?? roles[0];
  if (telling === undefined) return failed('absent', at, message('collector.pairs.utm.not-offered', { family }));
  const syncs = words.flatMap(({ value }) => syncWords[value] ?? []);
  return {
    outcome: 'answered',
    at,
    facts: {
      role: roleOfWord(telling.value) ?? 'other',
      said: telling.value,
      ...(syncs.length === 0 ? {} : { inSync: syncs.every((inSync) => inSync) }),
    },
  };
}
