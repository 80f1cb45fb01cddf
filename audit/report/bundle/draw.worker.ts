/** The thread that draws: takes plain data, answers with the files, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../../core/index.ts';
import { type DrawInput, drawFiles } from './draw.ts';
import type { DrawAnswer } from './draw-apart.ts';

async function draw(): Promise<DrawAnswer> {
  try {
    return { ok: true, files: await drawFiles(workerData as DrawInput) };
  } catch (thrown) {
    if (thrown instanceof UserError) return { ok: false, what: thrown.what, remedy: thrown.remedy };
    throw thrown;
  }
}

parentPort?.postMessage(await draw());
