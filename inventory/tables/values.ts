/** Bits per second in each decimal step of bandwidth, as carriers count. */
const bandwidthSteps: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const mostBitsPerSecond = 10e12;

/** `100M`, `2.5G`, `512k` or bare bit/s, more than none and at most 10T; undefined for anything else. */
export function parseBandwidth(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)([kMGT]?)$/.exec(text);
  const step = bandwidthSteps[match?.[2] ?? 'none'];
  if (match === null || step === undefined) return undefined;
  const bitsPerSecond = Math.round(Number(match[1]) * step);
  return bitsPerSecond > 0 && bitsPerSecond <= mostBitsPerSecond ? bitsPerSecond : undefined;
}

const macForms: readonly RegExp[] = [
  /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i,
  /^(?:[0-9a-f]{2}-){5}[0-9a-f]{2}$/i,
  /^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/i,
  /^(?:[0-9a-f]{4}-){2}[0-9a-f]{4}$/i,
  /^[0-9a-f]{12}$/i,
];

/**
 * A MAC address as `02:f5:00:01:00:01`, `02-F5-...`, `02f5-0001-0001` (Huawei, H3C), `02f5.0001.0001` (Cisco) or twelve
 * digits; `text` is lower case with colons. `group` tells multicast and broadcast (IEEE 802, first octet's lowest bit)
 * and the zero address, which no terminal can have.
 */
export function parseMac(text: string): { readonly text: string; readonly group: boolean } | undefined {
  if (!macForms.some((form) => form.test(text))) return undefined;
  const lower = text.toLowerCase();
  const canonical = lower[2] === ':' ? lower : lower.replace(/[.-]/g, '').replace(/(..)(?!$)/g, '$1:');
  const group = (Number.parseInt(canonical.slice(0, 2), 16) & 1) === 1 || canonical === '00:00:00:00:00:00';
  return { text: canonical, group };
}

/** `99.9` or `99.9%` as a share of one, at most five digits after the point; undefined for anything else. */
export function parsePercent(text: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,5}))?\s*%?$/.exec(text);
  if (match === null) return undefined;
  const parts = Number(`${match[1]}${(match[2] ?? '').padEnd(5, '0')}`);
  return parts <= 10_000_000 ? parts / 10_000_000 : undefined;
}

/** `1200` or `1200.50` in hundredths; undefined for anything else, and for more than ten thousand million. */
export function parseCents(text: string): number | undefined {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text);
  return match === null ? undefined : Number(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`);
}

/** Whether a service's URL can be probed; `secret` when it carries a user or password, which belongs in no inventory. */
export function parseServiceUrl(text: string): 'good' | 'secret' | undefined {
  if (!URL.canParse(text)) return /\/\/[^/]*@/.test(text) ? 'secret' : undefined;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'secret';
  return ['http:', 'https:', 'tcp:'].includes(url.protocol) && url.hostname !== '' ? 'good' : undefined;
}
