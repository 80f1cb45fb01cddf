/** Small real servers on 127.0.0.1: dnsmasq, chrony and SIPp, each started with what a test wants of it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../test/free-port.ts';
import { toolPath } from '../../../test/needs.ts';
import {
  eventually,
  folderFor,
  removeFolder,
  type ServerProcess,
  startServer,
} from '../../pairs/engines/stages/server-process.fake.ts';
import { tryIt } from './probes.fake.ts';

export interface SmallServer {
  readonly port: number;
  readonly server: ServerProcess;
  close(): Promise<void>;
}

async function started(
  name: string,
  argsOf: (port: number, folder: string) => readonly string[],
  isUp: (port: number) => Promise<boolean>,
): Promise<SmallServer> {
  const folder = folderFor(undefined, name);
  const port = await freePort();
  const server = startServer(toolPath(name), argsOf(port, folder), { account: undefined, cwd: folder });
  async function close(): Promise<void> {
    server.signal('SIGCONT');
    await server.stop('SIGKILL');
    removeFolder(folder);
  }
  try {
    await eventually(async () => {
      if (!server.running()) throw new Error(`${name} ended: ${server.said()}`);
      if (!(await isUp(port))) throw new Error(`${name} does not answer yet`);
    });
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { port, server, close };
}

/** dnsmasq with the names of a town; it forwards nothing. */
export function dnsmasqStage(records: readonly string[]): Promise<SmallServer> {
  return started(
    'dnsmasq',
    (port) => [
      ...['--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--pid-file=', '--user=root'],
      ...[
        `--port=${port}`,
        '--listen-address=127.0.0.1',
        '--bind-interfaces',
        '--local=/city.test/',
        '--log-facility=-',
      ],
      ...records.map((record) => `--${record}`),
    ],
    async (port) => (await tryIt('tcp', { port })).outcome === 'good',
  );
}

/** chrony as a server that leaves this machine's clock alone (-x); without a source of its own it is not synchronised. */
export function chronyStage(isSynchronised: boolean): Promise<SmallServer> {
  return started(
    'chronyd',
    (port, folder) => {
      const lines = [
        ...[`port ${port}`, 'bindaddress 127.0.0.1', 'allow 127.0.0.1', 'cmdport 0', `pidfile ${folder}/pid`],
        ...[`bindcmdaddress ${folder}/command`, ...(isSynchronised ? ['local stratum 5'] : [])],
      ];
      writeFileSync(join(folder, 'chrony.conf'), `${lines.join('\n')}\n`);
      return ['-x', '-d', '-u', 'root', '-f', join(folder, 'chrony.conf')];
    },
    async (port) => {
      const { reason } = await tryIt('ntp', { port, timeoutMs: 300 });
      return reason.key.endsWith(isSynchronised ? '.good' : '.ntp-unsynchronised');
    },
  );
}

/** SIPp that answers OPTIONS with each of these in turn, after a provisional answer. */
export function sippStage(transport: 'udp' | 'tcp', statuses: readonly string[]): Promise<SmallServer> {
  return started(
    'sipp',
    (port, folder) => {
      writeFileSync(join(folder, 'options.xml'), scenario(statuses));
      return [
        ...['-sf', join(folder, 'options.xml'), '-i', '127.0.0.1', '-p', `${port}`, '-nostdin'],
        ...['-t', transport === 'udp' ? 'u1' : 't1'],
      ];
    },
    async (port) => (await tryIt('sip', { port, transport, timeoutMs: 300 })).outcome === 'good',
  );
}

function scenario(statuses: readonly string[]): string {
  const answers = statuses.map(
    (status) => `<send><![CDATA[

      SIP/2.0 ${status}
      [last_Via:]
      [last_From:]
      [last_To:];tag=town[call_number]
      [last_Call-ID:]
      [last_CSeq:]
      Server: town/1.0
      Content-Length: 0

    ]]></send>`,
  );
  return `<?xml version="1.0" encoding="UTF-8" ?><scenario name="options"><recv request="OPTIONS"></recv>${answers.join('\n')}</scenario>`;
}
