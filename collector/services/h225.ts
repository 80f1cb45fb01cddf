/** Call signalling of H.323 as far as a STATUS ENQUIRY needs it: TPKT (RFC 1006), Q.931, and H.225.0's user information in PER. */
import type { Found } from './channel.ts';

/** Q.931 table 4-2. */
const statusEnquiryType = 0x75;
const protocolDiscriminator = 0x08;
const userUserElement = 0x7e;
/** H.225.0 section 7.2.2.31: what follows is ASN.1, by X.208 and X.209 (here PER, X.691). */
const asn1User = 0x05;
const tpktVersion = 3;

/**
 * `StatusInquiry-UUIE` in basic aligned PER, in `H323-UserInformation`: no optional parts; the body is the fourth added alternative
 * (`statusInquiry`); protocolIdentifier {itu-t(0) recommendation(0) h(8) 2250 version(0) 4}; callIdentifier.
 */
function userInformation(callId: Uint8Array): Buffer {
  const identifier = Buffer.from([0x06, 0x00, 0x08, 0x91, 0x4a, 0x00, 0x04]);
  const inquiry = Buffer.concat([Buffer.from([0x00]), identifier, Buffer.from([0x00]), callId.subarray(0, 16)]);
  return Buffer.concat([Buffer.from([0x08, 0x30, inquiry.length]), inquiry]);
}

/** One STATUS ENQUIRY; `callReference` of 15 bits, `callId` of 16 octets. */
export function statusEnquiry(ask: { readonly callReference: number; readonly callId: Uint8Array }): Buffer {
  const user = Buffer.concat([Buffer.from([asn1User]), userInformation(ask.callId)]);
  const element = Buffer.from([userUserElement, user.length >> 8, user.length & 0xff]);
  const reference = Buffer.from([2, (ask.callReference >> 8) & 0x7f, ask.callReference & 0xff]);
  const message = Buffer.concat([
    ...[Buffer.from([protocolDiscriminator]), reference, Buffer.from([statusEnquiryType]), element, user],
  ]);
  const length = message.length + 4;
  return Buffer.concat([Buffer.from([tpktVersion, 0, length >> 8, length & 0xff]), message]);
}

export interface CallSignal {
  /** Q.931's number of the message: 0x7d STATUS, 0x5a RELEASE COMPLETE. */
  readonly messageType: number;
  readonly callReference: number;
}

/** The call signalling message at the beginning of what was heard; undefined: not all has come yet. */
export function readCallSignal(heard: Buffer): Found<CallSignal> | 'not-h225' | undefined {
  const [version, reserved = 0] = heard;
  if (version !== tpktVersion || reserved !== 0) return 'not-h225';
  if (heard.length < 4) return undefined;
  const octets = heard.readUInt16BE(2);
  // Discriminator, length and value of the call reference, type.
  if (octets < 4 + 5) return 'not-h225';
  if (heard.length < octets) return undefined;
  const [discriminator, referenceLength, high = 0, low = 0, messageType = 0] = heard.subarray(4, octets);
  if (discriminator !== protocolDiscriminator || referenceLength !== 2 || messageType > 0x7f) return 'not-h225';
  return { value: { messageType, callReference: ((high & 0x7f) << 8) | low }, octets };
}
