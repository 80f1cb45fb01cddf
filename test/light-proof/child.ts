/** A part of the proof as a process of its own, to be killed at any moment: it says what it has to say in lines of JSON. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

export interface Part {
  /** The first line that it says; rejects when it ends before. */
  readonly said: Promise<unknown>;
  ask(question: unknown): Promise<unknown>;
  kill(): Promise<void>;
  /** Ends it in good order. */
  end(): Promise<void>;
}

const endWithinMs = 20_000;

export function startPart(file: string, wish: object, log: (text: string) => void): Part {
  const child: ChildProcess = fork(join(import.meta.dirname, file), [JSON.stringify(wish)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.on('data', (bytes: Buffer) => log(bytes.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const next = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      child.once('message', resolve);
      void ended.then(() => reject(new Error(`${file} ended`)));
    });
  const said = next();
  // Whoever does not wait for it may kill it all the same.
  said.catch(() => undefined);
  const abandoned = () => child.kill('SIGKILL');
  process.once('exit', abandoned);
  void ended.then(() => process.removeListener('exit', abandoned));
  return {
    said,
    ask(question) {
      const answer = next();
      child.send(question as object);
      return answer;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async end() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), endWithinMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
