import { type ElementRef, type MaintenanceWindow, scopeKey, type Takeover } from '../../audit/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { Incident } from '../incident.ts';
import type { Page } from '../paging/model.ts';
import { channelOfWay } from '../paging/way-text.ts';
import { type RoomEntry, roomEntryKinds, roomLimits } from './model.ts';

/** What is known beside the incident itself. */
export interface RoomSources {
  /** Changes of the elements' states, as their journals have them. */
  readonly states: readonly { readonly at: EpochMs; readonly element: ElementRef; readonly body: unknown }[];
  readonly pages: readonly Page[];
  readonly takeovers: readonly Takeover[];
  readonly works: readonly { readonly window: MaintenanceWindow; readonly from: EpochMs; readonly to: EpochMs }[];
}

/** Everything in the order of time; of too much the middle is left out, for how it began and how it ended tell most. */
export function timelineOf(
  incident: Incident,
  { states, pages, takeovers, works }: RoomSources,
  until: EpochMs,
): { readonly entries: readonly RoomEntry[]; readonly left: number } {
  const byPages = new Set(pages.map(({ channelId }) => channelId));
  /** A message to somebody stands here by its page, which knows to whom it went and what came of it. */
  const isToldHereAlone = ({ what, message: text }: Incident['history'][number]): boolean =>
    (what !== 'notified' && what !== 'notify-failed') ||
    !byPages.has(channelOfWay(String(text?.params?.channel ?? '')));
  const all = [
    ...states.flatMap(stateEntry),
    ...incident.history.filter(isToldHereAlone).map((event): RoomEntry => {
      const { at, what, by, note, message: text } = event;
      return {
        ...{ at, kind: 'step', what },
        ...(by === undefined ? {} : { by }),
        ...(note === undefined ? {} : { note }),
        ...(text === undefined ? {} : { text }),
      };
    }),
    ...pages.flatMap(pageEntries),
    ...takeovers.map(takeoverEntry),
    // What is announced beyond that has not happened.
    ...works.flatMap(({ window, from, to }) => workEntries(window, from, to)).filter(({ at }) => at <= until),
  ];
  all.sort((a, b) => a.at - b.at || roomEntryKinds.indexOf(a.kind) - roomEntryKinds.indexOf(b.kind));
  const left = Math.max(0, all.length - roomLimits.entries);
  const half = roomLimits.entries / 2;
  return { entries: left === 0 ? all : [...all.slice(0, half), ...all.slice(-half)], left };
}

const words = new Set(['up', 'degraded', 'down', 'unknown']);

/** A journal's entry of another version, or a torn one, is passed over. */
function stateEntry({ at, element, body }: RoomSources['states'][number]): readonly RoomEntry[] {
  const { before, state, reason } = (body ?? {}) as Record<string, unknown>;
  if (typeof state !== 'string' || !words.has(state)) return [];
  const text = reason as { readonly key?: unknown } | undefined;
  return [
    {
      ...{ at, kind: 'state', what: state, element },
      ...(typeof before === 'string' ? { before } : {}),
      ...(typeof text?.key === 'string' ? { text: reason as RoomEntry['text'] & object } : {}),
    },
  ];
}

function pageEntries(page: Page): readonly RoomEntry[] {
  const { recipientId: by, channelId, state, detail, createdAt, sentAt, deliveredAt, seenAt, acknowledgedAt } = page;
  const at = (moment: EpochMs | undefined, what: string, note?: string): readonly RoomEntry[] =>
    moment === undefined
      ? []
      : [{ at: moment, kind: 'page', what, by, channelId, ...(note === undefined ? {} : { note }) }];
  return [
    ...(sentAt === undefined ? at(createdAt, state === 'failed' ? 'failed' : 'paged', detail) : at(sentAt, 'sent')),
    ...at(deliveredAt === sentAt ? undefined : deliveredAt, 'delivered'),
    ...at(seenAt, 'seen'),
    ...at(acknowledgedAt, 'acknowledged'),
  ];
}

function takeoverEntry({ detectedAt, pairId, from, to, planned, cause, rtoMs }: Takeover): RoomEntry {
  const sides = [from, to].filter((side) => side !== undefined).join(' → ');
  const seconds = rtoMs === undefined ? '' : ` · RTO ${tenths(rtoMs.least)} – ${tenths(rtoMs.most)} s`;
  return {
    ...{ at: detectedAt, kind: 'takeover', what: planned ? 'planned' : 'unplanned' },
    ...{ element: { kind: 'pair', id: pairId }, note: `${sides}${seconds}`, text: cause },
  };
}

const tenths = (ms: number): number => Math.round(ms / 100) / 10;

function workEntries(window: MaintenanceWindow, from: EpochMs, to: EpochMs): readonly RoomEntry[] {
  const { reason, createdBy: by, scopes } = window;
  const text = message('alerts.room.work', { scopes: scopes.map(scopeKey).join(', ') });
  const common = { kind: 'maintenance', by, text, ...(reason === '' ? {} : { note: reason }) } as const;
  return [
    { at: from, what: 'began', ...common },
    { at: to, what: 'ended', ...common },
  ];
}
