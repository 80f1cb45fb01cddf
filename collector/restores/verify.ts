/** Whether what was restored is what was put in: by hashes of a manifest, by a database that answers, by a declared command. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { EpochMs } from '../../core/index.ts';
import type { DataSetSettings, RepositorySettings } from '../../inventory/index.ts';
import type { RunTool } from '../backups/access/run-tool.ts';
import { readEntries } from '../backups/manifest/entries.ts';
import { RestoreFailure } from './fault.ts';
import { type RestoreCheck, restoreBounds } from './model.ts';
import { askCopy } from './recovered.ts';
import type { Scratch } from './scratch.ts';
import type { ServerPlace } from './server.ts';
import { askDatabase } from './throwaway.ts';

export interface VerifyAsk {
  readonly proof: DataSetSettings['proof'];
  /** Where it was restored to. */
  readonly folder: string;
  /** Where a database server of its own may stand. */
  readonly scratch: Pick<Scratch, 'folder' | 'passable'>;
  /** The same, where a server is started from what was restored: it was restored there. */
  readonly place: ServerPlace | undefined;
  readonly repository: RepositorySettings;
  readonly sampled: boolean;
  readonly run: RunTool;
  readonly mostMs: number;
  readonly signal: AbortSignal;
}

export interface Verified {
  readonly checks: readonly RestoreCheck[];
  readonly level: 3 | 4 | 5;
  readonly dataAt?: EpochMs | undefined;
  /** Files whose hash was compared. */
  readonly compared?: number;
}

/** Checks what was restored. @throws RestoreFailure with the first thing that is wrong. */
export async function verifyRestored(ask: VerifyAsk): Promise<Verified> {
  switch (ask.proof.kind) {
    case 'manifest':
      return { ...(await byManifest(ask, ask.proof.file)), level: ask.sampled ? 3 : 4 };
    case 'postgresql': {
      const { dump: name, queries } = ask.proof;
      if (name === undefined) {
        const { place } = ask;
        if (place === undefined) throw new RestoreFailure('server-missing');
        return { ...(await askCopy({ ...ask, place, restored: ask.folder, proof: ask.proof })), level: 5 };
      }
      const dump = await findFile(ask.folder, name);
      if (dump === undefined) throw new RestoreFailure('dump-missing', name);
      return { checks: await askDatabase({ ...ask, dump, queries }), level: 5 };
    }
    case 'command': {
      const { command } = ask.proof;
      const answer = await ask.run({
        argv: command,
        cwd: ask.folder,
        env: { FANGZHOU_RESTORED: ask.folder },
        mostMs: Math.min(ask.mostMs, restoreBounds.commandMs),
        mostBytes: 1_048_576,
      });
      const said = `${answer.out}${answer.err}`.trim().slice(0, restoreBounds.answerCharacters);
      if (!answer.ran) throw new RestoreFailure('command-failed', `${answer.why} ${said}`);
      if (answer.code !== 0) throw new RestoreFailure('command-failed', `${said} (exit code ${answer.code})`.trim());
      return { checks: [{ what: command.join(' ').slice(0, 200), ok: true, said }], level: 5 };
    }
  }
}

/** Names as `sha256sum` and Fangzhou's own manifests write them. */
const usualNames = ['SHA256SUMS', 'sha256sums.txt', 'manifest.jsonl', 'manifest.json', 'manifest.csv'];

async function byManifest(
  ask: VerifyAsk,
  declared: string | undefined,
): Promise<Pick<Verified, 'checks'> & { readonly compared: number }> {
  let file: string | undefined;
  // One outside of the backup cannot have been damaged with it.
  if (declared?.startsWith('/') === true) file = declared;
  else for (const name of declared === undefined ? usualNames : [declared]) file ??= await findFile(ask.folder, name);
  if (file === undefined) throw new RestoreFailure('manifest-missing', declared ?? usualNames.join(' '));
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) throw new RestoreFailure('manifest-missing', file);
  if (found.size > restoreBounds.sumsBytes) throw new RestoreFailure('too-large', file);
  const sums = readSums(await readFile(file, 'utf8'), file);
  if (sums.length === 0) throw new RestoreFailure('manifest-missing', `${file}: no line with a SHA-256`);
  const base = declared?.startsWith('/') === true ? ask.folder : dirname(file);
  const checks: RestoreCheck[] = [];
  let counted = 0;
  for (const { name, sha256 } of sums) {
    if (ask.signal.aborted) throw new RestoreFailure('stopped');
    const path = await placeOf(base, ask.folder, name);
    // A sample holds some of the files alone.
    if (path === undefined && ask.sampled) continue;
    if (path === undefined) throw new RestoreFailure('file-missing', name);
    const own = await hashOf(path);
    if (own !== sha256) throw new RestoreFailure('hash-differs', `${name}: ${own}, declared ${sha256}`);
    counted += 1;
    if (checks.length < restoreBounds.checks) checks.push({ what: name, ok: true, said: own });
  }
  if (counted === 0) throw new RestoreFailure('file-missing', 'no file of the manifest was restored');
  return { checks, compared: counted };
}

function readSums(text: string, file: string): readonly { readonly name: string; readonly sha256: string }[] {
  if (/\.(jsonl|json|csv)$/i.test(file))
    return readEntries(text, file).entries.flatMap(({ name, sha256 }) =>
      name === undefined || sha256 === undefined ? [] : [{ name, sha256: sha256.toLowerCase() }],
    );
  return text.split('\n').flatMap((line) => {
    const [, sha256, name] = /^([0-9a-f]{64}) [ *](.+)$/i.exec(line.trimEnd()) ?? [];
    return sha256 === undefined || name === undefined ? [] : [{ name, sha256: sha256.toLowerCase() }];
  });
}

/** A manifest names files beside itself, or as they were called on their host: restored below the folder. Never outside of it. */
async function placeOf(base: string, folder: string, name: string): Promise<string | undefined> {
  for (const path of [resolve(base, name.replace(/^\/+/, '')), join(folder, name)]) {
    if (relative(folder, path).startsWith('..')) continue;
    if ((await stat(path).catch(() => undefined))?.isFile() === true) return path;
  }
  return undefined;
}

/** The file of that name (or ending of a path), the one nearest to the top. */
export async function findFile(folder: string, name: string): Promise<string | undefined> {
  const wanted = name.replace(/^\/+/, '');
  const open = [folder];
  let looked = 0;
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    for (const entry of await readdir(at, { withFileTypes: true }).catch(() => [])) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) open.push(path);
      if (entry.isFile() && `/${relative(folder, path)}`.endsWith(`/${wanted}`)) return path;
      looked += 1;
      if (looked > restoreBounds.listedFiles) return undefined;
    }
  }
  return undefined;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
