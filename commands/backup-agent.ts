import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { carryReading, createCatalogueMemory, readRepository } from '../collector/index.ts';
import { errorText, message, silentLog, systemClock, UserError } from '../core/index.ts';
import { createKey, formatVerifierKey, readPrivateKey, type Signer, signerOf } from '../ledger/index.ts';
import { placeFlags, repositoryOf } from './backup-place.ts';
import { atMost, filled, readFlags, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

/** The name that the agent's public key carries. */
const keyName = 'fangzhou/backup-agent';

/**
 * `fangzhou backup-agent`: reads a repository on a host that the server cannot reach, and prints the reading as signed JSON, which is
 * carried or pulled to where the server looks; 0 read, 1 not read.
 */
export async function backupAgent(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, {
    ...placeFlags,
    repository: { type: 'string' },
    id: { type: 'string' },
    'key-file': { type: 'string' },
    'new-key': { type: 'boolean' },
  });
  atMost(positionals, 0);
  const id = needed('--id', flags.id);
  if (!/^[\w.-]{1,64}$/.test(id)) throw wrongUsage('cli.backup-agent.id', { value: id });
  const keyFile = resolve(needed('--key-file', flags['key-file']));
  const settings = await repositoryOf(needed('--repository', flags.repository), flags, id, terminal);
  const signer = await signerFrom(keyFile, flags['new-key'] === true);
  if (flags['new-key'] === true)
    terminal.complain(message('cli.backup-agent.vkey', { key: formatVerifierKey(signer.key) }));
  const reading = await readRepository(settings, {
    clock: systemClock,
    log: silentLog,
    check: { structure: true, data: flags['read-data'] === true ? 'all' : 'none' },
    memory: createCatalogueMemory(),
    signal: terminal.stop,
  });
  terminal.out(carryReading(reading, signer));
  return reading.listed ? 0 : 1;
}

function needed(flag: string, text: string | undefined): string {
  const given = filled(flag, text);
  if (given === undefined) throw wrongUsage('cli.backup-agent.needs', { flag });
  return given;
}

async function signerFrom(file: string, isNew: boolean): Promise<Signer> {
  const refuse = (reason: string): UserError =>
    new UserError(message('cli.backup-agent.key', { file, reason }), message('cli.backup-agent.key.remedy'), {
      exitCode: 2,
    });
  if (isNew && !existsSync(file)) {
    await createKey(file).catch((thrown: unknown) => {
      throw refuse(errorText(thrown));
    });
  }
  const pem = await readFile(file, 'utf8').catch((thrown: unknown) => {
    throw refuse(errorText(thrown));
  });
  const key = readPrivateKey(pem);
  if (key === undefined) throw refuse('');
  return signerOf(key, keyName);
}
