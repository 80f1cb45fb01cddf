/** Given to Node with --import: .ts files are read as their plain text from the cache. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainFile, strip } from './cache.mjs';

/** All that is missing is made at the first miss, by a process that ends, so that its memory goes with it. */
let filled = false;

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
    return { format: 'module', source: plain(readFileSync(fileURLToPath(url), 'utf8')), shortCircuit: true };
  },
});

function plain(source) {
  const file = plainFile(source);
  const known = readIfThere(file);
  if (known !== undefined) return known;
  if (!filled) {
    filled = true;
    const flags = ['--disable-warning=ExperimentalWarning'];
    spawnSync(process.execPath, [...flags, join(import.meta.dirname, 'fill.mjs')], { stdio: 'ignore' });
  }
  // Where the folder cannot be written the type stripper comes into this process.
  return readIfThere(file) ?? strip(source);
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
