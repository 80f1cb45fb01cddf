/**
 * A server that starts from the copy of a data folder (pg_basebackup, pgBackRest) and plays back the archived WAL to its end: what a
 * restore in need would do. Its settings are ours alone; it never archives, never follows anybody and listens on no network.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMs } from '../../core/index.ts';
import type { RepositorySettings } from '../../inventory/index.ts';
import type { RunTool } from '../backups/access/run-tool.ts';
import { segmentOf } from '../backups/wal.ts';
import { type BroughtArchive, bringArchive } from './archive.ts';
import { bringDataFolder } from './data-folder.ts';
import { RestoreFailure } from './fault.ts';
import type { RestoreCheck } from './model.ts';
import { binaries, must, type ServerPlace, withServer } from './server.ts';

export interface CopyProof {
  readonly database: string;
  readonly user: string;
  readonly queries: readonly { readonly sql: string; readonly expect: string }[];
}

/** The first release whose recovery is told by signal files. */
const oldestVersion = 12;

/** Starts it, and asks the queries. @throws RestoreFailure; the server has ended when it settles */
export async function askCopy(ask: {
  readonly place: ServerPlace;
  /** Below `place.folder`. */
  readonly restored: string;
  readonly repository: RepositorySettings;
  readonly proof: CopyProof;
  readonly run: RunTool;
  readonly mostMs: number;
  readonly signal: AbortSignal;
}): Promise<{ readonly checks: readonly RestoreCheck[]; readonly dataAt: EpochMs | undefined }> {
  const { place, restored, repository, proof, run, mostMs, signal } = ask;
  const data = join(place.own, 'data');
  await bringDataFolder({ restored, to: data, run, mostMs });
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (Number(version) < oldestVersion) throw new RestoreFailure('unsupported', `PostgreSQL ${version}`);
  const bin = await binaries(version);
  const control = await run({ argv: [join(bin, 'pg_controldata'), '-D', data] });
  must(control, 'server-failed');
  const controlled = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(control.out)?.[1] ?? Number.NaN);
  const segmentBytes = controlled('Bytes per WAL segment');
  const to = join(place.folder, 'wal');
  const archive = await bringArchive({ repository, data, to, segmentBytes, run, mostMs, signal });
  const settings = await settle({ data, place, archive, prepared: controlled('max_prepared_xacts setting') });
  if (place.user !== undefined) {
    const { uid, gid } = place.user;
    const owned = [place.own, ...(archive === undefined ? [] : [archive.folder])];
    must(await run({ argv: ['chown', '-R', '-h', `${uid}:${gid}`, '--', ...owned], mostMs }), 'server-failed');
  }
  must(await run({ argv: ['chmod', '700', '--', data] }), 'server-failed');
  const server = { place, bin, user: proof.user, database: proof.database, settings, startMs: mostMs, run };
  return withServer(server, async ({ ask: answers }) => {
    const recovered = await recoveredTo({ data, archive, segmentBytes });
    const log = await readFile(join(place.own, 'log'), 'utf8').catch(() => '');
    const asked = await answers(proof.database, proof.queries);
    return { checks: [recovered, ...asked], dataAt: lastTransaction(log) };
  });
}

/** What the server is told: nothing of the old one's settings but what the control file asks for. */
async function settle(ask: {
  readonly data: string;
  readonly place: ServerPlace;
  readonly archive: BroughtArchive | undefined;
  readonly prepared: number;
}): Promise<Readonly<Record<string, string>>> {
  const { data, place, archive, prepared } = ask;
  const hba = join(place.own, 'hba.conf');
  await writeFile(hba, 'local all all trust\n', { mode: 0o600 });
  const settings = {
    ...{ hba_file: hba, hot_standby: 'off', max_prepared_transactions: String(prepared), datestyle: 'ISO' },
  };
  if (archive === undefined) return settings;
  await writeFile(join(data, 'recovery.signal'), '');
  // Of the shell that the server starts: %% is its way to write one %.
  const path = archive.folder.replaceAll(/[\\"$`]/g, '\\$&').replaceAll('%', '%%');
  const command = `cp "${path}/%f" "%p"`.replaceAll("'", "''");
  const lines = `restore_command = '${command}'\nrecovery_target_timeline = 'latest'\n`;
  await writeFile(join(data, 'postgresql.conf'), lines, { mode: 0o600 });
  return settings;
}

/**
 * Where the recovery ended, by the history that the server writes when it ends one.
 * @throws RestoreFailure `recovery-short` when that is before the archive's last segment: one in between could not be read
 */
async function recoveredTo(ask: {
  readonly data: string;
  readonly archive: BroughtArchive | undefined;
  readonly segmentBytes: number;
}): Promise<RestoreCheck> {
  const { data, archive, segmentBytes } = ask;
  if (archive === undefined) return { what: 'recovery', ok: true, said: 'no archive: to the end of the backup' };
  const names = (await readdir(join(data, 'pg_wal'))).filter((name) => name.endsWith('.history')).sort();
  const text = await readFile(join(data, 'pg_wal', names.at(-1) ?? ''), 'utf8').catch(() => '');
  const [, timeline, lsn] = /^(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/.exec(text.trim().split('\n').at(-1) ?? '') ?? [];
  const reached = lsn === undefined ? undefined : segmentOf(Number(timeline), before(lsn), segmentBytes);
  const said = `${lsn ?? '-'}, segment ${reached ?? '-'} of ${archive.last}, ${archive.segments} segments`;
  if (reached === undefined || reached < archive.last) throw new RestoreFailure('recovery-short', said);
  return { what: 'recovery', ok: true, said };
}

/** The position just before: a segment's end is the begin of the next one. */
function before(lsn: string): string {
  const [log = '0', offset = '0'] = lsn.split('/');
  const at = BigInt(`0x${log}`) * 0x1_0000_0000n + BigInt(`0x${offset}`) - 1n;
  return `${(at >> 32n).toString(16)}/${(at & 0xffff_ffffn).toString(16)}`.toUpperCase();
}

/** When the last transaction that came back was made, in the server's own words; its log is in UTC. */
function lastTransaction(log: string): EpochMs | undefined {
  const told = /last completed transaction was at log time (\S+ [\d:.]+)\+00/.exec(log)?.[1];
  const at = told === undefined ? Number.NaN : Date.parse(`${told.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : at;
}
