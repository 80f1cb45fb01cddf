import { Worker } from 'node:worker_threads';
import { type Message, UserError } from '../../../core/index.ts';
import type { DrawInput } from './draw.ts';

/** What the drawing thread answers. */
export type DrawAnswer =
  | { readonly ok: true; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly ok: false; readonly what: Message; readonly remedy: Message };

/** Memory of the thread: a year of a nervous city takes a fifth of it. */
const mostMemoryMb = 1_024;

/**
 * Draws the files in a thread of its own: pages of text take seconds of computing, in which this thread polls a city.
 * @throws UserError when a file cannot be drawn.
 */
export async function drawApart(input: DrawInput): Promise<ReadonlyMap<string, Uint8Array>> {
  const worker = new Worker(new URL('./draw.worker.ts', import.meta.url), {
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
  });
  const answer = await new Promise<DrawAnswer>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the drawing thread ended with ${code}`)));
  });
  await worker.terminate();
  if (!answer.ok) throw new UserError(answer.what, answer.remedy);
  return answer.files;
}
