/** A port list or a BITS value has at most so many octets that are looked at: 4,096 ports. */
const maxOctets = 512;

/** Numbers of the bits that are set, counted from `first` at the highest bit of the first octet (RFC 2578 section 7.1.4). */
export function setBits(octets: Buffer, first: number): number[] {
  const found: number[] = [];
  for (const [place, octet] of octets.subarray(0, maxOctets).entries()) {
    for (let bit = 0; octet !== 0 && bit < 8; bit++)
      if ((octet & (0x80 >> bit)) !== 0) found.push(first + place * 8 + bit);
  }
  return found;
}

/** `1-24,49`: a PortList (RFC 4363) counts its ports from 1. */
export function portListText(octets: Buffer): string {
  const ports = setBits(octets, 1);
  const ranges: string[] = [];
  let start = ports[0];
  for (const [index, port] of ports.entries()) {
    if (ports[index + 1] === port + 1) continue;
    ranges.push(start === port ? `${port}` : `${start}-${port}`);
    start = ports[index + 1];
  }
  return ranges.join(',');
}
