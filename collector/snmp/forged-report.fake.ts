import { berInteger, berOid, tlv } from './ugly-agent.fake.ts';

/** What a forger says of the engine: far in the future, so that whoever believes it loses the agent. */
export const forgedTime = { boots: 99_999, timeSeconds: 12_345 } as const;

/** A v3 message in clear for the user `u`, as anybody can make it: a report, or whatever the PDU's tag says. */
export function forgedReport(of: {
  readonly id: number;
  readonly counter: string;
  readonly engineId: Buffer;
  readonly pduTag?: number;
}): Buffer {
  const { id, counter, engineId, pduTag = 0xa8 } = of;
  const list = tlv(0x30, tlv(0x30, berOid(counter), tlv(0x41, [1])));
  const pdu = tlv(pduTag, berInteger(id), berInteger(0), berInteger(0), list);
  const globals = tlv(0x30, berInteger(id), berInteger(65_507), tlv(4, [0]), berInteger(3));
  const time = [berInteger(forgedTime.boots), berInteger(forgedTime.timeSeconds)];
  const security = tlv(4, tlv(0x30, tlv(4, engineId), ...time, tlv(4, Buffer.from('u')), tlv(4), tlv(4)));
  return tlv(0x30, tlv(2, [3]), globals, security, tlv(0x30, tlv(4, engineId), tlv(4), pdu));
}
