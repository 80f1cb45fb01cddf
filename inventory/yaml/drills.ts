import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type DrillCommand, type DrillProcedure, type DrillsSettings, drillBounds } from '../drill-settings.ts';
import { bounds } from '../files/bounds.ts';
import { readText } from '../files/text.ts';
import type { Mistakes } from '../mistakes/mistakes.ts';
import { nearest } from '../mistakes/near.ts';
import { wholeFile } from '../mistakes/place.ts';
import { openYaml } from './document.ts';
import { type CommandReference, readProcedure } from './drill-procedure.ts';
import { readExperiment } from './experiment.ts';
import type { IsolationReference } from './isolation.ts';
import type { Section } from './section.ts';

/** Procedures that come with Fangzhou; one of the same id in the settings stands in their place. */
const shippedFolder = resolve(import.meta.dirname, '..', 'drills');
const idForm = /^[a-z0-9][\w.-]{0,63}$/i;
/** A name or an address; what begins with a hyphen would be an option of ssh. */
const hostForm = /^[a-z0-9:][\w.:-]{0,252}$/i;
const userForm = /^[a-z_][\w.-]{0,31}$/i;

/**
 * Reads `drills`: commands, procedures written here, and those of `folder` (`*.yaml`, and `*.json` in the form of a Chaos Toolkit
 * experiment). Files are relative to `besides`; devices that it names are compared with the city by `referMistakes`.
 */
export async function readDrills(
  section: Section,
  besides: string,
): Promise<{ readonly settings: DrillsSettings; readonly references: readonly IsolationReference[] }> {
  const { mistakes } = section;
  const references: IsolationReference[] = [];
  const called: CommandReference[] = [];
  const commands = section.sections('commands').flatMap((one) => readCommand(one, besides, references));
  const seen = new Set<string>();
  for (const { name, deviceId, place } of commands) {
    const key = `${name} ${deviceId}`;
    if (seen.has(key)) mistakes.add(place, 'drill-twice', { field: section.name('commands'), value: name });
    seen.add(key);
  }
  if (commands.length > drillBounds.commands)
    section.wrong('commands', 'drill-too-many', { max: drillBounds.commands });
  const declared = section.sections('procedures').flatMap((one) => readProcedure(one, called));
  const folder = section.optionalText('folder');
  if (folder !== undefined) declared.push(...(await readFolder(resolve(besides, folder), section, called)));
  section.finish();
  const byId = new Map<string, DrillProcedure>();
  for (const { procedure, place } of declared) {
    if (byId.has(procedure.id)) mistakes.add(place, 'drill-twice', { field: 'id', value: procedure.id });
    byId.set(procedure.id, procedure);
  }
  if (byId.size > drillBounds.procedures)
    section.wrong('procedures', 'drill-too-many', { max: drillBounds.procedures });
  for (const { procedure } of await readShipped(mistakes, called)) {
    if (!byId.has(procedure.id)) byId.set(procedure.id, procedure);
  }
  const names = new Set(commands.map(({ name }) => name));
  for (const { place, field, value } of called) {
    if (names.has(value)) continue;
    const params = { field, noun: 'key:inventory.noun.command', value };
    mistakes.add(place, 'unknown-reference', params, nearest(value, names));
  }
  return {
    settings: { procedures: [...byId.values()], commands: commands.map(({ place: _, ...command }) => command) },
    references,
  };
}

function readCommand(section: Section, besides: string, references: IsolationReference[]) {
  const held = <T extends string>(key: string, form: RegExp, text: T | undefined): T | undefined => {
    if (text !== undefined && !form.test(text)) section.wrong(key, 'drill-word', { value: text });
    return text;
  };
  const file = (key: string): string => resolve(besides, section.text(key) ?? '');
  const deviceId = section.text('member') ?? '';
  if (deviceId !== '')
    references.push({
      place: section.place('member'),
      field: section.name('member'),
      noun: 'device',
      value: deviceId,
    });
  const command: DrillCommand = {
    name: held('name', idForm, section.text('name')) ?? '',
    deviceId,
    host: held('host', hostForm, section.optionalText('host')),
    port: section.number('port', { otherwise: 22, min: 1, max: 65_535, whole: true }),
    user: held('user', userForm, section.text('user')) ?? '',
    keyFile: file('key'),
    knownHostsFile: file('known_hosts'),
    command: section.text('command') ?? '',
    timeoutSeconds: section.duration('timeout', { otherwise: '30s', min: '1s', max: '10m' }),
  };
  if (command.command.length > drillBounds.textCharacters)
    section.wrong('command', 'drill-long', { max: drillBounds.textCharacters });
  const place = section.place();
  section.finish();
  return [{ ...command, place }];
}

async function readFolder(folder: string, section: Section, called: CommandReference[]) {
  let names: readonly string[];
  try {
    names = (await readdir(folder)).filter((name) => /\.(?:ya?ml|json)$/i.test(name)).sort();
  } catch {
    section.wrong('folder', 'drill-folder', { path: folder });
    return [];
  }
  if (names.length > drillBounds.files) section.wrong('folder', 'drill-too-many', { max: drillBounds.files });
  return readFiles(folder, names.slice(0, drillBounds.files), section.mistakes, called);
}

async function readShipped(mistakes: Mistakes, called: CommandReference[]) {
  return readFiles(shippedFolder, (await readdir(shippedFolder)).sort(), mistakes, called);
}

async function readFiles(
  folder: string,
  names: readonly string[],
  mistakes: Mistakes,
  called: CommandReference[],
): Promise<ReturnType<typeof readProcedure>> {
  const found: ReturnType<typeof readProcedure> = [];
  for (const name of names) {
    const file = join(folder, name);
    const text = await readText({ file, maxBytes: bounds.yamlBytes, mistakes });
    if (text === undefined) continue;
    if (text.trim() === '') mistakes.add(wholeFile(file), 'yaml-not-map', { field: name });
    const root = text.trim() === '' ? undefined : openYaml({ file, text, mistakes });
    if (root === undefined) continue;
    const read = /\.json$/i.test(name) ? readExperiment(root, called) : readProcedure(root, called);
    found.push(...read);
  }
  return found;
}
