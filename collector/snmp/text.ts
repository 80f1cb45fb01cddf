/** DisplayString says 255 octets; some devices send more, and none needs this much. */
const maxTextOctets = 4_096;

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** What is no GB18030 becomes U+FFFD; a decoder that makes lone surrogates of it would break the JSON of whoever reads on. */
const gb18030 = new TextDecoder('gb18030');
// C0, DEL, C1, line separators, and the characters that turn the writing direction (they can disguise a name).
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const unseen = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text of an octet string. UTF-8 where valid, else GB18030 as Chinese devices send it; padding NULs at the end are
 * dropped, other control characters are made visible (`␊`, or `<U+202E>`), so that a name can disturb neither log nor page.
 */
export function decodeText(octets: Buffer): string {
  let end = Math.min(octets.length, maxTextOctets);
  // Never cut a UTF-8 character in two: the rest would no longer look like UTF-8.
  if (end < octets.length) while (end > 0 && ((octets[end] ?? 0) & 0xc0) === 0x80) end--;
  while (end > 0 && octets[end - 1] === 0) end--;
  let plain = true;
  for (let i = 0; i < end; i++) {
    const octet = octets[i] ?? 0;
    if (octet < 0x20 || octet > 0x7e) {
      plain = false;
      break;
    }
  }
  if (plain) return octets.toString('latin1', 0, end);
  return decodeForeign(octets.subarray(0, end)).replace(unseen, showUnseen);
}

function decodeForeign(octets: Buffer): string {
  try {
    return utf8.decode(octets);
  } catch {
    return gb18030.decode(octets);
  }
}

function showUnseen(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** A physical address as lower-case hex with colons; undefined when empty. Any length: tunnels and Infiniband differ. */
export function decodeMac(octets: Buffer): string | undefined {
  if (octets.length === 0 || octets.length > 32) return undefined;
  // Joined, so that the text is one piece: a city has as many as it has ports, and they stay.
  return octets.toString('hex').match(/../g)?.join(':');
}
