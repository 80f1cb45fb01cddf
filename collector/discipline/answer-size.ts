/** Most answers with so many octets pass as one datagram; agents cut longer ones themselves. */
export const defaultAnswerOctets = 12_000;
/** What surely passes unfragmented: the Ethernet MTU less IP, UDP, the SNMP head and v3's security parameters. */
export const unfragmentedOctets = 1_250;
/** Tables read without trouble before more is asked again. */
const readsBeforeGrowth = 20;

/** How large a device's answers may be asked for: learned from what got lost or was refused, and tried larger from time to time. */
export interface AnswerSize {
  readonly octets: number;
  /** Tables read whole since it last changed. */
  readonly good: number;
}

export const firstAnswerSize: AnswerSize = { octets: defaultAnswerOctets, good: 0 };

/** What the reading of a table told: large answers `lost` on the way, `tooBig` for the agent, or read `whole`. */
export type SizeTold = 'whole' | 'tooBig' | 'lost';

/** The size after one more table. Pure; between the unfragmented and the default size. */
export function afterTable(size: AnswerSize, told: SizeTold): AnswerSize {
  if (told === 'lost') return { octets: unfragmentedOctets, good: 0 };
  if (told === 'tooBig') return { octets: Math.max(unfragmentedOctets, size.octets >> 1), good: 0 };
  if (size.octets >= defaultAnswerOctets) return size;
  if (size.good + 1 < readsBeforeGrowth) return { ...size, good: size.good + 1 };
  return { octets: Math.min(defaultAnswerOctets, size.octets * 2), good: 0 };
}
