import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tokenFileName } from './auth/token.ts';

/** Name of the file in the data folder that says where its server answers, for commands on the same machine. */
const fileName = 'api-url';

/** Says where the server answers, while it runs. */
export async function tellWhereabouts(dataFolder: string, url: string): Promise<void> {
  await writeFile(join(dataFolder, fileName), `${url}\n`, { mode: 0o600 });
}

export async function forgetWhereabouts(dataFolder: string): Promise<void> {
  await rm(join(dataFolder, fileName), { force: true });
}

/** Where the server of a data folder said to answer, and the token that it takes; undefined when none did. */
export async function findServer(
  dataFolder: string,
): Promise<{ readonly url: string; readonly token: string } | undefined> {
  const read = (name: string): Promise<string | undefined> =>
    readFile(join(dataFolder, name), 'utf8').then(
      (text) => text.trim(),
      () => undefined,
    );
  const [url, token] = await Promise.all([read(fileName), read(tokenFileName)]);
  return url === undefined || token === undefined || !URL.canParse(url) ? undefined : { url, token };
}
