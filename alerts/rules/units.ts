/** Units that a rule may be written in, each by its dimension and what it is in the dimension's base. */
const table = {
  ratio: ['share', 1],
  percent: ['share', 0.01],
  'bit-per-second': ['rate of bits', 1],
  'kbit-per-second': ['rate of bits', 1e3],
  'Mbit-per-second': ['rate of bits', 1e6],
  'Gbit-per-second': ['rate of bits', 1e9],
  byte: ['bytes', 1],
  MiB: ['bytes', 2 ** 20],
  GiB: ['bytes', 2 ** 30],
  TiB: ['bytes', 2 ** 40],
  ms: ['time', 1e-3],
  second: ['time', 1],
  minute: ['time', 60],
  hour: ['time', 3_600],
  day: ['time', 86_400],
  'per-second': ['frequency', 1],
  'per-minute': ['frequency', 1 / 60],
  celsius: ['temperature', 1],
  dBm: ['level', 1],
  volt: ['voltage', 1],
  ampere: ['current', 1],
  mA: ['current', 1e-3],
  watt: ['power', 1],
  rpm: ['turning', 1],
  count: ['count', 1],
} as const satisfies Record<string, readonly [string, number]>;

export type RuleUnit = keyof typeof table;
export const ruleUnits = Object.keys(table) as readonly RuleUnit[];
export const isRuleUnit = (text: string): text is RuleUnit => Object.hasOwn(table, text);

/** What one of `unit` is in `kept`; undefined where they measure different things. */
export function factorOf(unit: RuleUnit, kept: RuleUnit): number | undefined {
  const [dimension, size] = table[unit];
  const [keptDimension, keptSize] = table[kept];
  return dimension === keptDimension ? size / keptSize : undefined;
}

/** The units of the same dimension. */
export function unitsLike(kept: RuleUnit): readonly RuleUnit[] {
  return ruleUnits.filter((unit) => factorOf(unit, kept) !== undefined);
}

const signs: Readonly<Partial<Record<RuleUnit, string>>> = {
  ratio: '',
  percent: '%',
  'bit-per-second': 'bit/s',
  'kbit-per-second': 'kbit/s',
  'Mbit-per-second': 'Mbit/s',
  'Gbit-per-second': 'Gbit/s',
  byte: 'B',
  second: 's',
  minute: 'min',
  hour: 'h',
  day: 'd',
  'per-second': '/s',
  'per-minute': '/min',
  celsius: '°C',
  volt: 'V',
  ampere: 'A',
  watt: 'W',
  count: '',
};

/** How a unit is written after a number. */
export const signOf = (unit: RuleUnit): string => signs[unit] ?? unit;

/** A value as it is kept, written in the rule's unit with at most four figures. */
export function valueText(value: number, kept: RuleUnit, unit: RuleUnit): string {
  const scaled = value / (factorOf(unit, kept) ?? 1);
  const figures = Math.abs(scaled) >= 1_000 ? Math.round(scaled) : Number(scaled.toPrecision(4));
  const sign = signOf(unit);
  return sign === '' ? String(figures) : sign === '%' ? `${figures}%` : `${figures} ${sign}`;
}
