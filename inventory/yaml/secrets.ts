import { dirname, resolve } from 'node:path';
import { bounds } from '../files/bounds.ts';
import { readFileBounded } from '../files/read.ts';
import type { Section } from './section.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Readable by everybody (`o+r` of the file's mode). */
const worldReadable = 0o004;

/**
 * Resolves secrets from `{env: NAME}` or `{file: PATH}` (relative to the settings' file). A literal one is a mistake, as
 * is a file that everybody may read. No mistake ever shows what may be a secret.
 */
export class Secrets {
  readonly #env: Environment;
  readonly #folder: string;

  constructor({ env, settingsFile }: { env: Environment; settingsFile: string }) {
    this.#env = env;
    this.#folder = dirname(settingsFile);
  }

  /** A file that the settings name, from their own folder on. */
  pathOf(path: string): string {
    return resolve(this.#folder, path);
  }

  /** A required secret of at least `minCharacters`; undefined when a mistake has been reported. */
  async read(section: Section, key: string, minCharacters: number): Promise<string | undefined> {
    if (!section.has(key)) return section.wrong(key, 'yaml-key-missing');
    if (!section.isSection(key)) return section.wrong(key, 'literal-secret');
    const reference = section.section(key);
    const fromEnv = reference.has('env');
    const fromFile = reference.has('file');
    reference.finish({ hide: true });
    if (fromEnv === fromFile) return section.wrong(key, 'secret-form');
    const secret = fromEnv ? this.#fromEnv(reference) : await this.#fromFile(reference);
    if (secret === undefined) return undefined;
    if ([...secret].length >= minCharacters && !/\p{Cc}/u.test(secret)) return secret;
    return section.wrong(key, 'secret-short', { min: minCharacters });
  }

  /**
   * A required PEM file, named by `{file: PATH}`; undefined when a mistake has been reported. One that is `secret` must not be
   * readable by everybody.
   */
  async readPem(section: Section, key: string, { secret }: { readonly secret: boolean }): Promise<string | undefined> {
    if (!section.has(key)) return section.wrong(key, 'yaml-key-missing');
    if (!section.isSection(key)) return section.wrong(key, 'pem-form');
    const reference = section.section(key);
    const path = reference.text('file');
    reference.finish({ hide: true });
    if (path === undefined) return undefined;
    const read = await readFileBounded(resolve(this.#folder, path), bounds.pemBytes);
    if (!read.ok) return reference.wrong('file', 'pem-file', { reason: `key:inventory.reason.${read.reason}` });
    if (secret && (read.mode & worldReadable) !== 0) return reference.wrong('file', 'secret-file-open');
    const text = new TextDecoder().decode(read.bytes);
    return text.includes('-----BEGIN ') ? text : reference.wrong('file', 'pem-form');
  }

  #fromEnv(reference: Section): string | undefined {
    const name = reference.optionalText('env');
    if (name === undefined) return undefined;
    // A secret written where its name belongs is not shown either.
    if (!/^[A-Z_][A-Z0-9_]{0,127}$/.test(name)) return reference.wrong('env', 'secret-env-name');
    const value = Object.hasOwn(this.#env, name) ? this.#env[name] : undefined;
    return value === undefined || value === '' ? reference.wrong('env', 'secret-env-unset', { value: name }) : value;
  }

  async #fromFile(reference: Section): Promise<string | undefined> {
    const path = reference.optionalText('file');
    if (path === undefined) return undefined;
    const read = await readFileBounded(resolve(this.#folder, path), bounds.secretBytes);
    if (!read.ok) return reference.wrong('file', 'secret-file', { reason: `key:inventory.reason.${read.reason}` });
    if ((read.mode & worldReadable) !== 0) return reference.wrong('file', 'secret-file-open');
    return new TextDecoder().decode(read.bytes).replace(/\r?\n$/, '');
  }
}
