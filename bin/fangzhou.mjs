#!/usr/bin/env node
// Plain JavaScript, so that any Node can read it: it hands over to the Node 24 that package.json pins, because the program
// itself is TypeScript run by type stripping, with the settings of memory that suit a program which runs for years.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeEnv, nodeFlags } from './memory.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modern = Number(process.versions.node.split('.')[0]) >= 24;
const node = modern ? process.execPath : join(root, 'node_modules', 'node', 'bin', 'node');
if (!existsSync(node)) {
  process.stderr.write(
    `fangzhou needs Node 24; this is ${process.version}. Run "npm ci" in ${root}: it brings Node 24.\n`,
  );
  process.exit(1);
}

const args = [...nodeFlags, ...process.execArgv, join(root, 'main.ts'), ...process.argv.slice(2)];
const env = { ...nodeEnv, ...process.env };

if (typeof process.execve === 'function' && process.platform !== 'win32') {
  process.removeAllListeners('warning');
  process.execve(node, [node, ...args], env);
}
const child = spawn(node, args, { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128));
