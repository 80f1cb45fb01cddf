import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One district of the reference city, without terminals: small enough that two instances and their devices fit onto one machine. */
export function smallCity(from: string, to: string, district: string): void {
  cpSync(from, to, { recursive: true });
  const rows = (file: string, keep: (cells: readonly string[], column: (name: string) => number) => boolean): void => {
    const path = join(to, file);
    const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
    const names = header.split(',');
    const column = (name: string): number => names.indexOf(name);
    const kept = lines.filter((line) => keep(line.split(','), column));
    writeFileSync(path, `${[header, ...kept].join('\n')}\n`);
  };
  rows('districts.csv', ([id]) => id === district);
  for (const file of [
    'backups.csv',
    'devices.csv',
    'host-pairs.csv',
    'links.csv',
    'offices.csv',
    'points.csv',
    'services.csv',
  ])
    rows(file, (cells, column) => cells[column('district')] === district);
  rows('terminals.csv', () => false);
  const settings = join(to, 'fangzhou.yaml');
  const isOfAnother = (line: string): boolean => {
    const pair = /^ {4}([a-z0-9-]+): \{ home: /.exec(line)?.[1];
    return pair !== undefined && !pair.startsWith(`${district}-`);
  };
  const lines = readFileSync(settings, 'utf8').split('\n');
  writeFileSync(settings, lines.filter((line) => !isOfAnother(line)).join('\n'));
}

/** Changes a text; fails when nothing changed. */
export function replaced(text: string, ...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`nothing to change: ${from}`);
    return before.replace(from, to);
  }, text);
}
