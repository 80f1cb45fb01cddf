/** The way to the hub: HTTPS with this collector's certificate, believed only with a certificate of the hub's own authority. */

import { createHash } from 'node:crypto';
import { Agent, request } from 'node:https';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import type { Clock } from '../../../core/index.ts';
import { lightBounds } from '../limits.ts';
import { hubName, type paths } from '../wire.ts';
import { pemOf } from '../x509/parts.ts';
import type { Enrolment } from './folder.ts';

/** What may be shown of a way that did not work: a code of Node or OpenSSL, or `timeout`, `status`, `answer`. */
export class LinkError extends Error {
  readonly code: string;
  readonly url: string;
  constructor(code: string, url: string, detail = '') {
    super(detail === '' ? code : `${code}: ${detail}`);
    this.code = code;
    this.url = url;
  }
}

type Path = (typeof paths)[keyof typeof paths];

export interface Link {
  /** The answer's document, whatever its status. @throws LinkError when no hub answers with one. */
  ask(path: Path, body: unknown): Promise<unknown>;
  /** The hub that answered last, or is asked next. */
  readonly hub: string;
  close(): void;
}

/** `identity` left out: somebody who has no certificate yet. */
export function createLink(
  {
    hubs,
    authority,
    identity,
  }: {
    readonly hubs: readonly string[];
    readonly authority: string;
    readonly identity?: Pick<Enrolment, 'key' | 'certificate'>;
  },
  clock: Clock,
): Link {
  const own = identity === undefined ? {} : { key: identity.key, cert: identity.certificate };
  const agent = new Agent({
    ...own,
    ca: authority,
    servername: hubName,
    minVersion: 'TLSv1.3',
    keepAlive: true,
    maxSockets: 1,
  });
  let index = 0;
  const hubAt = (): string => hubs[index % hubs.length] ?? '';
  return {
    get hub() {
      return hubAt();
    },
    async ask(path, body) {
      for (let tries = 1; ; tries++) {
        try {
          const answer = await post(agent, new URL(path, hubAt()), JSON.stringify(body), clock);
          if (tries < hubs.length && isElsewhere(answer)) throw new LinkError('standby', hubAt());
          return answer;
        } catch (error) {
          index = (index + 1) % hubs.length;
          if (tries >= hubs.length) throw error;
        }
      }
    },
    close: () => agent.destroy(),
  };
}

/** One of a pair that does not decide now. */
function isElsewhere(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'fault' in answer && answer.fault === 'standby';
}

function post(agent: Agent, url: URL, text: string, clock: Clock): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (code: string, detail?: string): void => {
      cancel();
      asked.destroy();
      reject(new LinkError(code, url.origin, detail));
    };
    let answered = false;
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const asked = request(url, { agent, method: 'POST', headers }, (response) => {
      answered = true;
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > lightBounds.answerBytes) fail('answer', 'too long');
        else parts.push(part);
      });
      response.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? 'cut', error.message));
      response.on('end', () => {
        cancel();
        try {
          resolve(JSON.parse(Buffer.concat(parts).toString('utf8')));
        } catch {
          fail('answer', `HTTP ${response.statusCode ?? 0}`);
        }
      });
    });
    const cancel = clock.after(lightBounds.askMs, () => fail('timeout'));
    asked.on('error', (error: NodeJS.ErrnoException) => {
      // A kept connection that the hub has closed meanwhile says nothing of the hub (RFC 9112, 9.3.1): asked once more on a new one; the hub takes nothing twice.
      if (asked.reusedSocket && error.code === 'ECONNRESET' && !answered) {
        cancel();
        post(agent, url, text, clock).then(resolve, reject);
      } else fail(error.code ?? 'cut', error.message);
    });
    asked.end(text);
  });
}

/**
 * The hub's authority, as PEM, when it is the one that the token names. Nothing is sent before: whoever stands between is found here.
 * Undefined: another one answers there. @throws LinkError when nobody does.
 */
export function authorityAt(hub: string, fingerprint: string, clock: Clock): Promise<string | undefined> {
  const { hostname, port } = new URL(hub);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || 443),
      servername: hubName,
      minVersion: 'TLSv1.3',
      // Only looked at: the request itself is made on another connection, which believes this authority alone.
      rejectUnauthorized: false,
    });
    const cancel = clock.after(lightBounds.askMs, () => socket.destroy(new LinkError('timeout', hub)));
    socket.once('secureConnect', () => {
      cancel();
      const found = chainOf(socket.getPeerCertificate(true)).find((raw) => sha256(raw) === fingerprint);
      socket.destroy();
      resolve(found === undefined ? undefined : pemOf('CERTIFICATE', found));
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      cancel();
      reject(error instanceof LinkError ? error : new LinkError(error.code ?? 'cut', hub, error.message));
    });
  });
}

function chainOf(certificate: DetailedPeerCertificate | undefined): readonly Buffer[] {
  const found: Buffer[] = [];
  for (let one = certificate; one?.raw !== undefined && found.length < 5; one = one.issuerCertificate) {
    found.push(one.raw);
    // A self-signed one is its own issuer.
    if (one.issuerCertificate === one) break;
  }
  return found;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url');
