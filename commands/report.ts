import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findServer } from '../api/index.ts';
import { type KeptReport, type MadeKind, madeKinds, type ReportService, type WishAnswer } from '../audit/index.ts';
import { errorText, type Language, matchLanguage, message, systemClock, UserError } from '../core/index.ts';
import { loadInventory } from '../inventory/index.ts';
import { configurationFlags, overridesOf, referenceCity, soundOrThrow, withStandIns } from './configuration.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import { openOffline } from './offline.ts';
import { askServer, type ServerReport } from './report-client.ts';
import { logOf } from './serve.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const reportFlags = {
  ...configurationFlags,
  scope: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  out: { type: 'string' },
  'log-level': { type: 'string' },
} as const;

/** What was asked for. */
export interface CommandWish {
  readonly kind: MadeKind;
  readonly scope: string;
  readonly from: string;
  readonly to: string;
  readonly language: Language;
}

/** `fangzhou report KIND`: asks the server that runs on the data folder, or makes the report itself where none does. */
export async function report(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, reportFlags);
  const [said = ''] = positionals;
  const kind = madeKinds.find((each) => each === said);
  if (kind === undefined) throw wrongUsage('cli.report.kind', { kind: said });
  atMost(positionals, 1);
  const { from } = flags;
  if (from === undefined) throw wrongUsage('cli.report.period');
  const wish: CommandWish = {
    kind,
    scope: flags.scope ?? 'city',
    from,
    to: flags.to ?? from,
    language: (flags.lang === undefined ? undefined : matchLanguage(flags.lang)) ?? terminal.language,
  };
  const source = flags.config ?? terminal.env.FANGZHOU_CONFIG ?? referenceCity;
  const dataFolder = overridesOf(flags, terminal.env).dataFolder;
  const server = await findServer(dataFolder ?? (await inventoryOf(source, undefined, terminal)).settings.dataFolder);
  const progress = (stage: string, share: number): void => {
    if (terminal.interactive) {
      terminal.complain(
        message('cli.report.progress', { stage: `key:report.stage.${stage}`, percent: Math.floor(share * 100) }),
      );
    }
  };
  const made =
    (server === undefined ? undefined : await askServer({ ...server, wish, progress, stop: terminal.stop })) ??
    (await makeHere({ source, dataFolder, wish, terminal, level: flags['log-level'] }));
  const folder = flags.out === undefined ? undefined : await saveTo(resolve(flags.out), made);
  const { files: _, ...shown } = made.report;
  if (flags.json === true)
    terminal.json({
      // As the exit code says: a report that was made may still say that something failed.
      ok: shown.verdict === 'pass',
      ...shown,
      folder: folder ?? null,
      zip: folder === undefined ? null : join(folder, '..', `${shown.id}.zip`),
    });
  else {
    terminal.say(
      message('cli.report.made', {
        title: shown.title,
        id: shown.id,
        verdict: `key:report.verdict.${shown.verdict}`,
        record: shown.record,
      }),
    );
    if (folder !== undefined) terminal.say(message('cli.report.saved', { folder }));
  }
  return shown.verdict === 'pass' ? 0 : 1;
}

async function inventoryOf(source: string, dataFolder: string | undefined, terminal: Terminal) {
  const { env } = withStandIns(terminal.env);
  const inventory = soundOrThrow(await loadInventory({ source, env }), terminal);
  const { settings } = inventory;
  return { ...inventory, settings: { ...settings, dataFolder: dataFolder ?? settings.dataFolder } };
}

/** Without a server: opens the data folder itself, which no server can have at the same time. */
async function makeHere(options: {
  readonly source: string;
  readonly dataFolder: string | undefined;
  readonly wish: CommandWish;
  readonly terminal: Terminal;
  readonly level: string | undefined;
}): Promise<ServerReport> {
  const { source, dataFolder, wish, terminal } = options;
  const inventory = await inventoryOf(source, dataFolder, terminal);
  const log = logOf(terminal, options.level, 'warn');
  const { reports, close } = await openOffline({ inventory, clock: systemClock, log, version });
  try {
    return await madeHere(reports, reports.ask({ ...wish, madeBy: 'command line' }));
  } finally {
    await close();
  }
}

/** A report that was asked for here, once it is made. @throws UserError when it was refused or could not be made. */
export async function madeHere(reports: ReportService, answer: WishAnswer): Promise<ServerReport> {
  if (!answer.ok) throw new UserError(answer.what, answer.remedy, { exitCode: 2 });
  const job = await reports.ended(answer.job.id);
  const kept = reports.kept().find(({ id }) => id === answer.job.id);
  if (kept === undefined) {
    throw new UserError(job?.reason ?? message('cli.report.lost'), job?.remedy ?? message('cli.report.lost.remedy'));
  }
  return { report: kept, read: (name) => readFile(reports.fileOf(kept.id, name) ?? name) };
}

/** Writes every file of a report into a folder of its own, and the zip beside it. Gives the folder. */
export async function saveTo(out: string, { report: kept, read }: ServerReport): Promise<string> {
  const folder = join(out, kept.id);
  try {
    await mkdir(folder, { recursive: true });
    for (const name of Object.keys((kept as KeptReport).files)) {
      await writeFile(name.endsWith('.zip') ? join(out, name) : join(folder, name), await read(name));
    }
  } catch (thrown) {
    if (thrown instanceof UserError) throw thrown;
    const params = { folder, reason: errorText(thrown) };
    throw new UserError(message('cli.report.save', params), message('cli.report.save.remedy'));
  }
  return folder;
}
