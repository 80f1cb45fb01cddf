import type { IncomingMessage } from 'node:http';
import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { bad } from '../attempt.ts';
import { httpBounds } from './bounds.ts';

/** What `Accept-Encoding` names: all that `bodyOf` can undo. */
export const acceptedEncodings = 'gzip, deflate, br, zstd';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

export interface Body {
  readonly bytes: Buffer;
  /** It was longer than the bound; the rest was not read. */
  readonly isCut: boolean;
}

/**
 * The body of an answer, its content codings undone (RFC 9110 section 8.4), at most `answerBytes` of it; what comes on the wire
 * is bounded too. Rejects with a `ProbeFault` when a coding is broken or unknown, or the answer ends early.
 */
export function bodyOf(answer: IncomingMessage): Promise<Body> {
  const codings = String(answer.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const unknown = codings.find((coding) => !Object.hasOwn(decoders, coding));
  if (unknown !== undefined || codings.length > 3)
    return Promise.reject(bad('encoding', { coding: (unknown ?? codings.join(', ')).slice(0, 40) }));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let wireBytes = 0;
    const finish = (isCut: boolean): void => {
      answer.destroy();
      resolve({ bytes: Buffer.concat(chunks).subarray(0, httpBounds.answerBytes), isCut });
    };
    answer.on('data', (chunk: Buffer) => {
      wireBytes += chunk.length;
      if (wireBytes > httpBounds.wireBytes) finish(true);
    });
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > httpBounds.answerBytes) finish(true);
    };
    const steps = codings.reverse().map((coding) => decoders[coding]?.() as Transform);
    const last = steps.at(-1);
    if (last === undefined) {
      answer.on('data', take);
      answer.on('end', () => finish(false));
      answer.on('error', () => reject(bad('cut-answer', { bytes: wireBytes })));
      return;
    }
    last.on('data', take);
    last.on('end', () => finish(false));
    // An answer that is cut short is told apart from one whose coding is broken: only the latter came whole.
    pipeline([answer, ...steps], (error) => {
      if (error === undefined || error === null) return;
      reject(
        answer.complete
          ? bad('encoding-broken', { coding: codings.join(', ') })
          : bad('cut-answer', { bytes: wireBytes }),
      );
    });
  });
}
