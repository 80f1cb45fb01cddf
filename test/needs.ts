import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { describe } from 'vitest';

/** Debian package that brings each outside tool that a suite may need. */
export const packageOfTool: Readonly<Record<string, string>> = {
  snmpd: 'snmpd',
  snmpget: 'snmp',
  chromium: 'chromium',
  prometheus: 'prometheus',
  'prometheus-snmp-exporter': 'prometheus-snmp-exporter',
};

function findTool(tool: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin', '/sbin'];
  return folders.map((folder) => join(folder, tool)).find((path) => existsSync(path));
}

/** Path of a tool that the suite has declared with `suiteNeeding`. */
export function toolPath(tool: string): string {
  const path = findTool(tool);
  if (path === undefined) throw new Error(`${tool} is not installed: apt-get install ${packageOfTool[tool] ?? tool}`);
  return path;
}

/** The folder of other people's data (walks, vectors), read and never copied. */
export function sharedFolder(): string {
  return resolve(process.env['FANGZHOU_SHARED'] ?? join(import.meta.dirname, '..', '..', 'shared'));
}

/**
 * A suite that needs outside tools or shared data. Where they are there it runs as any other. Where one is absent it is
 * named as not run, with the command that brings it; in CI (`CI=true`) its absence is a failure, never a silence.
 */
export function suiteNeeding(needed: readonly string[], name: string, body: () => void): void {
  const missing = needed.filter((need) =>
    need.startsWith('shared/') ? !existsSync(join(sharedFolder(), need.slice(7))) : findTool(need) === undefined,
  );
  if (missing.length === 0 || process.env['CI'] === 'true') {
    describe(name, body);
    return;
  }
  const remedy = missing.map((need) =>
    need.startsWith('shared/')
      ? `set FANGZHOU_SHARED to the folder with ${need.slice(7)}`
      : `apt-get install ${packageOfTool[need] ?? need}`,
  );
  process.stderr.write(`not run: ${name} (missing ${missing.join(', ')}: ${remedy.join('; ')})\n`);
}
