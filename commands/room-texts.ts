/**
 * The words of a command, read from the rooms' files and not through their doors: a door brings its whole room,
 * and `--help` would load the server (2 s of processor time).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dictionary, Language } from '../core/index.ts';

const root = join(import.meta.dirname, '..');

/** Every folder with words for a terminal; those of `dashboards` are the browser's. */
export const roomsWithTexts = [
  'commands',
  'inventory',
  'collector',
  'store',
  'ledger',
  'standby',
  'alerts',
  'alerts/rules',
  'audit',
  'audit/assessment',
  'audit/backups',
  'audit/custody',
  'audit/drills',
  'audit/handbook',
  'audit/isolation',
  'audit/pairs',
  'audit/report',
  'audit/services',
  'api',
  'lab',
] as const;
export type RoomWithTexts = (typeof roomsWithTexts)[number];

/** What commands that run long beside little memory carry; all others may say anything. */
const fewWords: Readonly<Record<string, readonly RoomWithTexts[]>> = {
  collector: ['commands', 'collector'],
  'backup-audit': ['commands', 'collector', 'audit'],
};

/** The words that the command of this name may say, in one language. */
export async function textsOfCommand(name: string | undefined, language: Language): Promise<Dictionary> {
  const rooms = (name !== undefined && Object.hasOwn(fewWords, name) && fewWords[name]) || roomsWithTexts;
  const files = rooms.map((room) => readFile(join(root, room, 'i18n', `${language}.json`), 'utf8'));
  return Object.assign(Object.create(null), ...(await Promise.all(files)).map((text) => JSON.parse(text)));
}
