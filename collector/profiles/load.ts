import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Parsed } from '../../core/index.ts';
import { Mistakes, readText, wholeFile } from '../../inventory/index.ts';
import { bookOf, type ProfileBook } from './book.ts';
import { type Profile, profileBounds } from './model.ts';
import { readProfileText } from './read-profile.ts';

/** Where our own profiles lie. */
export const makersFolder = join(import.meta.dirname, 'makers');

/** Reads one profile from its file; all mistakes or the profile, and never a throw. */
export async function loadProfile(file: string): Promise<Parsed<Profile>> {
  const mistakes = new Mistakes();
  const profile = await readFile(file, mistakes);
  return profile === undefined ? { ok: false, mistakes: mistakes.list() } : { ok: true, value: profile };
}

/**
 * Reads our own profiles and those of a folder of the user's, which go before ours: a family that is there too is replaced,
 * a longer prefix takes its devices. Two of the user's own with one family or one prefix are a mistake.
 */
export async function loadProfiles(folder?: string): Promise<Parsed<ProfileBook>> {
  const mistakes = new Mistakes();
  const own = await readFolder(makersFolder, mistakes);
  const theirs = folder === undefined ? [] : await readFolder(folder, mistakes);
  return mistakes.none ? { ok: true, value: bookOf([...own, ...theirs]) } : { ok: false, mistakes: mistakes.list() };
}

async function readFolder(folder: string, mistakes: Mistakes): Promise<readonly Profile[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => /\.ya?ml$/i.test(name)).sort();
  } catch (thrown) {
    const reason = (thrown as { code?: string }).code ?? 'unknown';
    mistakes.addKeyed(wholeFile(folder), 'collector.profile.folder', { folder, reason });
    return [];
  }
  if (names.length > profileBounds.files) {
    const params = { limit: profileBounds.files, count: names.length };
    mistakes.addKeyed(wholeFile(folder), 'collector.profile.too-many-files', params);
  }
  const profiles: Profile[] = [];
  for (const name of names.slice(0, profileBounds.files)) {
    const profile = await readFile(join(folder, name), mistakes);
    if (profile === undefined) continue;
    for (const other of profiles) {
      const same = other.family === profile.family ? profile.family : undefined;
      const prefix = profile.match.find((one) => other.match.includes(one));
      const params = { other: basename(other.file), value: same ?? prefix ?? '' };
      if (same !== undefined) mistakes.addKeyed(wholeFile(profile.file), 'collector.profile.family-twice', params);
      else if (prefix !== undefined)
        mistakes.addKeyed(wholeFile(profile.file), 'collector.profile.match-twice', params);
    }
    profiles.push(profile);
  }
  return profiles;
}

async function readFile(file: string, mistakes: Mistakes): Promise<Profile | undefined> {
  const before = mistakes.count;
  const text = await readText({ file, maxBytes: profileBounds.fileBytes, mistakes, mayMiss: true });
  if (text === undefined && mistakes.count === before)
    mistakes.addKeyed(wholeFile(file), 'collector.profile.file-missing');
  return text === undefined ? undefined : readProfileText({ file, text, mistakes });
}
