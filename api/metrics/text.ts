/** The Prometheus text format 0.0.4, written directly where prom-client's objects would cost too much. */

export type MetricType = 'gauge' | 'counter';

/** One sample: its labels as already rendered text, and its value. */
export type Line = readonly [labels: string, value: number | bigint];

/** Escapes a label value. */
function escapeLabel(value: string): string {
  return /[\\"\n]/.test(value) ? value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n') : value;
}

/** `{a="1",b="2"}`. */
export function labelText(labels: Readonly<Record<string, string | number>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(String(value))}"`);
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}

/** Values as Prometheus reads them; a BigInt keeps every digit. */
export function valueText(value: number | bigint): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return String(value);
}

/** One family with its help and type; nothing when it has no sample. */
export function familyText(name: string, type: MetricType, help: string, lines: Iterable<Line>): string {
  const rows: string[] = [];
  for (const [labels, value] of lines) rows.push(`${name}${labels} ${valueText(value)}`);
  if (rows.length === 0) return '';
  return `# HELP ${name} ${help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}\n# TYPE ${name} ${type}\n${rows.join('\n')}\n`;
}
