import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

const iterations = 4_096;
const digest = 'sha256';
const octets = 32;

/** The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), for one password. */
export interface ScramVerifier {
  /** Begins one login. */
  begin(): ScramLogin;
}

export interface ScramLogin {
  /** server-first-message; undefined: what came is no client-first-message. */
  first(clientFirst: string): string | undefined;
  /** server-final-message; undefined: the proof is wrong. */
  final(clientFinal: string): string | undefined;
}

const hmac = (key: Buffer, text: string) => createHmac(digest, key).update(text).digest();

/** Keys are derived once: that takes milliseconds on purpose. */
export function scramVerifier(password: string): ScramVerifier {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, octets, digest);
  const storedKey = createHash(digest).update(hmac(salted, 'Client Key')).digest();
  const serverKey = hmac(salted, 'Server Key');
  return {
    begin() {
      let bare = '';
      let nonce = '';
      let serverFirst = '';
      return {
        first(clientFirst) {
          const match = /^[ny],,(n=[^,]*,r=([!-+\--~]+))$/.exec(clientFirst);
          if (match === null) return undefined;
          bare = match[1] ?? '';
          nonce = `${match[2]}${randomBytes(18).toString('base64')}`;
          serverFirst = `r=${nonce},s=${salt.toString('base64')},i=${iterations}`;
          return serverFirst;
        },
        final(clientFinal) {
          const match = /^(c=(?:biws|eSws),r=([^,]+)),p=([A-Za-z0-9+/=]+)$/.exec(clientFinal);
          if (match === null || serverFirst === '' || match[2] !== nonce) return undefined;
          const authMessage = `${bare},${serverFirst},${match[1]}`;
          const proof = Buffer.from(match[3] ?? '', 'base64');
          const signature = hmac(storedKey, authMessage);
          if (proof.length !== signature.length) return undefined;
          const clientKey = Buffer.from(proof.map((octet, at) => octet ^ (signature[at] ?? 0)));
          if (!timingSafeEqual(createHash(digest).update(clientKey).digest(), storedKey)) return undefined;
          return `v=${hmac(serverKey, authMessage).toString('base64')}`;
        },
      };
    },
  };
}
