import type { WireProfileValue } from '../../../../api/wire-profile.ts';
import { unitSigns } from '../../../../core/unit-sign.ts';

/** Units that read better with a prefix. */
const prefixed = new Set(['byte', 'bit-per-second', 'ampere']);

/** A value as a person reads it, with its unit; dates to the minute, in the device's own time. */
export function valueText(
  { type, value, unit }: WireProfileValue,
  withPrefix: (value: number, unit: string) => string,
) {
  if (type === 'date') return String(value).slice(0, 16).replace('T', ' ');
  if (typeof value === 'string') return value;
  if (unit === 'ratio') return `${Number((value * 100).toFixed(1))}%`;
  if (unit === 'ampere') return `${Number((value * 1000).toFixed(2))} mA`;
  if (unit !== null && prefixed.has(unit)) return withPrefix(value, unitSigns[unit] ?? unit);
  const number = Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toFixed(2)));
  return `${number} ${unitSigns[unit ?? ''] ?? unit ?? ''}`.trim();
}

/** Whole days from now until a date; below 0 when it has passed. */
export function daysUntil(iso: string, now: number): number {
  return Math.floor((Date.parse(iso.endsWith('Z') ? iso : `${iso}Z`) - now) / 86_400_000);
}

/** What a port's optical module tells; '' for what it does not. */
export interface PortLight {
  readonly index: string;
  readonly label: string;
  readonly rx: string;
  readonly tx: string;
  readonly temperature: string;
  /** No light arrives: below what any receiver can hear. */
  readonly dark: boolean;
}

const darkBelowDbm = -35;
const columns = { 'optical-rx': 'rx', 'optical-tx': 'tx', 'optical-temperature': 'temperature' } as const;

/** One row for each port with an optical module, in the order in which the device tells them. */
export function portLights(values: readonly WireProfileValue[]): readonly PortLight[] {
  const ports = new Map<string, { -readonly [Key in keyof PortLight]: PortLight[Key] }>();
  for (const value of values) {
    const column = columns[value.means as keyof typeof columns];
    if (column === undefined || typeof value.value !== 'number') continue;
    const { index, label } = value;
    const port = ports.get(index) ?? {
      index,
      label: label === '' ? index : label,
      rx: '',
      tx: '',
      temperature: '',
      dark: false,
    };
    port[column] = value.unit === 'dBm' ? `${value.value.toFixed(2)} dBm` : `${value.value} °C`;
    if (column === 'rx') port.dark = value.value < darkBelowDbm;
    ports.set(index, port);
  }
  return [...ports.values()];
}
