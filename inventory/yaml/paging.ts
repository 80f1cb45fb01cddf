import type { Place } from '../mistakes/place.ts';
import {
  addressOf,
  type ChannelSettings,
  channelKinds,
  type EscalationSettings,
  isPersonal,
  type PagingSettings,
  type PersonSettings,
  pagingBounds,
  personalKinds,
  type RosterSettings,
  type TeamSettings,
} from '../paging-settings.ts';
import { daysIn } from './calendar.ts';
import { type ChannelReading, readChannels } from './channels.ts';
import {
  boundedSections,
  compareNames,
  dayIn,
  idOf,
  mailbox,
  momentIn,
  nameIn,
  namesIn,
  namesOf,
  type PagingReference,
  severitiesIn,
  telephone,
  timeOfDayIn,
} from './paging-values.ts';
import { readRosterCalendar } from './roster-calendar.ts';
import type { Section } from './section.ts';

/** A district that the settings name: only the CSV files know whether it is there. */
export interface TeamReference {
  readonly place: Place;
  readonly field: string;
  readonly districtId: string;
}

/** Names of each noun, gathered while reading and compared when all is read. */
interface Names {
  readonly people: PagingReference[];
  readonly rosters: PagingReference[];
  readonly channels: PagingReference[];
  readonly policies: PagingReference[];
  readonly districts: TeamReference[];
}

/** Reads `people`, `teams`, `rosters`, `escalation`, `channels` and `paging`; what they say of each other is compared here. */
export async function readPaging(
  root: Section,
  { besides, ...reading }: ChannelReading & { readonly besides: string },
): Promise<{ readonly settings: PagingSettings; readonly references: readonly TeamReference[] }> {
  const names: Names = { people: [], rosters: [], channels: [], policies: [], districts: [] };
  const channels = await readChannels(root, reading, names.channels);
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  const seen = { people: new Set<string>(), rosters: new Set<string>(), teams: new Set<string>() };
  const people = boundedSections(root, 'people', pagingBounds.people).map((one) =>
    readPerson(one, { seen: seen.people, names, channels: byId }),
  );
  const rosters: RosterSettings[] = [];
  for (const one of boundedSections(root, 'rosters', pagingBounds.rosters))
    rosters.push(await readRoster(one, { seen: seen.rosters, names, besides, people }));
  const policies = readPolicies(root, names);
  const teams = boundedSections(root, 'teams', pagingBounds.teams).map((one) => readTeam(one, seen.teams, names));
  compareNames(root, names.people, 'person', seen.people);
  compareNames(root, names.rosters, 'roster', seen.rosters);
  compareNames(root, names.channels, 'channel', new Set(channels.map(({ id }) => id)));
  compareNames(root, names.policies, 'escalation', new Set(policies.map(({ id }) => id)));
  return {
    settings: { people, teams, rosters, policies, channels, ...readLinks(root.section('paging')) },
    references: names.districts,
  };
}

function readLinks(
  section: Section,
): Pick<PagingSettings, 'url' | 'linkSeconds' | 'gapAheadSeconds' | 'stormPages' | 'stormSeconds'> {
  const url = section.optionalText('url');
  const parsed = url === undefined ? undefined : URL.parse(url);
  const isBare = parsed?.pathname === '/' && parsed.search === '' && parsed.hash === '' && parsed.username === '';
  if (url !== undefined && (!/^https?:$/.test(parsed?.protocol ?? '') || !isBare)) section.wrong('url', 'paging-url');
  const linkSeconds = section.duration('links_valid', { otherwise: '24h', min: '10m', max: '30d' });
  const gapAheadSeconds = section.duration('gap_ahead', { otherwise: '7d', min: '0s', max: '60d' });
  const stormPages = section.number('storm_pages', { otherwise: 10, min: 1, max: 1_000, whole: true });
  const stormSeconds = section.duration('storm_within', { otherwise: '10m', min: '1m', max: '1d' });
  section.finish();
  return { url: parsed?.origin, linkSeconds, gapAheadSeconds, stormPages, stormSeconds };
}

const addresses = { mailbox, telephone } as const;

function readPerson(
  section: Section,
  {
    seen,
    names,
    channels,
  }: {
    readonly seen: Set<string>;
    readonly names: Names;
    readonly channels: ReadonlyMap<string, ChannelSettings>;
  },
): PersonSettings {
  const id = idOf(section, seen);
  if (id === 'on-call') section.wrong('id', 'paging-twice', { value: id });
  const ways = boundedSections(section, 'ways', pagingBounds.ways).map((way) => {
    const channelId = nameIn(way, 'channel', names.channels);
    const channel = channels.get(channelId);
    const address = channel === undefined ? undefined : addressOf(channel);
    if (channel !== undefined && address === undefined) way.wrong('channel', 'paging-personal', { value: channelId });
    const to = way.text('to') ?? '';
    if (to !== '' && address !== undefined && !addresses[address].test(to))
      way.wrong('to', `paging-${address}`, { value: to });
    way.finish();
    return { channelId, to };
  });
  if (ways.length === 0) section.wrong('ways', 'paging-empty');
  const person: PersonSettings = {
    id,
    ...namesOf(section, id),
    language: section.oneOf('language', ['zh-CN', 'en']) ?? 'zh-CN',
    ways,
    away: daysIn(section, 'away').map(({ day }) => day),
  };
  section.finish();
  return person;
}

async function readRoster(
  section: Section,
  {
    seen,
    names,
    besides,
    people,
  }: {
    readonly seen: Set<string>;
    readonly names: Names;
    readonly besides: string;
    readonly people: readonly PersonSettings[];
  },
): Promise<RosterSettings> {
  const id = idOf(section, seen);
  const from = dayIn(section, 'from') ?? '1970-01-01';
  const until = section.has('until') ? dayIn(section, 'until') : undefined;
  if (until !== undefined && until <= from) section.wrong('until', 'paging-order', { value: until });
  const overrides = boundedSections(section, 'overrides', pagingBounds.overrides).flatMap((one) => {
    const [start, end] = [momentIn(one, 'from'), momentIn(one, 'to')];
    const personId = nameIn(one, 'person', names.people);
    const reason = one.optionalText('reason') ?? '';
    one.finish();
    if (start === undefined || end === undefined) return [];
    if ('wall' in start && 'wall' in end && end.wall <= start.wall) {
      one.wrong('to', 'paging-order', { value: new Date(end.wall).toISOString().slice(0, 16) });
      return [];
    }
    return [{ from: start, to: end, personId, reason }];
  });
  const imported = section.has('calendar') ? await readRosterCalendar(section, 'calendar', besides, people) : [];
  const roster: RosterSettings = {
    id,
    ...namesOf(section, id),
    members: namesIn(section, 'members', names.people),
    from,
    until,
    turnDays: section.duration('turn', { otherwise: '7d', min: '1d', max: '365d', unit: '1d' }) / 86_400,
    handOverMinutes: timeOfDayIn(section, 'hand_over', '08:30'),
    onDaysOff: section.has('on_days_off') ? namesIn(section, 'on_days_off', names.people) : undefined,
    overrides: [...imported, ...overrides],
  };
  if (roster.members.length > pagingBounds.members)
    section.wrong('members', 'backup-too-many', { most: pagingBounds.members });
  section.finish();
  return roster;
}

function readPolicies(root: Section, names: Names): readonly EscalationSettings[] {
  const seen = new Set<string>();
  return boundedSections(root, 'escalation', pagingBounds.policies).map((section) => {
    const id = idOf(section, seen);
    const steps = boundedSections(section, 'steps', pagingBounds.steps).map((step, index) => {
      const references: PagingReference[] = [];
      const tell = namesIn(step, 'tell', references);
      names.people.push(...references.filter(({ value }) => value !== 'on-call'));
      const by = step.list('by')?.flatMap(({ text, place }) => {
        const kind = channelKinds.find((one) => one === text);
        if (kind !== undefined && isPersonal({ kind })) return [kind];
        const allowed = personalKinds.join(', ');
        step.mistakes.add(place, 'yaml-not-allowed', { field: step.name('by'), allowed });
        return [];
      });
      const otherwise = index === 0 ? '0s' : '15m';
      const afterSeconds = step.duration('after', { otherwise, min: '0s', max: '7d' });
      step.finish();
      return { afterSeconds, tell, by };
    });
    if (steps.length === 0) section.wrong('steps', 'paging-empty');
    const policy: EscalationSettings = {
      id,
      severities: severitiesIn(section, ['critical', 'major']),
      steps,
      repeats: section.number('repeats', { otherwise: 2, min: 0, max: 20, whole: true }),
      repeatAfterSeconds: section.duration('repeat_after', { otherwise: '15m', min: '1m', max: '7d' }),
      repageSeconds: section.has('repage')
        ? section.duration('repage', { otherwise: '4h', min: '5m', max: '7d' })
        : undefined,
    };
    section.finish();
    return policy;
  });
}

function readTeam(section: Section, seen: Set<string>, names: Names): TeamSettings {
  const id = idOf(section, seen);
  const districts: PagingReference[] = [];
  const team: TeamSettings = {
    id,
    ...namesOf(section, id),
    districtIds: namesIn(section, 'districts', districts),
    rosterId: nameIn(section, 'roster', names.rosters),
    policyId: nameIn(section, 'escalation', names.policies),
  };
  names.districts.push(...districts.map(({ place, field, value }) => ({ place, field, districtId: value })));
  section.finish();
  return team;
}
