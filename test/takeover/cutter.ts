import { createConnection, createServer, type Socket } from 'node:net';

/** A stretch of wire between two places that can be cut: then nothing gets through either way, and nobody is told. */
export interface Cutter {
  readonly port: number;
  cut(isCut: boolean): void;
  close(): Promise<void>;
}

/** Carries TCP to a port of the loopback. What was under way when it was cut is lost for good: after the repair both ends are reset. */
export async function startCutter(to: { readonly port: number }): Promise<Cutter> {
  let isCut = false;
  const pairs = new Set<readonly [Socket, Socket | undefined]>();
  const server = createServer((near) => {
    near.on('error', () => near.destroy());
    if (isCut) {
      pairs.add([near, undefined]);
      near.pause();
      return;
    }
    const far = createConnection({ host: '127.0.0.1', port: to.port });
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true);
      from.on('error', () => from.destroy());
      from.on('data', (bytes) => {
        if (!isCut) into.write(bytes);
      });
      from.on('end', () => {
        if (!isCut) into.end();
      });
      from.on('close', () => {
        // An end that nobody can hear of over a cut wire.
        if (isCut) return;
        pairs.delete(pair);
        into.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const drop = (): void => {
    for (const [near, far] of pairs) {
      near.destroy();
      far?.destroy();
    }
    pairs.clear();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut(next) {
      if (isCut && !next) {
        isCut = next;
        drop();
      } else isCut = next;
    },
    async close() {
      drop();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
