/** A DISPLAY-HINT makes no longer text than this, whatever repeats. */
const maxCharacters = 1_024;
const octetFormat = /(\*?)(\d+)([xdoat])([^\d*]?)([^\d*]?)/y;

/**
 * Octets by a DISPLAY-HINT (RFC 2579 section 3.1): `1x:`, `255a`, `2d-1d-1d,1d:1d:1d.1d,1a1d:1d`. `text` decodes what the
 * hint says is characters. Undefined for a hint that is none.
 */
export function displayOctets(hint: string, octets: Buffer, text: (octets: Buffer) => string): string | undefined {
  const formats: { repeat: boolean; length: number; form: string; separator: string; end: string }[] = [];
  octetFormat.lastIndex = 0;
  while (octetFormat.lastIndex < hint.length) {
    const found = octetFormat.exec(hint);
    if (found === null) return undefined;
    const [, star = '', length = '', form = '', first = '', second = ''] = found;
    // Only after a repeat may two signs follow: separator and terminator.
    const repeat = star === '*';
    if (!repeat && second !== '') octetFormat.lastIndex -= second.length;
    formats.push({ repeat, length: Number(length), form, separator: first, end: repeat ? second : '' });
  }
  if (formats.length === 0) return undefined;
  let shown = '';
  let at = 0;
  for (let index = 0; at < octets.length && shown.length < maxCharacters; index++) {
    // The last format repeats until the octets end.
    const format = formats[Math.min(index, formats.length - 1)];
    if (format === undefined || (format.length === 0 && index >= formats.length)) break;
    const times = format.repeat ? (octets[at++] ?? 0) : 1;
    for (let time = 0; time < times && at < octets.length; time++) {
      const part = octets.subarray(at, at + format.length);
      at += format.length;
      shown += shownPart(format.form, part, text);
      const last = time === times - 1;
      if (at < octets.length && (!last || format.end === '')) shown += format.separator;
      else if (last && at < octets.length) shown += format.end;
      if (format.length === 0) break;
    }
  }
  return shown.slice(0, maxCharacters);
}

function shownPart(form: string, octets: Buffer, text: (octets: Buffer) => string): string {
  if (form === 'a' || form === 't') return text(octets);
  const value = octets.length === 0 ? 0n : BigInt(`0x${octets.toString('hex')}`);
  if (form === 'x') return octets.toString('hex').padStart(octets.length * 2, '0');
  return value.toString(form === 'o' ? 8 : 10);
}

/** An integer by a DISPLAY-HINT: `d-2` puts a point before the last two digits, `x`, `o`, `b` change the base. */
export function displayInteger(hint: string, value: number): string | undefined {
  const [, form, places] = /^([dxob])(?:-(\d{1,2}))?$/.exec(hint) ?? [];
  if (form === undefined) return undefined;
  if (form !== 'd') return value.toString({ x: 16, o: 8, b: 2 }[form] ?? 10);
  const point = Number(places ?? 0);
  if (point === 0) return String(value);
  const digits = String(Math.abs(value)).padStart(point + 1, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -point)}.${digits.slice(-point)}`;
}
