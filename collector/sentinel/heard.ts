/** A nonce as canaries, pages and honeytokens carry it: 32 digits, anywhere in what arrived. */
const nonceDigitCount = 32;
const ipv6HeaderBytes = 40;
/** A struct timeval of 64 bits. */
const pingStampBytes = 16;
const nonceDigits = /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/;

/** The nonce in a text of ours (a line, a path, a name); undefined when there is none. */
export function nonceIn(text: string): string | undefined {
  return nonceDigits.exec(text.toLowerCase())?.[0];
}

/**
 * The nonce in a captured IP packet: our payloads repeat it, right at the beginning (a spoofed request, a datagram) or behind ping's own
 * time stamp. Hex from the first octet of the IP header (RFC 791, RFC 8200); undefined when it is none of ours.
 */
export function nonceInPacket(hex: string): string | undefined {
  const version = hex[0];
  const headerBytes = version === '4' ? Number.parseInt(hex[1] ?? '', 16) * 4 : version === '6' ? ipv6HeaderBytes : 0;
  if (!(headerBytes >= 20)) return undefined;
  // ICMP's and UDP's headers have eight octets.
  const data = hex.slice((headerBytes + 8) * 2);
  for (const startBytes of [0, pingStampBytes]) {
    const nonce = data.slice(startBytes * 2, startBytes * 2 + nonceDigitCount);
    const again = data.slice(startBytes * 2 + nonceDigitCount, startBytes * 2 + 2 * nonceDigitCount);
    if (nonce.length === nonceDigitCount && nonce === again && new Set(nonce).size > 4) return nonce;
  }
  return undefined;
}
