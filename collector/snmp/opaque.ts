/**
 * The float or double that Net-SNMP's agent wraps into an Opaque (tags 0x9f78 and 0x9f79, from the expired draft
 * draft-perkins-opaque); undefined for any other Opaque, and for what is no finite number.
 */
export function opaqueFloat(octets: Buffer): number | undefined {
  const kind = octets.length >= 3 && octets[0] === 0x9f ? octets[1] : undefined;
  let value = Number.NaN;
  if (kind === 0x78 && octets[2] === 4 && octets.length === 7) value = octets.readFloatBE(3);
  if (kind === 0x79 && octets[2] === 8 && octets.length === 11) value = octets.readDoubleBE(3);
  return Number.isFinite(value) ? value : undefined;
}
