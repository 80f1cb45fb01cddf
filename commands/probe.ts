import {
  noSecret,
  type ProbeOutcome,
  type ProbeResult,
  probeOutcomes,
  runProbe,
  secretsOf,
  untried,
} from '../collector/index.ts';
import { message, systemClock } from '../core/index.ts';
import { loadInventory, nearest, type ProbeSettings, probePhases } from '../inventory/index.ts';
import { referenceCity, soundOrThrow, withStandIns } from './configuration.ts';
import { filled, readFlags, wrongUsage } from './flags.ts';
import type { Terminal } from './terminal.ts';

const flags = {
  config: { type: 'string', short: 'c' },
  all: { type: 'boolean', short: 'a' },
  service: { type: 'string', multiple: true },
} as const;

/** Probes at the same time: fewer than the server takes, which may run beside. */
const atOnce = 8;
const holdMs = 60_000;
const vantageId = 'hub';

/** `fangzhou probe ID... | --all`: runs declared probes once from here; 1 when one is bad or could not be tried. */
export async function probe(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readFlags(args, flags);
  if (positionals.length === 0 && values.all !== true && values.service === undefined)
    throw wrongUsage('cli.probe.missing');
  const { env, namesIn } = withStandIns(terminal.env);
  const source = filled('--config', values.config) ?? terminal.env.FANGZHOU_CONFIG ?? referenceCity;
  const inventory = soundOrThrow(await loadInventory({ source, env }), terminal, 2);
  const { probes } = inventory.settings.services;
  const chosen = values.all === true ? probes : wanted(probes, positionals, values.service ?? []);
  // The clock's timers let a process end, and between two tries there is nothing but its clock.
  const hold = setInterval(() => {}, holdMs);
  const results = await runAll(chosen, async (one) => {
    const names = namesIn(secretsOf(one));
    if (names.length > 0) return untried(one, { vantageId, clock: systemClock, reason: noSecret(names) });
    const result = await runProbe({ probe: one, vantageId, clock: systemClock, signal: terminal.stop });
    if (terminal.interactive && chosen.length > 1)
      terminal.complain(message('cli.probe.progress', { id: one.id, outcome: outcomeWord(result.outcome) }));
    return result;
  }).finally(() => clearInterval(hold));
  if (values.json === true) terminal.json(documentOf(results, terminal));
  else if (chosen.length === 1 && chosen[0] !== undefined && results[0] !== undefined)
    showOne(chosen[0], results[0], terminal);
  else showAll(chosen, results, terminal);
  return results.every(({ outcome }) => outcome === 'good' || outcome === 'slow') ? 0 : 1;
}

/** The probes of these ids and services. @throws UserError for one that nothing declares. */
function wanted(
  probes: readonly ProbeSettings[],
  ids: readonly string[],
  serviceIds: readonly string[],
): readonly ProbeSettings[] {
  const unknown = ids.find((id) => !probes.some((one) => one.id === id));
  const noService = serviceIds.find((id) => !probes.some(({ serviceId }) => serviceId === id));
  const known = unknown === undefined ? probes.flatMap(({ serviceId }) => serviceId ?? []) : probes.map(({ id }) => id);
  const missing = unknown ?? noService;
  if (missing !== undefined) {
    const near = nearest(missing, new Set(known));
    throw near === undefined
      ? wrongUsage('cli.probe.unknown', { id: missing, count: probes.length })
      : wrongUsage('cli.probe.near', { id: missing, near });
  }
  return probes.filter(({ id, serviceId }) => ids.includes(id) || serviceIds.includes(serviceId ?? ''));
}

/** Results in the order of the probes, some at the same time. */
async function runAll(
  probes: readonly ProbeSettings[],
  run: (probe: ProbeSettings) => Promise<ProbeResult>,
): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < probes.length; index = next++) {
      const one = probes[index];
      if (one !== undefined) results[index] = await run(one);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

function outcomeWord(outcome: ProbeOutcome): string {
  return `key:collector.services.outcome.${outcome}`;
}

function phaseText(phase: string, { text }: Terminal): string {
  return text(message(`collector.services.phase.${phase}`));
}

function showAll(probes: readonly ProbeSettings[], results: readonly ProbeResult[], terminal: Terminal): void {
  const isChinese = terminal.language === 'zh-CN';
  terminal.table(
    results.map(({ probeId, outcome, failedPhase, phases }, index) => [
      terminal.text(message(`collector.services.outcome.${outcome}`)),
      probeId,
      (isChinese ? probes[index]?.nameZh : probes[index]?.nameEn) ?? '',
      `${Math.round(phases.total ?? 0)} ms`,
      failedPhase === undefined ? '' : phaseText(failedPhase, terminal),
    ]),
  );
  // What several suffer from alike is told once.
  const alike = Map.groupBy(
    results.filter(({ outcome }) => outcome !== 'good'),
    ({ failedPhase, reason }) => `${failedPhase} ${terminal.text(reason)}`,
  );
  for (const group of alike.values()) {
    const [first] = group;
    if (first === undefined) continue;
    terminal.out(`\n${group.map(({ probeId }) => probeId).join(', ')}\n`);
    explain(first, terminal);
  }
  terminal.out('\n');
  const counts = countsOf(results);
  terminal.say(message('cli.probe.counts', { ...counts, all: results.length }));
}

function showOne(settings: ProbeSettings, result: ProbeResult, terminal: Terminal): void {
  const { outcome, probeId, phases, steps, values, tries } = result;
  const name = terminal.language === 'zh-CN' ? settings.nameZh : settings.nameEn;
  terminal.say(
    message('cli.probe.summary', { id: probeId, name, kind: settings.kind, outcome: outcomeWord(outcome), tries }),
  );
  explain(result, terminal);
  const reached = probePhases.filter((phase) => phases[phase] !== undefined);
  terminal.out('\n');
  terminal.table(
    reached.map((phase) => [
      `  ${phaseText(phase, terminal)}`,
      `${phases[phase]} ms`,
      budgetOf(settings, phase, terminal),
    ]),
  );
  if (steps.length > 1 || steps[0]?.outcome === 'bad') {
    terminal.out('\n');
    terminal.say(message('cli.probe.steps'));
    terminal.table(
      steps.map((step) => [
        `  ${step.name}`,
        terminal.text(message(`collector.services.outcome.${step.outcome}`)),
        step.status === undefined ? '' : String(step.status),
        probePhases
          .flatMap((phase) =>
            step.phases[phase] === undefined ? [] : `${phaseText(phase, terminal)} ${step.phases[phase]}`,
          )
          .join(', '),
      ]),
    );
  }
  if (values.length === 0) return;
  terminal.out('\n');
  terminal.table(values.map(({ name: of, value, unit }) => [`  ${of}`, `${value}${unit === '' ? '' : ` ${unit}`}`]));
}

function budgetOf({ budgetsMs }: ProbeSettings, phase: (typeof probePhases)[number], { text }: Terminal): string {
  const budget = budgetsMs[phase];
  return budget === undefined ? '' : text(message('cli.probe.budget', { ms: budget }));
}

/** What happened, and what it means for who must mend it. */
function explain({ outcome, reason, failedPhase }: ProbeResult, terminal: Terminal): void {
  if (outcome === 'good') return;
  if (failedPhase !== undefined) terminal.say(message('cli.probe.phase', { phase: phaseText(failedPhase, terminal) }));
  terminal.say(message('cli.probe.reason', { reason: terminal.text(reason) }));
  terminal.say(message('cli.probe.means', { means: terminal.text({ key: `${reason.key}.means` }) }));
}

function countsOf(results: readonly ProbeResult[]): Readonly<Record<ProbeOutcome, number>> {
  const count = (outcome: ProbeOutcome) => results.filter((result) => result.outcome === outcome).length;
  return Object.fromEntries(probeOutcomes.map((outcome) => [outcome, count(outcome)])) as Record<ProbeOutcome, number>;
}

function documentOf(results: readonly ProbeResult[], { text }: Terminal): object {
  return {
    counts: countsOf(results),
    results: results.map((result) => ({
      ...result,
      startedAt: new Date(result.startedAt).toISOString(),
      reason: { ...result.reason, text: text(result.reason), means: text({ key: `${result.reason.key}.means` }) },
    })),
  };
}
