import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fastify } from 'fastify';
import type { LabControl } from './model.ts';

/** Where a running lab says how to reach it; readable by its owner only. */
export const controlFileName = 'lab-control.json';
/** A command is one short line. */
const maxBodyOctets = 4_096;

/** What the control file holds. */
export interface ControlFile {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** Of the proxy on 127.0.0.1 by which a client stands as at a point. */
  readonly vantagePort: number;
}

/**
 * Lets another terminal of the same user command the lab: HTTP on 127.0.0.1, a token in a file of the data folder. Gives
 * the function that ends it.
 */
export async function serveControl(
  control: LabControl,
  { dataFolder, vantagePort }: { readonly dataFolder: string; readonly vantagePort: number },
): Promise<() => Promise<void>> {
  const token = randomBytes(24).toString('base64url');
  const expected = Buffer.from(`Bearer ${token}`);
  const server = fastify({ logger: false, bodyLimit: maxBodyOctets });
  server.addHook('onRequest', async (request, reply) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      return reply.code(401).send({ title: 'unauthorized' });
  });
  server.get('/faults', () => control.faults());
  server.get('/catalogue', () => control.catalogue);
  server.post('/command', (request, reply) => {
    const { body } = request;
    const text = typeof body === 'object' && body !== null && 'text' in body ? body.text : undefined;
    if (typeof text !== 'string') return reply.code(400).send({ title: 'text is missing' });
    return control.apply(text);
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const path = join(dataFolder, controlFileName);
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const file: ControlFile = { url, token, pid: process.pid, vantagePort };
  await rm(path, { force: true });
  await writeFile(path, JSON.stringify(file), { mode: 0o600 });
  return async () => {
    await rm(path, { force: true });
    await server.close();
  };
}
