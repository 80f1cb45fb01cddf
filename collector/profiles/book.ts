import type { Profile } from './model.ts';

/** The profiles by what they match. */
export interface ProfileBook {
  readonly profiles: readonly Profile[];
  /** The profile whose sysObjectID prefix is the longest that fits; undefined when none does. */
  match(sysObjectID: string): Profile | undefined;
  /** By its family name. */
  named(family: string): Profile | undefined;
}

/** Of two profiles of one family, or with one prefix, the later counts: a user's own goes before ours. */
export function bookOf(profiles: readonly Profile[]): ProfileBook {
  const byFamily = new Map(profiles.map((profile) => [profile.family, profile]));
  const byPrefix = new Map<string, Profile>();
  for (const profile of byFamily.values()) for (const prefix of profile.match) byPrefix.set(prefix, profile);
  return {
    profiles: [...byFamily.values()],
    match(sysObjectID) {
      const parts = sysObjectID.split('.');
      for (let length = parts.length; length > 0; length--) {
        const found = byPrefix.get(parts.slice(0, length).join('.'));
        if (found !== undefined) return found;
      }
      return undefined;
    },
    named: (family) => byFamily.get(family),
  };
}
