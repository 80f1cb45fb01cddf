import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../core/index.ts';
import { hubName, paths } from '../wire.ts';
import { type CertificateUse, makeCertificate } from '../x509/certificate.ts';
import { createLink } from './link.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const made = (subject: string, use: CertificateUse): string =>
  makeCertificate({
    ...{ subject, issuer: 'root', publicKey: pair.publicKey, use },
    ...{ issuerPublicKey: pair.publicKey, issuerPrivateKey: pair.privateKey },
    ...{ fromMs: Date.now() - 60_000, toMs: Date.now() + 86_400_000 },
  });
const authority = made('root', { kind: 'authority' });

let server: Server;
let hub: string;
/** How often each connection was asked, in the order of connections. */
let asked: Map<Socket, number>;
/** A connection is reset when it is asked so often. */
let most = 1;

beforeAll(async () => {
  const key = pair.privateKey.export({ format: 'pem', type: 'pkcs8' });
  server = createServer({ key, cert: made(hubName, { kind: 'server', dnsName: hubName }) }, (request, response) => {
    const count = (asked.get(request.socket) ?? 0) + 1;
    asked.set(request.socket, count);
    if (count > most) request.socket.destroy();
    else request.resume().on('end', () => response.end('{"ok":true}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hub = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = new Map();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('asks once more on a new connection where the kept one was closed by the hub meanwhile', async () => {
  most = 1;
  const link = createLink({ hubs: [hub], authority }, systemClock);
  for (let n = 0; n < 3; n++) expect(await link.ask(paths.sync, {})).toEqual({ ok: true });
  expect([...asked.values()]).toEqual([2, 2, 1]);
  link.close();
});

it('does not ask again and again a hub that resets every connection', async () => {
  most = 0;
  const link = createLink({ hubs: [hub], authority }, systemClock);
  await expect(link.ask(paths.sync, {})).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(asked.size).toBe(1);
  link.close();
});
