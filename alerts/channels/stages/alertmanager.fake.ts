/** Debian's Alertmanager with a configuration of the test's, alone and on a free port. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  eventually,
  folderFor,
  removeFolder,
  startServer,
} from '../../../collector/pairs/engines/stages/server-process.fake.ts';
import { freePort } from '../../../test/free-port.ts';
import { toolPath } from '../../../test/needs.ts';

export interface TrialAlertmanager {
  readonly url: string;
  stop(): Promise<void>;
}

/** Resolves when it is ready. @throws what it said when it ended. */
export async function startAlertmanager(configuration: string): Promise<TrialAlertmanager> {
  const folder = folderFor(undefined, 'fangzhou-alertmanager');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, 'am.yml'), configuration);
  const flags = ['--config.file', join(folder, 'am.yml'), '--storage.path', join(folder, 'data')];
  const server = startServer(
    toolPath('prometheus-alertmanager'),
    [...flags, `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='],
    { account: undefined, cwd: folder },
  );
  const stop = async (): Promise<void> => {
    await server.stop('SIGKILL');
    removeFolder(folder);
  };
  try {
    await eventually(async () => {
      if (!server.running()) throw new Error(server.said());
      if (!(await fetch(`${url}/-/ready`)).ok) throw new Error('not ready');
    });
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { url, stop };
}
