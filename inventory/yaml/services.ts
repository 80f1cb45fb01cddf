import {
  type BusinessFigureSettings,
  type ProbePhase,
  type ProbeSettings,
  probeKinds,
  probePhases,
  type ServicesSettings,
  serviceBounds,
} from '../service-settings.ts';
import { isId } from './backup-references.ts';
import type { IsolationReference } from './isolation.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';
import { type ProbeDefaults, probeDefaults, servicesDefaults } from './services-defaults.ts';
import { readFigure } from './services-figures.ts';
import { kindReaders } from './services-kinds.ts';
import { atMost, isTrue, type ServiceReading } from './services-values.ts';

/**
 * Reads `services`, with the names in it that the CSV files must know. `ofServices` is what holds of the probe that each service
 * has by itself (`withCity` makes them); undefined where `default_probes` is false.
 */
export async function readServices(
  section: Section,
  secrets: Secrets,
): Promise<{
  readonly settings: ServicesSettings;
  readonly references: readonly IsolationReference[];
  readonly ofServices: ProbeDefaults | undefined;
}> {
  const common = section.section('defaults');
  const defaults: ProbeDefaults = {
    ...readCommon(common, probeDefaults),
    authority: common.has('authority') ? await secrets.readPem(common, 'authority', { secret: false }) : undefined,
    insecure: isTrue(common, 'insecure', probeDefaults.insecure),
  };
  common.finish();
  const reading: ServiceReading = { secrets, defaults, references: [] };
  const probes: ProbeSettings[] = [];
  const ids = new Set<string>();
  for (const one of section.sections('probes')) probes.push(...(await readProbe(one, reading, ids)));
  const figures: BusinessFigureSettings[] = [];
  const figureIds = new Set<string>();
  for (const one of section.sections('figures')) {
    const figure = { ...readHead(one, reading, figureIds), ...(await readFigure(one, reading)) };
    one.finish();
    figures.push(figure);
  }
  atMost(section, 'probes', probes.length, serviceBounds.probes);
  atMost(section, 'figures', figures.length, serviceBounds.figures);
  const settings = {
    ...{ probes, figures },
    concurrency: section.number('concurrency', {
      ...{ otherwise: servicesDefaults.concurrency, min: 1, max: 1_000, whole: true },
    }),
  };
  const ofServices = isTrue(section, 'default_probes', true) ? defaults : undefined;
  section.finish();
  return { settings, references: reading.references, ofServices };
}

async function readProbe(
  section: Section,
  reading: ServiceReading,
  ids: Set<string>,
): Promise<readonly ProbeSettings[]> {
  const head = readHead(section, reading, ids);
  const { authority, insecure, ...defaults } = reading.defaults;
  const common = readCommon(section, defaults);
  const kind = section.has('kind')
    ? section.oneOf('kind', probeKinds)
    : // What is written as a URL is a page.
      section.has('url') || section.has('steps')
      ? 'http'
      : section.wrong('kind', 'yaml-key-missing');
  if (kind === undefined) return [];
  const own = await kindReaders[kind](section, reading);
  section.finish();
  return [{ ...head, ...common, ...own }];
}

/** Id, names and service. */
function readHead(section: Section, { references }: ServiceReading, ids: Set<string>) {
  const id = section.text('id') ?? '';
  if (id !== '' && !isId(id)) section.wrong('id', 'bad-id', { value: id, limit: 64 });
  if (ids.has(id) && id !== '') section.wrong('id', 'probe-twice', { value: id });
  ids.add(id);
  const serviceId = section.optionalText('service');
  if (serviceId !== undefined)
    references.push({
      ...{ place: section.place('service'), field: section.name('service'), noun: 'service', value: serviceId },
    });
  return {
    ...{ id, serviceId },
    nameZh: section.optionalText('name_zh') ?? '',
    nameEn: section.optionalText('name_en') ?? '',
  };
}

function readCommon(
  section: Section,
  otherwise: Omit<ProbeDefaults, 'authority' | 'insecure'>,
): Omit<ProbeDefaults, 'authority' | 'insecure'> {
  const common = {
    periodSeconds: section.duration('period', { otherwise: `${otherwise.periodSeconds}s`, min: '5s', max: '1d' }),
    timeoutMs: section.duration('timeout', { otherwise: `${otherwise.timeoutMs}ms`, min: '100ms', max: '2m' }) * 1_000,
    retries: section.number('retries', { otherwise: otherwise.retries, min: 0, max: 5, whole: true }),
    budgetsMs: section.has('budgets') ? readBudgets(section.section('budgets')) : otherwise.budgetsMs,
    from: readFrom(section) ?? otherwise.from,
  };
  const longestMs = (common.timeoutMs + serviceBounds.retryPauseMs) * (common.retries + 1);
  if (longestMs - serviceBounds.retryPauseMs > common.periodSeconds * 1_000)
    section.wrong(section.has('timeout') ? 'timeout' : 'period', 'timeout-above-period');
  return common;
}

/** `first_byte: 800ms`; a phase without its key has no budget. */
function readBudgets(section: Section): Readonly<Partial<Record<ProbePhase, number>>> {
  const budgets: Partial<Record<ProbePhase, number>> = {};
  for (const phase of probePhases) {
    const key = phase.replace('-', '_');
    if (section.has(key)) budgets[phase] = section.duration(key, { otherwise: '3s', min: '1ms', max: '2m' }) * 1_000;
  }
  section.finish();
  return budgets;
}

function readFrom(section: Section): readonly string[] | undefined {
  const found = section.list('from')?.flatMap(({ text, place }) => {
    if (isId(text)) return [text];
    section.mistakes.add(place, 'bad-id', { field: section.name('from'), value: text, limit: 64 });
    return [];
  });
  return found === undefined ? undefined : [...new Set(found)];
}
