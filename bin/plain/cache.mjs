/**
 * TypeScript with its types blanked out, a file for each content, so that a program which runs for years needs neither Node's
 * type stripper (25 MB once it is loaded) nor Node's compile cache, which stays in memory whole (12 MB) as long as the process.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'node_modules', '.cache', 'fangzhou');
/** Folders without what runs for long, and files that only tests import. */
const foldersLeftOut = new Set(['node_modules', 'test']);
const filesLeftOut = /\.(?:test|fake|d)\.ts$|^dashboards\/web\//;

/** Where the plain text of a source lies once it was made; another Node may strip otherwise. */
export function plainFile(source) {
  const name = createHash('sha256').update(process.version).update(source).digest('hex').slice(0, 40);
  return join(folder, `${name}.js`);
}

/** Types become blanks: every line and column stays where it is. */
export const strip = (source) => stripTypeScriptTypes(source);

/** Makes what is missing and drops what belongs to no source any more. Throws when the folder cannot be written. */
export function fill() {
  mkdirSync(folder, { recursive: true });
  const kept = new Set();
  for (const path of sources()) {
    const source = readFileSync(join(root, path), 'utf8');
    const file = plainFile(source);
    kept.add(basename(file));
    if (!existsSync(file)) write(file, strip(source));
  }
  for (const name of readdirSync(folder)) {
    if (!kept.has(name) && !name.endsWith('.new')) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function sources() {
  return readdirSync(root, { withFileTypes: true })
    .flatMap((entry) => {
      if (!entry.isDirectory()) return [entry.name];
      if (foldersLeftOut.has(entry.name) || entry.name.startsWith('.')) return [];
      return readdirSync(join(root, entry.name), { recursive: true }).map((path) => `${entry.name}/${path}`);
    })
    .filter((path) => path.endsWith('.ts') && !filesLeftOut.test(path));
}

/** Whole or not at all, whoever writes the same at the same time. */
function write(file, text) {
  const making = `${file}.${process.pid}.new`;
  writeFileSync(making, text);
  renameSync(making, file);
}
