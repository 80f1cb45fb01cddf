import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText, message, UserError } from '../../core/index.ts';

/** Name of the file in the data folder that holds the access token of scripts: `Authorization: Bearer ...`. */
export const tokenFileName = 'api-token';

/**
 * The access token for /-/reload and /metrics, made at the first start: 32 random bytes, readable by the owner only.
 * @throws UserError when the file cannot be read or written, or holds no token.
 */
export async function openToken(dataFolder: string): Promise<string> {
  const file = join(dataFolder, tokenFileName);
  try {
    await writeFile(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw tokenError(file, errorText(thrown));
  }
  let token: string;
  try {
    token = (await readFile(file, 'utf8')).trim();
  } catch (thrown) {
    throw tokenError(file, errorText(thrown));
  }
  if (!/^[\w-]{43}$/.test(token)) throw tokenError(file, 'not 43 base64url characters');
  return token;
}

function tokenError(file: string, reason: string): UserError {
  return new UserError(message('api.auth.token-file.what', { file, reason }), message('api.auth.token-file.remedy'));
}
