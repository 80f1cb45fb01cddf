/** Private keys and secret files, encrypted by a passphrase: scrypt (RFC 7914) and AES-256-GCM. */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { message, UserError } from '../../core/index.ts';

/** One secret file: where it lay (`data/ledger/keys/log.key`), and its content. */
export interface Kept {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** 32 MiB and about 0.1 s: dear for who guesses. */
const cost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const format = 'fangzhou-keys/1';
const leastCharacters = 12;

interface Box {
  readonly format: string;
  readonly salt: string;
  readonly iv: string;
  readonly tag: string;
  readonly data: string;
}

/** A text that only the passphrase opens; also the names are inside. */
export function lockKeys(kept: readonly Kept[], passphrase: string): string {
  if (passphrase.length < leastCharacters)
    throw new UserError(
      message('cli.own-backup.passphrase.short', { least: leastCharacters }),
      message('cli.own-backup.passphrase.remedy'),
      { exitCode: 2 },
    );
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', keyOf(passphrase, salt), iv).setAAD(Buffer.from(format));
  const plain = JSON.stringify(kept.map(({ name, bytes }) => [name, Buffer.from(bytes).toString('base64')]));
  const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  const [saltText, ivText, dataText, tag] = [salt, iv, data, cipher.getAuthTag()].map((each) =>
    each.toString('base64'),
  );
  return `${JSON.stringify({ format, salt: saltText, iv: ivText, tag, data: dataText })}\n`;
}

/** What the passphrase opens. @throws UserError when it is the wrong one, or the file was altered or is none. */
export function unlockKeys(text: string, passphrase: string): readonly Kept[] {
  try {
    const box = JSON.parse(text) as Partial<Box>;
    if (box.format !== format) throw new Error('no such file');
    const [salt, iv, tag, data] = [box.salt, box.iv, box.tag, box.data].map((each) =>
      Buffer.from(each ?? '', 'base64'),
    );
    if (salt === undefined || iv === undefined || tag?.length !== 16 || data === undefined)
      throw new Error('not whole');
    const decipher = createDecipheriv('aes-256-gcm', keyOf(passphrase, salt), iv)
      .setAAD(Buffer.from(format))
      .setAuthTag(tag);
    const plain = Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
    const entries = JSON.parse(plain) as readonly (readonly [string, string])[];
    return entries.map(([name, bytes]) => ({ name, bytes: Buffer.from(bytes, 'base64') }));
  } catch (error) {
    throw new UserError(message('cli.own-backup.keys.wrong'), message('cli.own-backup.keys.wrong.remedy'), {
      cause: error,
    });
  }
}

function keyOf(passphrase: string, salt: Uint8Array): Buffer {
  return scryptSync(passphrase.normalize('NFC'), salt, 32, cost);
}
