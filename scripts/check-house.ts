/**
 * The rules of the house that no general linter knows: imports point one way, rooms are entered by their doors,
 * files stay small, every text exists in both languages. Prints each breach with its place; exits 1 when there is one.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
/** In the order of the flow: a room may import the rooms before it. */
const rooms = [
  'core',
  'store',
  'ledger',
  'standby',
  'inventory',
  'collector',
  'audit',
  'alerts',
  'api',
  'dashboards',
  'lab',
  'bench',
  // The entry points stand at the end of the flow, as one room: they may use every door.
  'commands',
];
const entryPoints = ['main.ts', 'app.ts', 'cli.ts'];
const maxLines = 400;
const breaches: string[] = [];

const sources = globSync('**/*.{ts,tsx}', {
  cwd: root,
  exclude: (name) => ['node_modules', 'dist', '.git'].includes(name.split('/').at(-1) ?? ''),
});

function roomOf(file: string): string | undefined {
  const top = file.split('/')[0] ?? '';
  if (entryPoints.includes(file)) return 'commands';
  return rooms.includes(top) ? top : undefined;
}

for (const file of sources) {
  const text = readFileSync(join(root, file), 'utf8');
  const lines = text.split('\n').length - 1;
  const isTest = /\.test\.tsx?$|\.fake\.ts$/.test(file);
  if (lines > maxLines && !isTest)
    breaches.push(`${file}:${maxLines} has ${lines} lines; the bound is ${maxLines}: split it into two ideas`);
  const room = roomOf(file);
  if (room === undefined) continue;
  for (const match of text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)) {
    const target = relative(root, resolve(root, dirname(file), match[1] ?? ''));
    const targetRoom = roomOf(target);
    if (targetRoom === undefined || targetRoom === room) continue;
    const line = text.slice(0, match.index).split('\n').length;
    // Tests may stand anywhere in the flow: a test of the collector starts the lab's agents.
    if (!isTest && rooms.indexOf(targetRoom) > rooms.indexOf(room)) {
      breaches.push(`${file}:${line} ${room} imports ${targetRoom}, which comes after it in the flow`);
    }
    // The web bundle takes the wire's types and the dictionaries alone, never a room's server code.
    const byDoor = /\/index\.ts$|\.fake\.ts$|\.json$/.test(target) || room === 'dashboards';
    if (!byDoor && !isTest)
      breaches.push(`${file}:${line} enters ${targetRoom} past its door: import ${targetRoom}/index.ts`);
  }
}

for (const zhFile of globSync(['*/i18n/zh-CN.json', 'audit/*/i18n/zh-CN.json', 'alerts/*/i18n/zh-CN.json'], {
  cwd: root,
})) {
  const enFile = zhFile.replace('zh-CN', 'en');
  const zh = JSON.parse(readFileSync(join(root, zhFile), 'utf8')) as Record<string, string>;
  const en = JSON.parse(readFileSync(join(root, enFile), 'utf8')) as Record<string, string>;
  for (const key of Object.keys(zh)) if (!(key in en)) breaches.push(`${enFile}:1 has no text for ${key}`);
  for (const key of Object.keys(en)) if (!(key in zh)) breaches.push(`${zhFile}:1 has no text for ${key}`);
  const places = (text: string) =>
    [...text.matchAll(/\{(\w+)\}/g)]
      .map((match) => match[1])
      .sort()
      .join();
  for (const [key, text] of Object.entries(zh)) {
    const other = en[key];
    if (other !== undefined && places(text) !== places(other))
      breaches.push(`${zhFile}:1 ${key} names other values than ${enFile}`);
  }
}

for (const breach of breaches) console.error(breach);
console.log(`house: ${sources.length} files, ${breaches.length} breaches`);
process.exit(breaches.length === 0 ? 0 : 1);
