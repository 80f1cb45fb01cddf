import { type Clock, errorText } from '../../core/index.ts';
import { limits } from '../limits.ts';
import { type Ask, type Greeting, isGreeting, streamPath } from './protocol.ts';
import { authorize, type Frame, openFrames } from './sealing.ts';

/** Why the other side gave no answer. */
export class PeerError extends Error {
  /** `silent`: nobody answers, or too late; `refused`: the key is another; `broken`: what came is no whole answer. */
  readonly kind: 'silent' | 'refused' | 'broken';

  constructor(kind: PeerError['kind'], text: string, options: { readonly cause?: unknown } = {}) {
    super(text, options);
    this.name = 'PeerError';
    this.kind = kind;
  }
}

/** The other side of a pair, by its URL. */
export interface Peer {
  readonly url: string;
  /** Asks one thing; gives the frames as they come, without the end. Ends with a PeerError when they do not come whole or in time. */
  ask(ask: Ask, stallMs?: number): AsyncGenerator<Frame>;
  /** Ends what is under way. */
  hangUp(): void;
  /** Its greeting. */
  hello(from: Greeting): Promise<Greeting>;
}

export function createPeer({
  url,
  secret,
  clock,
}: {
  readonly url: string;
  readonly secret: string;
  readonly clock: Clock;
}): Peer {
  let boot = '';
  let counter = 0;
  const open = new Set<AbortController>();

  const post = async (body: string, signal: AbortSignal) => {
    for (let attempt = 0; ; attempt++) {
      counter = Math.max(counter + 1, clock.now());
      const credential = authorize(secret, boot, counter, body);
      const headers = { authorization: credential.header, 'content-type': 'application/octet-stream' };
      const answer = await fetch(new URL(streamPath, url), {
        method: 'POST',
        headers,
        body,
        signal,
        redirect: 'error',
      });
      if (answer.status === 401 && attempt < limits.attempts) {
        const told = (await answer.json()) as { boot?: unknown; last?: unknown };
        const [asked, from] = [counter, boot];
        if (typeof told.boot === 'string' && /^[0-9a-f]{32}$/.test(told.boot)) boot = told.boot;
        if (Number.isSafeInteger(told.last)) counter = Math.max(counter, Number(told.last));
        // Another process, or another one with the same key was before us: once more. Otherwise it is the key.
        if (boot !== from || counter > asked || Number(told.last) >= asked) continue;
      }
      if (answer.status === 401) throw new PeerError('refused', 'the other side has another key');
      if (answer.status !== 200 || answer.body === null)
        throw new PeerError('broken', `answered with ${answer.status}`);
      return { credential, body: answer.body };
    }
  };

  async function* ask(wanted: Ask, stallMs: number = limits.answerWithinMs): AsyncGenerator<Frame> {
    const abort = new AbortController();
    open.add(abort);
    let cancel = clock.after(stallMs, () => abort.abort());
    const alive = () => {
      cancel();
      cancel = clock.after(stallMs, () => abort.abort());
    };
    try {
      const { credential, body } = await post(JSON.stringify(wanted), abort.signal);
      for await (const frame of openFrames(secret, credential, watched(body, alive))) {
        if (frame.type !== 'Z') yield frame;
      }
    } catch (error) {
      if (error instanceof PeerError) throw error;
      const silent = abort.signal.aborted || error instanceof TypeError;
      const text = error instanceof TypeError && error.cause !== undefined ? errorText(error.cause) : errorText(error);
      throw new PeerError(silent ? 'silent' : 'broken', text, { cause: error });
    } finally {
      cancel();
      abort.abort();
      open.delete(abort);
    }
  }

  return {
    url,
    ask,
    hangUp() {
      for (const abort of open) abort.abort();
    },
    async hello(from) {
      for await (const frame of ask({ ask: 'hello', from })) {
        const greeting: unknown = frame.type === 'J' ? JSON.parse(frame.bytes.toString('utf8')) : undefined;
        if (isGreeting(greeting)) return greeting;
      }
      throw new PeerError('broken', 'no greeting');
    },
  };
}

async function* watched(body: AsyncIterable<Uint8Array>, alive: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    alive();
    yield chunk;
  }
}
