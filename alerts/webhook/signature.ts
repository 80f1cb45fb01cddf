import { createHmac, timingSafeEqual } from 'node:crypto';

export const signatureHeader = 'Fangzhou-Signature';

/**
 * `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 with the shared secret over `<t>.<body>`. The time is inside what is signed,
 * so that a receiver can refuse an old delivery that somebody plays back.
 */
export function signBody(body: string, secret: string, unixSeconds: number): string {
  return `t=${unixSeconds},v1=${macOf(body, secret, unixSeconds)}`;
}

/** For receivers: whether a header signs this body, and is not further than `toleranceSeconds` from `nowSeconds`. */
export function verifySignature(input: {
  readonly header: string;
  readonly body: string;
  readonly secret: string;
  readonly nowSeconds: number;
  readonly toleranceSeconds: number;
}): boolean {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(input.header);
  const [, time, mac] = match ?? [];
  if (time === undefined || mac === undefined) return false;
  if (Math.abs(input.nowSeconds - Number(time)) > input.toleranceSeconds) return false;
  const expected = macOf(input.body, input.secret, Number(time));
  return timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(expected, 'hex'));
}

function macOf(body: string, secret: string, unixSeconds: number): string {
  return createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex');
}
