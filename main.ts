/** Flags and signals: the only place that touches the process. */
import { createInterface } from 'node:readline/promises';
import { runCommandLine } from './cli.ts';
import { errorText } from './core/index.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Who asks twice does not want to wait for the clean end.
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}
const reloads = new Set<() => void>();
process.on('SIGHUP', () => {
  // Where nothing can be read again, it means what it always means: the terminal is gone.
  if (reloads.size === 0) process.exit(129);
  for (const reload of reloads) reload();
});
// A pipe that was closed (`fangzhou poll ... | head`) is the end of the answer, not a failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
  });
}
const broken = (thrown: unknown): void => {
  const line = { level: 50, at: new Date().toISOString(), reason: errorText(thrown), msg: 'unexpected' };
  process.stderr.write(`${JSON.stringify(line)}\n`);
  process.exitCode = 1;
  stop.abort();
};
process.on('unhandledRejection', broken);
process.on('uncaughtException', broken);

/** Anything but a clear yes is a no, Ctrl-C and the end of the input too. */
async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  lines.once('SIGINT', () => stop.abort());
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([lines.question(`${question} `, { signal: stop.signal }), closed]);
    return /^(?:y|yes|是)$/i.test(answer.trim());
  } catch {
    return false;
  } finally {
    lines.close();
  }
}

const code = await runCommandLine(process.argv.slice(2), {
  env: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  interactive: process.stderr.isTTY === true,
  isOutWatched: process.stdout.isTTY === true,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  stop: stop.signal,
  onReload: (listener) => void reloads.add(listener),
});
process.exitCode ||= code;
