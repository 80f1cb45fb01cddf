import { randomBytes } from 'node:crypto';
import type { Ask } from './protocol.ts';
import { parseAsk } from './protocol.ts';
import { type Credential, createSealer, type Frame, isGenuine, parseCredential } from './sealing.ts';

/** Frames of an answer before they are sealed. The end frame is put behind them. */
export type AnswerFrames = AsyncGenerator<Pick<Frame, 'type'> & { readonly bytes: Uint8Array }>;

export type DoorAnswer =
  /** The one who asks does not have the key, or talked to another process before: `boot` and `last` let it try once more. */
  | { readonly status: 401; readonly body: { readonly boot: string; readonly last: number } }
  | { readonly status: 400 }
  | { readonly status: 200; readonly frames: AsyncGenerator<Buffer> };

/** Lets in who has the shared key, each request once; transport is the caller's. */
export interface Door {
  knock(request: { readonly authorization: string | undefined; readonly body: string }): DoorAnswer;
  /** Requests refused since the start. */
  readonly refused: number;
}

export function createDoor(secret: string, answer: (ask: Ask) => AnswerFrames): Door {
  const boot = randomBytes(16).toString('hex');
  let last = 0;
  let refused = 0;
  return {
    knock({ authorization, body }) {
      const credential = parseCredential(authorization);
      const known = credential !== undefined && isGenuine(secret, credential, body);
      if (!known || credential.boot !== boot || credential.counter <= last) {
        // A newcomer is no intruder: it does not know yet whom it talks to.
        if (!known) refused += 1;
        return { status: 401, body: { boot, last } };
      }
      last = credential.counter;
      const ask = parseAsk(body);
      if (ask === undefined) {
        refused += 1;
        return { status: 400 };
      }
      return { status: 200, frames: sealed(secret, credential, answer(ask)) };
    },
    get refused() {
      return refused;
    },
  };
}

async function* sealed(secret: string, credential: Credential, frames: AnswerFrames): AsyncGenerator<Buffer> {
  const seal = createSealer(secret, credential);
  for await (const { type, bytes } of frames) yield seal(type, bytes);
  yield seal('Z');
}

export function json(value: unknown): { readonly type: 'J'; readonly bytes: Uint8Array } {
  return { type: 'J', bytes: Buffer.from(JSON.stringify(value), 'utf8') };
}
