import { message } from '../../core/index.ts';
import { askByDatagram } from './datagram.ts';
import type { CanaryProbe } from './model.ts';

const packetBytes = 48;
/** RFC 5905, figure 8: originate and transmit timestamps. */
const originateAt = 24;
const transmitAt = 40;

/**
 * A client's request (RFC 5905) whose transmit timestamp is the nonce's first eight octets, as RFC 9109's spirit has it: the
 * server gives it back as originate timestamp, so an answer cannot be guessed.
 */
export const probeNtp: CanaryProbe = ({ target, nonce, timeoutMs }) => {
  const packet = Buffer.alloc(packetBytes);
  // Leap indicator 0, version 4, mode 3 (client).
  packet[0] = 0b00_100_011;
  packet.write(nonce.slice(0, 16), transmitAt, 'hex');
  const sent = packet.subarray(transmitAt);
  return askByDatagram({
    target,
    packet,
    timeoutMs,
    read(bytes) {
      const isServer = bytes.length >= packetBytes && ((bytes[0] ?? 0) & 0b111) === 4;
      if (!isServer || !bytes.subarray(originateAt, originateAt + 8).equals(sent)) return undefined;
      const detail = message('collector.canary.ntp-answer', { address: target.address });
      return { outcome: 'proved', from: target.address, detail };
    },
  });
};
