/** How a unit's name is written behind a number; '' where a number stands alone. */
export const unitSigns: Readonly<Record<string, string>> = {
  celsius: '°C',
  dBm: 'dBm',
  volt: 'V',
  ampere: 'A',
  watt: 'W',
  rpm: 'rpm',
  byte: 'B',
  'bit-per-second': 'bit/s',
  second: 's',
  'per-second': '/s',
  count: '',
};
