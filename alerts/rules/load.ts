import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ProfileBook } from '../../collector/index.ts';
import type { Mistake, Parsed } from '../../core/index.ts';
import { type Inventory, Mistakes, openYaml, readText, type Section, wholeFile } from '../../inventory/index.ts';
import { emptyBook, type RuleBook, ruleBounds } from './model.ts';
import { compareRules, compareWithCity } from './read/book.ts';
import { complain, complainAt } from './read/complain.ts';
import { type ReadRule, readRule } from './read/rule.ts';
import { type Vocabulary, vocabularyOf } from './series.ts';

const tagForm = /^[a-z][a-z0-9-]{0,59}$/;

/**
 * Reads the rules of a city: `rules.yaml` beside its other files, and every `rules/*.yaml`. A city without them has none. All rules or
 * every mistake, each with its line and remedy; never throws.
 */
export async function loadRules(
  inventory: Inventory,
  profiles: Pick<ProfileBook, 'profiles'>,
): Promise<Parsed<RuleBook>> {
  const files = await rulesFiles(inventory.folder);
  return files.length === 0
    ? { ok: true, value: emptyBook }
    : readRules(files, { vocabulary: vocabularyOf(profiles), inventory });
}

/** What rules are held against: the series that there are, and the city where it is known. */
export interface RuleScene {
  readonly vocabulary: Vocabulary;
  readonly inventory?: Pick<Inventory, 'city'> & {
    readonly settings: Pick<Inventory['settings'], 'services' | 'backups' | 'calendar'>;
  };
}

/** The rules of these files together. */
export async function readRules(
  files: readonly string[],
  { vocabulary, inventory }: RuleScene,
): Promise<Parsed<RuleBook>> {
  const mistakes = new Mistakes();
  const tags = new Map<string, readonly string[]>();
  const tagSections: Section[] = [];
  const read: ReadRule[] = [];
  const unread = new Set<string>();
  /** False: rules are missing that others may name. */
  let isWhole = files.length <= ruleBounds.files;
  for (const file of files.slice(0, ruleBounds.files)) {
    const text = await readText({ file, maxBytes: ruleBounds.fileBytes, mistakes });
    const root = text === undefined ? undefined : openYaml({ file, text, mistakes });
    if (root === undefined) {
      isWhole = false;
      continue;
    }
    if (root.has('tags')) {
      const section = root.section('tags');
      tagSections.push(section);
      for (const tag of section.keys()) {
        if (!tagForm.test(tag)) complain(section, tag, 'id-form', { value: tag });
        tags.set(tag, [...(tags.get(tag) ?? []), ...(section.list(tag) ?? []).map((one) => one.text)]);
      }
    }
    for (const section of root.sections('rules')) {
      if (read.length >= ruleBounds.rules) {
        complainAt(section, section.place(), 'too-many', { field: 'rules', limit: ruleBounds.rules });
        isWhole = false;
        break;
      }
      const one = readRule(section, vocabulary);
      if ('rule' in one) read.push(one);
      else unread.add(one.unreadId);
    }
    root.finish();
  }
  if (files.length > ruleBounds.files)
    mistakes.addKeyed(wholeFile(files[ruleBounds.files] ?? ''), 'alerts.rules.too-many', {
      field: 'rules/',
      limit: ruleBounds.files,
    });
  // What is not there because of one mistake would make a second of every rule that names it.
  if (isWhole) compareRules(read, unread);
  if (isWhole && inventory !== undefined) compareWithCity(read, { tags, sections: tagSections }, inventory);
  if (!mistakes.none) return { ok: false, mistakes: once(mistakes.list()) };
  return { ok: true, value: { rules: read.map(({ rule }) => rule), tags } };
}

/** A list that is no list is looked at twice, and is one mistake. */
function once(mistakes: readonly Mistake[]): readonly Mistake[] {
  const byText = new Map(mistakes.map((one) => [JSON.stringify(one), one]));
  return [...byText.values()];
}

/** Every YAML file of a folder, in the order of their names. */
export async function yamlFiles(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.ya?ml$/i.test(name));
  return names.sort().map((name) => join(folder, name));
}

/** `rules.yaml` and what lies in `rules/`, in the order of their names. */
export async function rulesFiles(folder: string): Promise<readonly string[]> {
  const own = (await yamlFiles(folder)).filter((file) => /^rules\.ya?ml$/i.test(basename(file)));
  return [...own, ...(await yamlFiles(join(folder, 'rules')))];
}
