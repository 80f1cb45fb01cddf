import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDoor, json } from './door.ts';
import type { Greeting } from './protocol.ts';
import { authorize, createSealer, type FrameType, openFrames, SealError } from './sealing.ts';

const secret = 'a shared key that is long enough for this';
const credential = authorize(secret, '', 1, 'body');

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function read(bytes: Buffer, size = 7, from = credential) {
  const found: [string, string][] = [];
  for await (const { type, bytes: payload } of openFrames(secret, from, inPieces(bytes, size)))
    found.push([type, payload.toString('hex')]);
  return found;
}
const frames = fc.array(
  fc.tuple(fc.constantFrom<FrameType>('J', 'S', 'R', 'E', 'B'), fc.uint8Array({ maxLength: 40 })),
  { maxLength: 6 },
);
function sealedOf(list: readonly (readonly [FrameType, Uint8Array])[]): Buffer {
  const seal = createSealer(secret, credential);
  return Buffer.concat([...list.map(([type, bytes]) => seal(type, bytes)), seal('Z')]);
}

describe('a sealed answer', () => {
  it('comes back as it was, however it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(frames, fc.integer({ min: 1, max: 64 }), async (list, size) => {
        const expected = list.map(([type, bytes]) => [type, Buffer.from(bytes).toString('hex')]);
        expect(await read(sealedOf(list), size)).toEqual([...expected, ['Z', '']]);
      }),
    );
  });

  it('is refused when a byte is another, when it ends early, and as the answer to another request', async () => {
    await fc.assert(
      fc.asyncProperty(frames, fc.nat(), async (list, place) => {
        const sealed = sealedOf(list);
        const altered = Buffer.from(sealed);
        const at = place % sealed.length;
        altered[at] = (altered[at] ?? 0) ^ 1;
        await expect(read(altered)).rejects.toThrow(SealError);
        await expect(read(sealed.subarray(0, at))).rejects.toThrow(SealError);
        await expect(read(sealed, 64, authorize(secret, '', 2, 'body'))).rejects.toThrow(SealError);
      }),
    );
  });
});

describe('the door', () => {
  const from: Greeting = {
    ...{ name: 'two', role: 'standby', generation: undefined, position: undefined, records: 0, at: 1, version: '1' },
  };
  const body = JSON.stringify({ ask: 'hello', from });
  const opened = () =>
    createDoor(secret, async function* () {
      yield json(from);
    });
  const bootOf = (door: ReturnType<typeof opened>): string => {
    const answer = door.knock({ authorization: undefined, body });
    return answer.status === 401 ? answer.body.boot : '';
  };

  it('lets in each request of who has the key once', () => {
    const door = opened();
    const boot = bootOf(door);
    const { header } = authorize(secret, boot, 10, body);
    expect(door.knock({ authorization: header, body }).status).toBe(200);
    // Heard on the line and sent again.
    expect(door.knock({ authorization: header, body })).toMatchObject({ status: 401, body: { last: 10 } });
    expect(door.knock({ authorization: authorize(secret, boot, 11, body).header, body }).status).toBe(200);
  });

  it('lets in nobody with another key, another body, or for another process', () => {
    const door = opened();
    const boot = bootOf(door);
    const other = authorize('another key that is long enough', boot, 10, body).header;
    expect(door.knock({ authorization: other, body }).status).toBe(401);
    const { header } = authorize(secret, boot, 10, body);
    expect(door.knock({ authorization: header, body: `${body} ` }).status).toBe(401);
    expect(opened().knock({ authorization: header, body }).status).toBe(401);
    expect(door.refused).toBe(3);
  });

  it('refuses what is no question', () => {
    const door = opened();
    const boot = bootOf(door);
    for (const [n, odd] of [
      '',
      '{}',
      '[]',
      '{"ask":"hello"}',
      `{"ask":"changes","from":${JSON.stringify(from)}}`,
    ].entries()) {
      const { header } = authorize(secret, boot, n + 1, odd);
      expect(door.knock({ authorization: header, body: odd }).status).toBe(400);
    }
  });
});
