import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A part of the reference city, without terminals: small enough that several instances and their devices fit onto one machine.
 * `district`: that one alone. `officesEach`: only so many offices of each district, with their points.
 */
export function smallCity(
  to: string,
  { district, officesEach = Number.POSITIVE_INFINITY }: { readonly district?: string; readonly officesEach?: number },
): void {
  cpSync(join(import.meta.dirname, '..', '..', 'inventory', 'city'), to, { recursive: true });
  const keepRows = (file: string, keep: (cell: (name: string) => string) => boolean): void => {
    const path = join(to, file);
    const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n');
    const names = header.split(',');
    const kept = lines.filter((line) => {
      const cells = line.split(',');
      return keep((name) => cells[names.indexOf(name)] ?? '');
    });
    writeFileSync(path, `${[header, ...kept].join('\n')}\n`);
  };
  const isHere = (id: string) => district === undefined || id === district;
  const seen = new Map<string, number>();
  const offices = new Set<string>();
  const points = new Set<string>();
  keepRows('districts.csv', (cell) => isHere(cell('id')));
  keepRows('offices.csv', (cell) => {
    const [id, of] = [cell('id'), cell('district')];
    const number = (seen.get(of) ?? 0) + 1;
    seen.set(of, number);
    if (!isHere(of) || number > officesEach) return false;
    offices.add(id);
    return true;
  });
  keepRows('points.csv', (cell) => {
    if (offices.has(cell('office'))) points.add(cell('id'));
    return offices.has(cell('office'));
  });
  keepRows('backups.csv', (cell) => offices.has(cell('office')));
  const circuits = new Set<string>();
  keepRows('links.csv', (cell) => {
    const isKept = points.has(cell('point'));
    if (isKept) circuits.add(cell('circuit'));
    return isKept;
  });
  keepRows('contracts.csv', (cell) => circuits.has(cell('circuit')));
  keepRows(
    'devices.csv',
    (cell) => isHere(cell('district')) && (points.has(cell('location')) || cell('location').endsWith('-dc')),
  );
  for (const file of ['host-pairs.csv', 'services.csv']) keepRows(file, (cell) => isHere(cell('district')));
  keepRows('terminals.csv', () => false);
  const settings = join(to, 'fangzhou.yaml');
  const isOfAnother = (line: string): boolean => {
    const pair = /^ {4}([a-z0-9-]+): \{ home: /.exec(line)?.[1];
    return pair !== undefined && district !== undefined && !pair.startsWith(`${district}-`);
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
