/** One real nginx of a test, with a server block for each name on a port of its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../../../test/free-port.ts';
import { toolPath } from '../../../test/needs.ts';
import { eventually, type ServerProcess, startServer } from '../../pairs/engines/stages/server-process.fake.ts';

export interface TestNginx {
  /** Port of a block. */
  port(name: string): number;
  stop(): Promise<void>;
}

/** `blocks`: what stands in each server's block, without its `listen`; a text that begins with `ssl` listens for TLS. */
export async function startNginx(folder: string, blocks: Readonly<Record<string, string>>): Promise<TestNginx> {
  const ports = new Map<string, number>();
  for (const name of Object.keys(blocks)) ports.set(name, await freePort());
  mkdirSync(join(folder, 'temporary'), { recursive: true });
  const servers = Object.entries(blocks).map(
    ([name, block]) =>
      `server { listen 127.0.0.1:${ports.get(name)}${block.startsWith('ssl') ? ' ssl' : ''}; ${block} }`,
  );
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (one) => `${one}_temp_path temporary/${one};`,
  );
  const configuration = join(folder, 'nginx.conf');
  writeFileSync(
    configuration,
    `daemon off; master_process off; pid nginx.pid; error_log stderr error; events {}
http { access_log off; ${temporary.join(' ')} types { text/html html; application/json json; } root .; ${servers.join('\n')} }\n`,
  );
  const server: ServerProcess = startServer(toolPath('nginx'), ['-p', folder, '-c', configuration], {
    account: undefined,
    cwd: folder,
  });
  await eventually(async () => {
    if (!server.running()) throw new Error(`nginx ended: ${server.said()}`);
    await Promise.all([...ports.values()].map(answers));
  });
  return {
    port: (name) => ports.get(name) ?? 0,
    stop: () => server.stop('SIGTERM'),
  };
}

function answers(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
