import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { compile, farmCommunity, farmFirst, farmPort } from './farm.ts';
import type { Sweep } from './sweep.ts';

/** Compiles and runs the C program on libsnmp's asynchronous API. Needs Debian's libsnmp-dev. */
export async function sweepLibsnmp(options: {
  readonly folder: string;
  readonly devices: number;
  readonly sweeps: number;
  readonly window: number;
}): Promise<readonly Sweep[]> {
  const libraries = execFileSync('net-snmp-config', ['--libs'], { encoding: 'utf8' }).trim().split(/\s+/);
  const source = join(import.meta.dirname, '..', 'libsnmp', 'poll-libsnmp.c');
  const program = compile(options.folder, 'poll-libsnmp', source, libraries);
  const counts = [options.devices, farmPort].map(String);
  const args = [farmFirst, ...counts, farmCommunity, String(options.sweeps), String(options.window)];
  // With silent agents it ends with 1, and its lines say how many they were.
  const { stdout } = await promisify(execFile)(program, args).catch((thrown: { stdout?: string; code?: number }) => {
    if (thrown.code !== 1 || thrown.stdout === undefined) throw thrown;
    return { stdout: thrown.stdout };
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sweep);
}
