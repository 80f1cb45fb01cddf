import { Worker } from 'node:worker_threads';

/** What stands on the sheet. */
export interface SheetText {
  readonly subject: string;
  readonly body: string;
  readonly at: string;
}

/** One page of A4 as PDF, drawn in a thread of its own: the font's 10 MB go with it. Rejects where it cannot be drawn. */
export function drawSheet(text: SheetText, signal: AbortSignal): Promise<Buffer> {
  const worker = new Worker(new URL('./sheet.worker.ts', import.meta.url), {
    workerData: text,
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  return new Promise<Buffer>((resolve, reject) => {
    worker.once('message', (octets: Uint8Array) => resolve(Buffer.from(octets)));
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the page was not drawn')));
  }).finally(() => {
    signal.removeEventListener('abort', stop);
    stop();
  });
}
