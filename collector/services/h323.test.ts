import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sayingServer, uglyServer } from '../pairs/engines/ugly-server.fake.ts';
import { readCallSignal, statusEnquiry } from './h225.ts';
import { measured, told, tryIt } from './stages/probes.fake.ts';

/** STATUS (Q.931 section 3.1.14) to a call that nobody knows: cause 30 (response to status enquiry), call state 0 (null). */
const status = Buffer.from('03000010080200017d0802809e140100', 'hex');

describe('a video conference terminal, by its call signalling port', () => {
  it('is proved to speak H.225 when it answers, and to be there when it takes the connection', async () => {
    const [answering, mute, slams] = [
      await sayingServer(status, 'when-asked'),
      await uglyServer('mute'),
      await uglyServer('slams'),
    ];
    const answered = await tryIt('h323', { port: answering.port });
    expect(told(answered)).toBe('good: h323-answered');
    expect(measured(answered, 'h225')).toBe(1);
    for (const { port } of [mute, slams]) {
      const connected = await tryIt('h323', { port, timeoutMs: 1_000 });
      expect(told(connected)).toBe('good: h323-connected');
      expect(measured(connected, 'h225')).toBe(0);
    }
    await Promise.all([answering.close(), mute.close(), slams.close()]);
    expect(told(await tryIt('h323', { port: slams.port }))).toBe('bad connect: refused');
  });

  it('is not there when something else listens', async () => {
    const other = await uglyServer('garbage');
    expect(told(await tryIt('h323', { port: other.port }))).toBe('bad first-byte: not-protocol');
    await other.close();
  });
});

describe('the octets of a status enquiry', () => {
  const callId = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');

  it('are TPKT, Q.931 and the user information in PER, as H.225.0 has them', () => {
    // Wireshark 4.0 reads these octets as STATUS ENQUIRY with h323-message-body statusInquiry, version 4, and this guid.
    expect(statusEnquiry({ callReference: 0x1234, callId }).toString('hex')).toBe(
      `0300002908021234757e001d0508301900060008914a000400${callId.toString('hex')}`,
    );
  });

  it('are read back as what they are, and anything else is refused or waited for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x7fff }), fc.nat(), (callReference, cut) => {
        const octets = statusEnquiry({ callReference, callId });
        expect(readCallSignal(octets)).toEqual({ value: { messageType: 0x75, callReference }, octets: octets.length });
        const some = cut % octets.length;
        if (some > 0) expect(readCallSignal(octets.subarray(0, some))).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (octets) => {
        const read = readCallSignal(Buffer.from(octets));
        if (octets[0] !== 3) expect(read).toBe('not-h225');
      }),
    );
  });
});
