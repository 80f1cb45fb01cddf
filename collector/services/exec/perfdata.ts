/**
 * Output of a plugin by the Monitoring Plugins Development Guidelines (sections 2.1 and 2.6) and Nagios' plugin API: a line for
 * people, then more lines; after `|` performance data.
 */
import type { ProbeValue, ValueRange } from '../model.ts';

/** One datum as the plugin wrote it; `unit` is the plugin's own. */
export interface PerfDatum {
  readonly label: string;
  readonly value: number;
  readonly unit: string;
  readonly warning?: ValueRange;
  readonly critical?: ValueRange;
  readonly least?: number;
  readonly most?: number;
}

export interface PluginOutput {
  /** First line, without performance data. */
  readonly line: string;
  /** The lines after it, without performance data. */
  readonly more: string;
  readonly data: readonly PerfDatum[];
}

export const pluginBounds = { outputBytes: 65_536, data: 64, labelCharacters: 128, unitCharacters: 16 } as const;

/** Parts a plugin's output; what is no performance datum is passed over, as others that read it do. */
export function readPluginOutput(out: string): PluginOutput {
  const [first = '', ...rest] = out.replace(/\r/g, '').split('\n');
  const [line, firstData] = cutAtBar(first);
  const [more, moreData] = cutAtBar(rest.join('\n'));
  return { line: line.trim(), more: more.trim(), data: readPerfdata(`${firstData} ${moreData}`) };
}

function cutAtBar(text: string): readonly [string, string] {
  const at = text.indexOf('|');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

const datumPattern = /\s*(?:'((?:[^']|'')+)'|([^\s='][^\s=]*))=(\S*)/y;

/** `'label'=value[UOM];[warn];[crit];[min];[max]`, with blanks between data; a quote in a label is written twice. */
export function readPerfdata(text: string): readonly PerfDatum[] {
  const data: PerfDatum[] = [];
  let at = 0;
  while (at < text.length && data.length < pluginBounds.data) {
    datumPattern.lastIndex = at;
    const found = datumPattern.exec(text);
    if (found === null) {
      // Not a datum: on with the next word.
      at += /^\s*\S+/.exec(text.slice(at))?.[0].length ?? text.length;
      continue;
    }
    at = datumPattern.lastIndex;
    const datum = readDatum(found[1]?.replaceAll("''", "'") ?? found[2] ?? '', found[3] ?? '');
    if (datum !== undefined) data.push(datum);
  }
  return data;
}

function readDatum(label: string, written: string): PerfDatum | undefined {
  const [measured = '', warning = '', critical = '', least = '', most = ''] = written.split(';');
  const [, number, unit = ''] = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)([^\d\s]*)$/.exec(measured) ?? [];
  // `U`: the plugin could not measure it this time.
  const value = Number(number);
  if (number === undefined || !Number.isFinite(value)) return undefined;
  const [warn, crit] = [readRange(warning), readRange(critical)];
  const [low, high] = [numberOf(least), numberOf(most)];
  return {
    label: label.slice(0, pluginBounds.labelCharacters),
    value,
    unit: unit.slice(0, pluginBounds.unitCharacters),
    ...(warn === undefined ? {} : { warning: warn }),
    ...(crit === undefined ? {} : { critical: crit }),
    ...(low === undefined ? {} : { least: low }),
    ...(high === undefined ? {} : { most: high }),
  };
}

/** `10`, `10:`, `~:10`, `10:20`, `@10:20` (section 2.5); undefined: none, or none that can be read. */
export function readRange(text: string): ValueRange | undefined {
  const [, at, low, colon, high] = /^(@?)(~|[-+.\deE]*)(:?)([-+.\deE]*)$/.exec(text) ?? [];
  if (low === undefined || (low === '' && high === '')) return undefined;
  const isInside = at === '@';
  // One number alone is the upper bound, from nought on.
  const [least, most] = colon === '' ? [0, numberOf(low)] : [low === '' ? 0 : numberOf(low), numberOf(high ?? '')];
  const isReadable = (written: string, read: number | undefined): boolean =>
    written === '' || written === '~' || read !== undefined;
  if (colon === '' ? most === undefined : !isReadable(low, least) || !isReadable(high ?? '', most)) return undefined;
  return { ...(least === undefined ? {} : { least }), ...(most === undefined ? {} : { most }), isInside };
}

function numberOf(text: string): number | undefined {
  if (text === '' || text === '~') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Units by which series can be compared: seconds, octets (of the guidelines' KB, MB, TB, by 1024), `%`, `c` for counters. */
const units: Readonly<Record<string, { readonly unit: string; readonly factor: number }>> = {
  s: { unit: 's', factor: 1 },
  ms: { unit: 's', factor: 1e-3 },
  us: { unit: 's', factor: 1e-6 },
  B: { unit: 'B', factor: 1 },
  KB: { unit: 'B', factor: 1024 },
  MB: { unit: 'B', factor: 1024 ** 2 },
  GB: { unit: 'B', factor: 1024 ** 3 },
  TB: { unit: 'B', factor: 1024 ** 4 },
};

/** The datum as it is kept, in base units with its thresholds in the same. A unit that is not of the guidelines stays. */
export function probeValueOf({ label, value, unit, warning, critical }: PerfDatum): ProbeValue {
  const { unit: base, factor } = units[unit] ?? { unit, factor: 1 };
  const scaled = (range: ValueRange): ValueRange => ({
    ...(range.least === undefined ? {} : { least: range.least * factor }),
    ...(range.most === undefined ? {} : { most: range.most * factor }),
    isInside: range.isInside,
  });
  return {
    name: label,
    value: value * factor,
    unit: base,
    ...(warning === undefined ? {} : { warning: scaled(warning) }),
    ...(critical === undefined ? {} : { critical: scaled(critical) }),
  };
}
