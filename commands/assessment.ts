import { resolve } from 'node:path';
import type { WireAssessments, WireCard, WireCardRow, WireRange } from '../api/index.ts';
import { message, systemClock } from '../core/index.ts';
import { type Inventory, loadInventory } from '../inventory/index.ts';
import { type AssessmentSource, localSource, noScheme, serverSource } from './assessment-source.ts';
import { configurationFlags, overridesOf, referenceCity, soundOrThrow, withStandIns } from './configuration.ts';
import { atMost, filled, readFlags, wrongUsage } from './flags.ts';
import { openOffline } from './offline.ts';
import { writeOut } from './refused.ts';
import { saveTo } from './report.ts';
import { logOf } from './serve.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

const flagsOf = { ...configurationFlags, out: { type: 'string' }, 'log-level': { type: 'string' } } as const;

/** What was asked for; without a period the running one is meant. */
type Wish =
  | { readonly verb: 'list' }
  | { readonly verb: 'show'; readonly period: string | undefined }
  | { readonly verb: 'card'; readonly kind: string; readonly unit: string; readonly period: string | undefined }
  | { readonly verb: 'export'; readonly period: string; readonly out: string; readonly format: 'csv' | 'json' }
  | { readonly verb: 'bundle'; readonly period: string; readonly out: string };

/**
 * `fangzhou assessment list | show | office | district | export`: periods, ranking, one card, a file. Of the server that runs on the
 * data folder, or made here where none does. Nothing is closed from here: that wants two persons.
 */
export async function assessment(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, flagsOf);
  const wish = wishOf(positionals, filled('--out', flags.out));
  const inJson = flags.json === true;
  const { dataFolder } = overridesOf(flags, terminal.env);
  const inventory = async (): Promise<Inventory> => {
    const { env } = withStandIns(terminal.env);
    const source = flags.config ?? terminal.env.FANGZHOU_CONFIG ?? referenceCity;
    const read = soundOrThrow(await loadInventory({ source, env }), terminal);
    return { ...read, settings: { ...read.settings, dataFolder: dataFolder ?? read.settings.dataFolder } };
  };
  const served = await serverSource(dataFolder ?? (await inventory()).settings.dataFolder, terminal);
  if (served !== undefined) {
    await tell(wish, { source: served, inJson, terminal });
    return 0;
  }
  const log = logOf(terminal, flags['log-level'], 'warn');
  const opened = await openOffline({ inventory: await inventory(), clock: systemClock, log, version });
  try {
    await tell(wish, { source: localSource(opened, terminal), inJson, terminal });
    return 0;
  } finally {
    await opened.close();
  }
}

function wishOf(positionals: readonly string[], out: string | undefined): Wish {
  const [verb, first, second] = positionals;
  if (out !== undefined && verb !== 'export') throw wrongUsage('cli.assessment.out.only');
  if (verb === 'list') {
    atMost(positionals, 1);
    return { verb };
  }
  if (verb === 'show') {
    atMost(positionals, 2);
    return { verb, period: first };
  }
  if (verb === 'office' || verb === 'district') {
    atMost(positionals, 3);
    if (first === undefined) throw wrongUsage('cli.assessment.unit', { kind: verb });
    return { verb: 'card', kind: verb, unit: first, period: second };
  }
  if (verb !== 'export') throw wrongUsage('cli.assessment.verb', { verb: verb ?? '' });
  atMost(positionals, 2);
  if (first === undefined || out === undefined) throw wrongUsage('cli.assessment.export');
  const format = /\.(csv|json)$/i.exec(out)?.[1]?.toLowerCase();
  if (format === undefined) {
    // What can still change is nothing to verify later.
    if (/\.\w{1,4}$/.test(out) || !first.includes('@')) throw wrongUsage('cli.assessment.export');
    return { verb: 'bundle', period: first, out: resolve(out) };
  }
  return { verb, period: first, out: resolve(out), format: format === 'csv' ? 'csv' : 'json' };
}

async function tell(
  wish: Wish,
  { source, inJson, terminal }: { readonly source: AssessmentSource; readonly inJson: boolean; terminal: Terminal },
): Promise<void> {
  const say = (document: object, words: () => void): void =>
    inJson ? terminal.json({ ok: true, ...document }) : words();
  if (wish.verb === 'list') {
    const list = await source.list();
    return say(list, () => tellList(list, terminal));
  }
  if (wish.verb === 'bundle') {
    const made = await source.report(wish.period);
    const folder = await saveTo(wish.out, made);
    const { files: _, ...report } = made.report;
    return say({ ...report, folder, zip: `${folder}.zip` }, () =>
      terminal.say(
        message('cli.assessment.bundle', { folder, verdict: `key:report.assessment.verdict.${report.verdict}` }),
      ),
    );
  }
  const period = wish.period ?? (await source.list()).periods[0]?.id;
  if (period === undefined) throw noScheme();
  if (wish.verb === 'export') {
    await writeOut(wish.out, await source.file(period, wish.format));
    return say({ id: period, file: wish.out }, () => terminal.say(message('cli.assessment.saved', { file: wish.out })));
  }
  if (wish.verb === 'card') {
    const { card, about } = await source.card(period, wish.kind, wish.unit);
    return say({ id: period, about, card }, () => tellCard(card, terminal));
  }
  const ranking = await source.ranking(period);
  say(ranking, () => terminal.table(ranking.cards.map((card) => rowOf(card, terminal))));
}

function tellList({ scheme, periods, closed }: WireAssessments, terminal: Terminal): void {
  if (scheme === null) terminal.say(message('cli.assessment.none'));
  else terminal.say(message('cli.assessment.scheme', { version: scheme.version, count: scheme.indicators.length }));
  const word = (name: string): string => terminal.text(message(`cli.assessment.${name}`));
  terminal.table([
    ...periods.map(({ id, isOver }) => [id, word(isOver ? 'over' : 'running')]),
    ...closed.map(({ id, status }) => [id, word(status)]),
  ]);
}

function tellCard(card: WireCard | null, terminal: Terminal): void {
  if (card === null) return;
  terminal.table([rowOf(card, terminal)]);
  terminal.table(
    card.indicators.map(({ id, points, share, none, counted }) => {
      const why = none ?? counted?.inputs[0];
      return [
        ...[`  ${id}`, points === null ? '–' : rangeText(points), `${share}%`],
        ...[counted === null ? '' : percentText(counted.value), why === undefined ? '' : terminal.text(why)],
      ];
    }),
  );
}

type Row = Pick<WireCardRow, 'kind' | 'id' | 'nameZh' | 'nameEn' | 'rank' | 'score'>;

function rowOf({ kind, id, nameZh, nameEn, rank, score }: Row, terminal: Terminal): readonly string[] {
  const name = terminal.language === 'en' ? nameEn : nameZh;
  const place = rank === null ? '–' : `${rank.rank}/${rank.of}`;
  return [place, terminal.text(message(`assessment.unit.${kind}`)), id, name, score === null ? '–' : rangeText(score)];
}

const rangeText = ({ lower, upper }: WireRange): string =>
  lower === upper ? lower.toFixed(2) : `${lower.toFixed(2)} – ${upper.toFixed(2)}`;

/** Cut, never rounded up, as on the page: a share below its bound must not read as the bound. */
const percent = (value: number): string => `${(Math.floor(value * 100_000 + 1e-7) / 1_000).toFixed(3)}%`;
const percentText = ({ lower, upper }: WireRange): string =>
  lower === upper ? percent(lower) : `${percent(lower)} – ${percent(upper)}`;
