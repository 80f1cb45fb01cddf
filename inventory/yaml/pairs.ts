import { parseAddress } from '../../core/index.ts';
import type { HandbookEntry, MemberPlace, PairSettings, PairsSettings, PairWaiver } from '../pair-settings.ts';
import type { IsolationReference, Refer } from './isolation.ts';
import { pairDefaults, pairsDefaults } from './pair-defaults.ts';
import { type PairReadingContext, readEngines, readProbes } from './pair-engines.ts';
import type { Section } from './section.ts';

const mostContacts = 20;
const mostSteps = 50;
const mostBytes = 2 ** 50;
const dayMs = 86_400_000;

/** Reads `pairs`, with the names in it that the CSV files must know. */
export async function readPairsSettings(
  section: Section,
  context: PairReadingContext,
): Promise<{ readonly settings: PairsSettings; readonly references: readonly IsolationReference[] }> {
  const references: IsolationReference[] = [];
  const refer: Refer = (inside, key, noun) => {
    const value = inside.text(key) ?? '';
    if (value !== '') references.push({ place: inside.place(key), field: inside.name(key), noun, value });
    return value;
  };
  const otherwise = pairsDefaults;
  const common = section.section('defaults');
  const defaults = await readOne(common, pairDefaults, context, references);
  common.finish();
  const each = section.section('each');
  const pairs = new Map<string, PairSettings>();
  for (const pairId of each.keys()) {
    if (!each.has(pairId)) continue;
    references.push({ place: each.place(pairId), field: each.name(pairId), noun: 'pair', value: pairId });
    const one = each.section(pairId);
    pairs.set(pairId, await readOne(one, { ...defaults, pairId }, context, references));
    one.finish();
  }
  const settings: PairsSettings = {
    periodSeconds: section.duration('period', { otherwise: `${otherwise.periodSeconds}s`, min: '1s', max: '1h' }),
    probePeriodSeconds: section.duration('probe_period', {
      ...{ otherwise: `${otherwise.probePeriodSeconds * 1000}ms`, min: '100ms', max: '1h' },
    }),
    probeTimeoutSeconds: section.duration('probe_timeout', {
      ...{ otherwise: `${otherwise.probeTimeoutSeconds}s`, min: '100ms', max: '60s' },
    }),
    flapCount: section.number('flap_count', { otherwise: otherwise.flapCount, min: 2, max: 100, whole: true }),
    drillDueDays:
      section.duration('drill_due', { otherwise: `${otherwise.drillDueDays}d`, min: '1d', max: '3y', unit: '1d' }) /
      86_400,
    defaults,
    pairs,
    waivers: section.sections('waivers').flatMap((one) => readWaiver(one, refer)),
  };
  section.finish();
  return { settings, references };
}

async function readOne(
  section: Section,
  base: PairSettings,
  context: PairReadingContext,
  references: IsolationReference[],
): Promise<PairSettings> {
  const ofAll = base.pairId === '';
  const own = { ...(ofAll ? {} : { pairId: base.pairId }) };
  const names = (key: string): readonly string[] =>
    (section.list(key) ?? []).map(({ text, place }) => {
      references.push({ place, field: section.name(key), noun: 'device', value: text });
      return text;
    });
  const engines = await readEngines(section, base, context);
  const common = {
    ...engines,
    neighbours: section.has('neighbours') ? names('neighbours') : base.neighbours,
    targets: readTargets(section.section('targets'), base.targets),
    handbook: section.has('handbook') ? readHandbook(section.section('handbook')) : base.handbook,
  };
  // What can hold for one pair alone is an unknown key of the defaults.
  if (ofAll) return { ...base, ...common };
  const home = section.optionalText('home');
  const refer = (place: ReturnType<Section['place']>, field: string, value: string): void =>
    void references.push({ ...own, place, field, noun: 'member', value });
  if (home !== undefined) refer(section.place('home'), section.name('home'), home);
  return {
    ...base,
    ...common,
    home,
    vrid: section.has('vrid') ? section.number('vrid', { otherwise: 0, min: 1, max: 255, whole: true }) : undefined,
    probes: await readProbes(section, context),
    members: byMember(section.section('members'), refer, readPlace),
    endpoints: byMember(section.section('endpoints'), refer, readEndpoint),
  };
}

/** Values by member: each key is a device that must be one of the pair's. */
function byMember<T>(
  section: Section,
  refer: (place: ReturnType<Section['place']>, field: string, value: string) => void,
  read: (section: Section, key: string) => T | undefined,
): ReadonlyMap<string, T> {
  const values = new Map<string, T>();
  for (const deviceId of section.keys()) {
    refer(section.place(deviceId), section.name(deviceId), deviceId);
    const value = section.has(deviceId) ? read(section, deviceId) : undefined;
    if (value !== undefined) values.set(deviceId, value);
  }
  section.finish();
  return values;
}

function readPlace(section: Section, key: string): MemberPlace {
  const inside = section.section(key);
  const place = Object.fromEntries(
    (['host', 'power', 'rack', 'switch', 'storage'] as const).flatMap((one) => {
      const text = inside.optionalText(one);
      return text === undefined ? [] : [[one, text]];
    }),
  );
  inside.finish();
  return place;
}

function readEndpoint(section: Section, key: string): { readonly host: string; readonly port: number } | undefined {
  const text = section.optionalText(key);
  if (text === undefined) return undefined;
  const [, host = '', digits = ''] = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(text) ?? [];
  const address = parseAddress(host.replace(/^\[|\]$/g, ''))?.text;
  const port = Number(digits);
  if (address === undefined || port < 1 || port > 65_535) return section.wrong(key, 'pair-endpoint', { value: text });
  return { host: address, port };
}

function readTargets(section: Section, base: PairSettings['targets']): PairSettings['targets'] {
  const seconds = (key: string, otherwise: number, min: string): number =>
    section.has(key) ? section.duration(key, { otherwise: '1s', min, max: '1d' }) : otherwise;
  const bytes = (key: string, otherwise: number): number =>
    section.number(key, { otherwise, min: 0, max: mostBytes, whole: true });
  const targets = {
    rtoSeconds: seconds('rto', base.rtoSeconds, '100ms'),
    rpoSeconds: section.number('rpo_seconds', { otherwise: base.rpoSeconds, min: 0, max: 86_400, whole: false }),
    rpoBytes: bytes('rpo_bytes', base.rpoBytes),
    lagBytes: bytes('lag_bytes', base.lagBytes),
    slotBytes: bytes('slot_bytes', base.slotBytes),
    clockOffsetMs: seconds('clock_offset', base.clockOffsetMs / 1000, '1ms') * 1000,
  };
  section.finish();
  return targets;
}

function readHandbook(section: Section): HandbookEntry {
  const contacts = section.sections('contacts').map((one) => {
    const contact = {
      role: one.text('role') ?? '',
      phone: one.text('phone') ?? '',
      note: one.optionalText('note') ?? '',
    };
    one.finish();
    return contact;
  });
  if (contacts.length > mostContacts) section.wrong('contacts', 'pair-handbook-long', { most: mostContacts });
  const steps = (section.list('steps') ?? []).map(({ text }) => text);
  if (steps.length > mostSteps) section.wrong('steps', 'pair-handbook-long', { most: mostSteps });
  const handbook = { responsible: section.text('responsible') ?? '', contacts, steps };
  section.finish();
  return handbook;
}

function readWaiver(section: Section, refer: Refer): readonly PairWaiver[] {
  const checkId = section.text('check') ?? '';
  if (checkId !== '' && !/^FO-(?:0[1-9]|[12]\d|3[0-2])$/.test(checkId)) {
    section.wrong('check', 'pair-check', { value: checkId });
  }
  const day = section.text('until') ?? '';
  const until = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) + dayMs : Number.NaN;
  if (day !== '' && Number.isNaN(until)) section.wrong('until', 'isolation-day', { value: day });
  const waiver = {
    checkId,
    pairId: refer(section, 'pair', 'pair'),
    approver: section.text('approver') ?? '',
    reason: section.text('reason') ?? '',
    until,
  };
  section.finish();
  return [waiver];
}
