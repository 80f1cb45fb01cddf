import type { RawRequest } from 'net-snmp';
import { createExchangeIds } from './wire/exchange-ids.ts';

const nextId = createExchangeIds();

/** The library draws ids that can be guessed, of 26 bits, from Math.random. A message that is sent again keeps its own. */
export function withOwnId(request: RawRequest): RawRequest {
  const { message } = request;
  if (message.buffer !== undefined) return request;
  message.pdu.id = nextId();
  if (message.msgGlobalData !== undefined) message.msgGlobalData.msgID = nextId();
  return request;
}
