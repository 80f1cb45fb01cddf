import type { Clock } from '../../core/index.ts';
import type { Links } from './links.ts';
import type { ChannelEars, Page } from './model.ts';
import type { Outbox } from './outbox.ts';
import type { PagingScene } from './view.ts';

/** What a channel hears after a page went, made a change of that page. A channel hears of its own pages only. */
export function createEars(deps: {
  readonly outbox: Outbox;
  readonly links: Pick<Links, 'acknowledgePage'>;
  readonly scene: () => PagingScene;
  readonly clock: Clock;
  /** Told of a page that will not arrive. */
  readonly settled: (page: Page) => void;
}): (channelId: string) => ChannelEars {
  const { outbox, links, scene, clock, settled } = deps;
  return (channelId) => {
    const own = (pageId: string): Page | undefined => {
      const page = outbox.get(pageId);
      return page?.channelId === channelId ? page : undefined;
    };
    return {
      pages() {
        const since = clock.now() - scene().paging.linkSeconds * 1_000;
        const went = ({ channelId: of, tries, createdAt }: Page): boolean =>
          of === channelId && tries > 0 && createdAt >= since;
        return [...outbox.settled(), ...outbox.waiting()].filter(went).sort((a, b) => b.createdAt - a.createdAt);
      },
      note(pageId, reference) {
        if (own(pageId) !== undefined) outbox.update(pageId, { reference });
      },
      delivered(pageId) {
        const page = own(pageId);
        if (page === undefined || page.deliveredAt !== undefined) return;
        // A page that is tried again goes on: what was delivered is not sent once more.
        const sentAt = page.sentAt ?? clock.now();
        outbox.update(pageId, { state: 'delivered', sentAt, deliveredAt: clock.now() });
        void outbox.sync();
      },
      lost(pageId, detail) {
        const page = own(pageId);
        if (page?.state !== 'sent') return;
        const after = outbox.update(pageId, { state: 'failed', detail });
        if (after !== undefined) settled(after);
      },
      acknowledge(pageId, { hears } = { hears: false }) {
        const state = own(pageId) === undefined ? undefined : links.acknowledgePage(pageId, hears)?.state;
        return state === 'used' || state === 'over' ? state : undefined;
      },
    };
  };
}
