import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { type Clock, systemClock } from '../../core/index.ts';
import type { PairProbeSettings } from '../../inventory/index.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { collectorTexts } from '../texts.ts';
import { pairReadLimits } from './limits.ts';
import type { ClientProbe } from './model.ts';
import { tryProbe } from './probe.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const plain: PairProbeSettings = {
  id: 'service',
  kind: 'tcp',
  host: undefined,
  port: undefined,
  url: undefined,
  expect: undefined,
  memberHeader: undefined,
  authority: undefined,
  insecure: false,
};

async function tried(probe: Partial<PairProbeSettings>, timeoutMs = 2_000): Promise<ClientProbe> {
  const ask = {
    pairId: 'p',
    virtualAddress: '127.0.0.1',
    probe: { ...plain, ...probe },
    timeoutMs,
    clock: systemClock,
  };
  const result = await tryProbe(ask);
  if (result === undefined) throw new Error('this process stood still');
  return result;
}

/** Why it failed; also that this has words. */
function why({ ok, reason }: ClientProbe): string | undefined {
  if (ok || reason === undefined) return undefined;
  expect(Object.keys(collectorTexts.en)).toContain(reason.key);
  return reason.key.replace('collector.pairs.probe.', '');
}

const tcpServer = (serve: (socket: Socket) => void) =>
  listen(
    createServer((socket) => {
      socket.on('error', () => {});
      serve(socket);
    }),
  );
const httpServer = (serve: RequestListener) => listen(createHttpServer(serve));

describe('a TCP try through the virtual address', () => {
  it('is good once it is connected, or once the expected text has come, however it was cut', async () => {
    expect(await tried({ port: await tcpServer(() => {}) })).toMatchObject({
      pairId: 'p',
      probeId: 'service',
      ok: true,
    });
    const port = await tcpServer((socket) => {
      for (const octet of Buffer.from('220 财政 ready')) socket.write(Buffer.of(octet));
    });
    expect(await tried({ port, expect: '财政 ready' })).toMatchObject({ ok: true });
  });

  it('is refused where nobody serves, and is over when the other side says nothing more', async () => {
    const port = await tcpServer(() => {});
    servers.pop()?.close();
    expect(why(await tried({ port }))).toBe('refused');
    const silent = await tcpServer((socket) => socket.end('something else'));
    expect(why(await tried({ port: silent, expect: 'ready' }))).toBe('unexpected');
    const resetting = await tcpServer((socket) => socket.resetAndDestroy());
    expect(['reset', 'unexpected']).toContain(why(await tried({ port: resetting, expect: 'ready' })));
  });

  it('does not read on for ever', async () => {
    let written = 0;
    const port = await tcpServer((socket) => {
      const pour = (): void => {
        written += 16_384;
        if (!socket.destroyed) socket.write(Buffer.alloc(16_384, 'x'), () => setImmediate(pour));
      };
      pour();
    });
    expect(why(await tried({ port, expect: 'ready' }))).toBe('unexpected');
    expect(written).toBeLessThan(100 * pairReadLimits.probeOctets);
  });

  it('ends by the clock that it was given when nobody answers, and is not heard afterwards', async () => {
    const clock = new FakeClock();
    const port = await tcpServer(() => {});
    const probe = { ...plain, port, expect: 'never' };
    const running = tryProbe({ pairId: 'p', virtualAddress: '127.0.0.1', probe, timeoutMs: 2_000, clock });
    await clock.advance(2_000);
    const result = await running;
    if (result === undefined) throw new Error('nothing was told');
    expect(why(result)).toBe('timeout');
    expect(result.finishedAt - result.startedAt).toBe(2_000);
    expect(clock.pendingCount).toBe(0);
  });

  it('says nothing when it ran out of time while this process stood still for half of it', async () => {
    for (const [heldMs, saysNothing] of [
      [900, false],
      [1_100, true],
    ] as const) {
      const clock = new FakeClock();
      let stoodMs = 0;
      const busy: Clock = {
        now: () => clock.now(),
        monotonicMs: () => clock.monotonicMs() + stoodMs,
        after: (delayMs, task) => clock.after(delayMs, task),
      };
      const port = await tcpServer(() => {});
      const probe = { ...plain, port, expect: 'never' };
      const running = tryProbe({ pairId: 'p', virtualAddress: '127.0.0.1', probe, timeoutMs: 2_000, clock: busy });
      stoodMs = heldMs;
      await clock.advance(2_000);
      expect([heldMs, (await running) === undefined]).toEqual([heldMs, saysNothing]);
      expect(clock.pendingCount).toBe(0);
    }
  });

  it('that cannot even begin is a try that failed', async () => {
    expect(why(await tried({ port: 70_000 }))).toBe('broken');
    expect(why(await tried({ kind: 'http', url: 'nonsense' }))).toBe('broken');
    expect(why(await tried({ port: 80, host: 'no-such-name.invalid' }))).toBe('unknown-host');
  });
});

describe('an HTTP try through the virtual address', () => {
  it('names the member that answered, also of an answer that is not good', async () => {
    const port = await httpServer((request, response) => {
      response.setHeader('X-Member', 'app-b');
      response.statusCode = request.url === '/' ? 200 : 503;
      response.end('ready');
    });
    const probe = { kind: 'http', port, memberHeader: 'x-member', expect: 'ready' } as const;
    expect(await tried(probe)).toMatchObject({ ok: true, answeredBy: 'app-b' });
    const bad = await tried({ ...probe, url: `http://127.0.0.1:${port}/login` });
    expect(bad).toMatchObject({ ok: false, answeredBy: 'app-b', reason: { params: { status: 503 } } });
    expect(why(bad)).toBe('status');
  });

  it('is good for a redirect, which it does not follow, and not for a page without the expected text', async () => {
    let asked = 0;
    const port = await httpServer((_, response) => {
      asked++;
      response.writeHead(302, { location: '/login' }).end('moved');
    });
    expect(await tried({ kind: 'http', port })).toMatchObject({ ok: true });
    expect(asked).toBe(1);
    expect(why(await tried({ kind: 'http', port, expect: 'ready' }))).toBe('unexpected');
  });

  it('fails when the connection breaks, before the answer or within', async () => {
    const before = await httpServer((request) => request.socket.destroy());
    expect(why(await tried({ kind: 'http', port: before }))).toBe('reset');
    const within = await httpServer((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('rea');
      setImmediate(() => request.socket.destroy());
    });
    expect(['reset', 'broken', 'unexpected']).toContain(
      why(await tried({ kind: 'http', port: within, expect: 'ready' })),
    );
    const garbage = await tcpServer((socket) => socket.end('\u0000\u0001 nonsense\r\n\r\n'));
    expect(why(await tried({ kind: 'http', port: garbage }))).toBe('broken');
  });

  it('ends when the server takes the request and keeps quiet', async () => {
    const port = await httpServer(() => {});
    expect(why(await tried({ kind: 'http', port }, 100))).toBe('timeout');
  });
});

suiteNeeding(['openssl'], 'an HTTPS try', () => {
  it('believes the authority that it was given, and nobody where there is none but by declaration', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fangzhou-probe-'));
    try {
      const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
      const named = ['-subj', '/CN=pair', '-addext', 'subjectAltName=IP:127.0.0.1'];
      execFileSync(toolPath('openssl'), [...made, ...named, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
      const [key, authority] = [readFileSync(keyFile, 'utf8'), readFileSync(certFile, 'utf8')];
      const port = await listen(
        createHttpsServer({ key, cert: authority }, (_, response) => void response.end('ready')),
      );
      const probe = { kind: 'http', url: `https://127.0.0.1:${port}/`, expect: 'ready' } as const;
      expect(why(await tried(probe))).toBe('certificate');
      expect(await tried({ ...probe, authority })).toMatchObject({ ok: true });
      expect(await tried({ ...probe, insecure: true })).toMatchObject({ ok: true });
      expect(why(await tried({ ...probe, url: `https://localhost:${port}/`, authority }))).toBe('certificate');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
