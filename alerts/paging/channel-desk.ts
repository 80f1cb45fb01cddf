import { isDeepStrictEqual } from 'node:util';
import { type Clock, type EpochMs, message } from '../../core/index.ts';
import { type ChannelSettings, isPersonal } from '../../inventory/index.ts';
import type { Incident } from '../incident.ts';
import { type Channel, type ChannelHealth, type Page, type PageToSend, pagingLimits } from './model.ts';
import type { Outbox } from './outbox.ts';
import { newPage } from './pages.ts';
import type { OpenChannel } from './sender.ts';
import type { ChannelStanding, PagingScene } from './view.ts';

const checkEveryMs = 5 * 60_000;
const checkWithinMs = 15_000;

interface Counts {
  sent: number;
  failed: number;
  lastSentAt: EpochMs | undefined;
  lastFailure: ChannelStanding['lastFailure'];
}

/** The channels that are open, how they do, and what went by them since the start. */
export function createChannelDesk(deps: {
  readonly clock: Clock;
  readonly openChannel: (settings: ChannelSettings) => Channel;
}) {
  const { clock, openChannel } = deps;
  let open = new Map<string, OpenChannel>();
  const health = new Map<string, ChannelHealth>();
  const counts = new Map<string, Counts>();
  const stopping = new AbortController();
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let renewedAtMs = Number.NEGATIVE_INFINITY;

  const countsOf = (channelId: string): Counts => {
    const known = counts.get(channelId) ?? { sent: 0, failed: 0, lastSentAt: undefined, lastFailure: undefined };
    counts.set(channelId, known);
    return known;
  };

  const check = async (channelId: string): Promise<ChannelHealth | undefined> => {
    const one = open.get(channelId);
    if (one === undefined) return undefined;
    const late = new AbortController();
    const cancel = clock.after(checkWithinMs, () => late.abort());
    const signal = AbortSignal.any([late.signal, stopping.signal]);
    const found = await one.channel
      .check(signal)
      .catch(() => ({ state: 'unknown' as const, reason: message('alerts.channel.unknown') }));
    cancel();
    const standing = { ...found, at: clock.now() };
    if (open.get(channelId) === one) health.set(channelId, standing);
    return standing;
  };

  return {
    open: (): ReadonlyMap<string, OpenChannel> => open,
    systems: (): readonly ChannelSettings[] =>
      [...open.values()].map(({ settings }) => settings).filter((settings) => !isPersonal(settings)),
    /** Opens what is new or changed, and closes what is gone. */
    apply(declared: readonly ChannelSettings[]): void {
      const next = new Map<string, OpenChannel>();
      for (const settings of declared) {
        const known = open.get(settings.id);
        const isSame = known !== undefined && isDeepStrictEqual(known.settings, settings);
        next.set(settings.id, isSame ? known : { settings, channel: openChannel(settings) });
        if (!isSame) health.delete(settings.id);
      }
      for (const [id, { channel }] of open) if (next.get(id)?.channel !== channel) channel.close();
      open = next;
    },
    check,
    /** Looks after the channels now and then. */
    tick(): void {
      if (clock.monotonicMs() - checkedAtMs < checkEveryMs) return;
      checkedAtMs = clock.monotonicMs();
      for (const id of open.keys()) void check(id);
    },
    /** Tells receivers that forget of what is open. */
    renew(openNow: () => readonly PageToSend[], fits: (settings: ChannelSettings, page: PageToSend) => boolean): void {
      if (clock.monotonicMs() - renewedAtMs < pagingLimits.renewMs) return;
      renewedAtMs = clock.monotonicMs();
      const forgetful = [...open.values()].filter(({ channel }) => channel.renew !== undefined);
      if (forgetful.length === 0) return;
      const pages = openNow();
      for (const { channel, settings } of forgetful)
        void channel.renew?.(
          pages.filter((page) => fits(settings, page)),
          stopping.signal,
        );
    },
    settled(page: Page, at: EpochMs): void {
      const known = countsOf(page.channelId);
      if (page.state === 'failed') {
        known.failed += 1;
        known.lastFailure = { at, detail: page.detail ?? '' };
      } else {
        known.sent += 1;
        known.lastSentAt = at;
      }
    },
    standings: (outbox: Outbox): readonly ChannelStanding[] => {
      const waiting = new Map<string, number>();
      for (const { channelId } of outbox.waiting()) waiting.set(channelId, (waiting.get(channelId) ?? 0) + 1);
      return [...open.values()].map(({ settings }) => ({
        settings,
        health: health.get(settings.id),
        waiting: waiting.get(settings.id) ?? 0,
        ...countsOf(settings.id),
      }));
    },
    totals: () => ({
      sent: [...counts.values()].reduce((sum, { sent }) => sum + sent, 0),
      failed: [...counts.values()].reduce((sum, { failed }) => sum + failed, 0),
    }),
    testPage(channelId: string, personId: string | undefined, scene: PagingScene, at: EpochMs): Page | undefined {
      const settings = open.get(channelId)?.settings;
      if (settings === undefined) return undefined;
      const person = scene.paging.people.find(({ id }) => id === personId);
      const to = person?.ways.find((way) => way.channelId === channelId)?.to;
      if (isPersonal(settings) && to === undefined) return undefined;
      const way = { recipientId: isPersonal(settings) ? (personId ?? '') : channelId, channelId, to: to ?? '' };
      const incident = testIncident(scene, channelId, at);
      return newPage({ incident, noticeKey: `test ${at}`, event: 'test', mark: String(at), way, at });
    },
    close(): void {
      stopping.abort();
      for (const { channel } of open.values()) channel.close();
    },
  };
}

/** What a test tells of: nothing is wrong. */
function testIncident({ city }: PagingScene, channelId: string, at: EpochMs): Incident {
  return {
    id: 'TEST',
    condition: 'poll-gap',
    severity: 'info',
    root: { kind: 'district', id: city.id },
    status: 'open',
    summary: message('alerts.paging.test.summary', { channel: channelId }),
    remedy: message('alerts.paging.test.remedy'),
    affected: [],
    raisedAt: at,
    firstSeenAt: at,
    history: [],
  };
}
