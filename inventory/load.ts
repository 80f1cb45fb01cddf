import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Parsed } from '../core/index.ts';
import { bounds } from './files/bounds.ts';
import { readText } from './files/text.ts';
import { Mistakes } from './mistakes/mistakes.ts';
import { wholeFile } from './mistakes/place.ts';
import type { Inventory, Settings } from './settings.ts';
import { readCity } from './tables/city.ts';
import type { CityHead } from './tables/context.ts';
import { Networks } from './tables/networks.ts';
import { readAssessment } from './yaml/assessment.ts';
import { type BackupReference, backupMistakes } from './yaml/backup-references.ts';
import { readCityHead } from './yaml/city.ts';
import { openYaml } from './yaml/document.ts';
import type { IsolationReference } from './yaml/isolation.ts';
import { referMistakes } from './yaml/isolation-references.ts';
import type { TeamReference } from './yaml/paging.ts';
import { type Environment, Secrets } from './yaml/secrets.ts';
import { type ProbeDefaults, withCity } from './yaml/services-defaults.ts';
import { readSettings } from './yaml/settings.ts';
import { teamMistakes } from './yaml/team-references.ts';

const settingsName = 'fangzhou.yaml';

/**
 * Reads the declared city and its settings from a folder, or from a settings' file whose `inventory:` may name another
 * folder. Gives the whole or every mistake in one go; whatever the bytes, it does not throw.
 * @example const read = await loadInventory({ source: 'inventory/city', env: process.env });
 */
export async function loadInventory({ source, env }: { source: string; env: Environment }): Promise<Parsed<Inventory>> {
  const mistakes = new Mistakes();
  const networks = new Networks();
  const file = await settingsFileOf(source);
  if (file === undefined) {
    mistakes.add(wholeFile(source), 'source-missing', { path: source });
    return { ok: false, mistakes: mistakes.list() };
  }
  const { head, settings, references, backupReferences, teamReferences, ofServices, credentialNames, folder } =
    await readYaml({
      file,
      env,
      mistakes,
      networks,
    });
  const before = mistakes.count;
  const assessment = await readAssessment(folder, mistakes);
  const { city, targets } = await readCity({ folder, head, credentialNames, mistakes, networks });
  // A line that cannot be read may declare what the settings refer to.
  if (mistakes.count === before) {
    referMistakes(references, city, mistakes);
    backupMistakes(backupReferences, city, mistakes);
    teamMistakes(teamReferences, city, mistakes);
  }
  if (!mistakes.none || settings === undefined) return { ok: false, mistakes: mistakes.list() };
  const services = withCity(settings.services, city, ofServices);
  return { ok: true, value: { city, settings: { ...settings, services, assessment }, targets, source, folder } };
}

async function settingsFileOf(source: string): Promise<string | undefined> {
  try {
    const found = await stat(source);
    return found.isDirectory() ? join(source, settingsName) : source;
  } catch {
    return undefined;
  }
}

interface YamlReading {
  readonly head: CityHead;
  readonly settings: Omit<Settings, 'assessment'> | undefined;
  readonly references: readonly IsolationReference[];
  readonly backupReferences: readonly BackupReference[];
  readonly teamReferences: readonly TeamReference[];
  readonly ofServices: ProbeDefaults | undefined;
  readonly credentialNames: ReadonlySet<string> | undefined;
  readonly folder: string;
}

async function readYaml({
  file,
  env,
  mistakes,
  networks,
}: {
  file: string;
  env: Environment;
  mistakes: Mistakes;
  networks: Networks;
}): Promise<YamlReading> {
  const unread: YamlReading = {
    head: { id: 'city', nameZh: '', nameEn: '', prefixes: [] },
    settings: undefined,
    references: [],
    backupReferences: [],
    teamReferences: [],
    ofServices: undefined,
    credentialNames: undefined,
    folder: dirname(file),
  };
  const text = await readText({ file, maxBytes: bounds.yamlBytes, mistakes });
  const root = text === undefined ? undefined : openYaml({ file, text, mistakes });
  if (root === undefined) return unread;
  const inventory = root.optionalText('inventory');
  const head = readCityHead(root.section('city'), networks);
  const { settings, references, backupReferences, teamReferences, ofServices } = await readSettings(root, {
    secrets: new Secrets({ env, settingsFile: file }),
    file,
  });
  const credentialNames = new Set(root.section('credentials').keys());
  root.finish();
  const csv = inventory === undefined ? dirname(file) : beside(file, inventory);
  return { head, settings, references, backupReferences, teamReferences, ofServices, credentialNames, folder: csv };
}

/** A path in the settings, in the form in which the user gave the settings' own. */
function beside(file: string, path: string): string {
  return path.startsWith('/') ? resolve(path) : join(dirname(file), path);
}
