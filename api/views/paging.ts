import type { ChannelHealth, ChannelStanding, Duty, DutySpan, Page, PagingScene, Webhook } from '../../alerts/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import { type ChannelSettings, incidentSeverities, isPersonal } from '../../inventory/index.ts';
import type {
  WireChannel,
  WireChannelHealth,
  WireDelivery,
  WireDutySpan,
  WirePerson,
  WireRoster,
} from '../wire-paging.ts';
import { isoTime } from './element.ts';

const isoOrNull = (at: EpochMs | undefined): string | null => (at === undefined ? null : isoTime(at));

export const wirePerson = ({ id, nameZh, nameEn }: WirePerson): WirePerson => ({ id, nameZh, nameEn });

function wireSpan(span: DutySpan): WireDutySpan {
  const { from, to } = span;
  const times = { from: isoTime(from), to: isoTime(to) };
  if (span.personId === undefined) {
    const { cause, awayId } = span;
    return { ...times, personId: null, by: null, reason: null, cause, awayId: awayId ?? null };
  }
  const { personId, by, reason } = span;
  return { ...times, personId, by, reason: reason === '' ? null : reason, cause: null, awayId: null };
}

export function wireRoster(duty: Duty, { paging }: PagingScene, from: EpochMs, to: EpochMs, now: EpochMs): WireRoster {
  const { roster } = duty;
  const { handOverMinutes: minutes } = roster;
  const two = (value: number): string => String(value).padStart(2, '0');
  // The turn that holds now, whole, also where the period that is asked for begins elsewhere.
  const [present] = duty.spans(now, now + 1);
  const teams = paging.teams.filter(({ rosterId }) => rosterId === roster.id);
  const nobody: DutySpan = { from: now, to: now, personId: undefined, cause: 'after', awayId: undefined };
  return {
    ...wirePerson(roster),
    teams: teams.map((team) => ({ ...wirePerson(team), districtIds: team.districtIds })),
    handOver: `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
    now: wireSpan(present ?? nobody),
    spans: duty.spans(from, to).map(wireSpan),
  };
}

export function wireHealth({ state, at, reason }: ChannelHealth): WireChannelHealth {
  return { state, at: isoTime(at), reason };
}

export function wireChannel(standing: ChannelStanding, { paging }: PagingScene): WireChannel {
  const { settings, health, waiting, sent, failed, lastSentAt, lastFailure } = standing;
  const { id, kind, perMinute, otherwiseId, severities } = settings;
  const reached = paging.people.filter(({ ways }) => ways.some(({ channelId }) => channelId === id));
  return {
    ...{ id, kind, perMinute, severities, waiting, sent, failed },
    to: placeOf(settings),
    isPersonal: isPersonal(settings),
    otherwiseId: otherwiseId ?? null,
    health: health === undefined ? null : wireHealth(health),
    lastSentAt: isoOrNull(lastSentAt),
    lastFailure: lastFailure === undefined ? null : { ...lastFailure, at: isoTime(lastFailure.at) },
    hasTest: true,
    people: reached.map(wirePerson),
  };
}

/** The plain webhook, as a channel to a system: it tells every incident, in order. */
export function wireWebhook(webhook: Pick<Webhook, 'stats' | 'last'>, url: string): WireChannel {
  const { waiting, delivered, failed, dropped } = webhook.stats();
  const { sentAt, failure } = webhook.last();
  const isBad = failure !== undefined && failure.at >= (sentAt ?? 0);
  const at = isBad ? failure.at : sentAt;
  const reason = isBad
    ? message('alerts.channel.webhook.gave-up', { detail: failure.detail })
    : message('alerts.channel.webhook.delivered');
  return {
    ...{ id: 'alerts.webhook', kind: 'webhook', to: new URL(url).origin, isPersonal: false, perMinute: 0 },
    ...{ otherwiseId: null, severities: incidentSeverities, waiting, sent: delivered, failed: failed + dropped },
    health: at === undefined ? null : { state: isBad ? 'bad' : 'good', at: isoTime(at), reason },
    lastSentAt: isoOrNull(sentAt),
    lastFailure: failure === undefined ? null : { ...failure, at: isoTime(failure.at) },
    ...{ hasTest: false, people: [] },
  };
}

/** Where it sends to; the path of a URL may hold a token. */
function placeOf(settings: ChannelSettings): string {
  if (settings.kind === 'webhook' || settings.kind === 'alertmanager') return new URL(settings.url).origin;
  if (settings.kind === 'printer') return new URL(settings.url).host;
  const place = settings.kind === 'sms' ? settings.modem : settings;
  if ('device' in place) return place.device;
  const { host, port } = place;
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export function wireDelivery(page: Page, { paging }: PagingScene): WireDelivery {
  const { id, event, recipientId, channelId, to, state, tries, createdAt, reference, detail, wentOnAs, toldBy } = page;
  const person = paging.people.find((one) => one.id === recipientId);
  return {
    ...{ id, event, recipientId, channelId, to, state, tries },
    recipient: person === undefined ? null : wirePerson(person),
    pagedAt: isoTime(createdAt),
    sentAt: isoOrNull(page.sentAt),
    deliveredAt: isoOrNull(page.deliveredAt),
    seenAt: isoOrNull(page.seenAt),
    acknowledgedAt: isoOrNull(page.acknowledgedAt),
    reference: reference ?? null,
    detail: detail === undefined || detail === '' ? null : detail,
    wentOnAs: wentOnAs ?? null,
    toldBy: toldBy ?? null,
  };
}
