import type { Clock } from '../../core/index.ts';
import type { Store } from '../../store/index.ts';
import type { Action, ActionResult } from '../action.ts';
import { openLinkKey, readLink, signLink } from './link.ts';
import type { Page } from './model.ts';
import type { Outbox } from './outbox.ts';
import type { LinkStanding, PagingScene, PagingView } from './view.ts';

/** Links in pages that acknowledge without a login: each names one page, works once, and ends. */
export interface Links extends Pick<PagingView, 'look' | 'acknowledge'> {
  open(): Promise<void>;
  /** Undefined where nobody said where this page is reached, or the page goes to no person. */
  urlOf(page: Page): string | undefined;
  /** Acknowledges a page that was answered by its own way; whoever did so hears of it by that way, unless he did already. Undefined: there is none. */
  acknowledgePage(pageId: string, hears: boolean): LinkStanding | undefined;
  /** Who acknowledges in this turn, and sees at once that it worked. */
  answering(): string | undefined;
  /** Channels by which the same was tried for the same recipient. */
  triedBefore(page: Page): readonly string[];
}

export function createLinks(deps: {
  readonly store: Pick<Store, 'documents' | 'put'>;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly scene: () => PagingScene;
  readonly acknowledge: (action: Action) => ActionResult;
}): Links {
  const { store, clock, outbox, scene, acknowledge } = deps;
  let key: Buffer | undefined;
  let answering: string | undefined;

  const find = (token: string): LinkStanding | undefined => {
    const read = key === undefined ? undefined : readLink(token, clock.now(), key);
    const page = read === undefined ? undefined : outbox.byCode(read.code);
    if (read === undefined || page === undefined) return undefined;
    return standingOf(page, read.expired);
  };

  const standingOf = (page: Page, isExpired: boolean): LinkStanding => {
    const language = scene().paging.people.find(({ id }) => id === page.recipientId)?.language ?? 'zh-CN';
    return { state: page.acknowledgedAt !== undefined ? 'used' : isExpired ? 'expired' : 'open', page, language };
  };

  /** Who answers is whom the page was sent to. */
  const take = (found: LinkStanding, hears: boolean): LinkStanding => {
    const { page } = found;
    const person = scene().paging.people.find(({ id }) => id === page.recipientId);
    const by = person === undefined ? page.recipientId : `${person.nameZh} (${person.id})`;
    answering = hears ? page.recipientId : undefined;
    let results: readonly ActionResult[];
    try {
      // A summary answers to all that it asks for.
      results = (page.summary?.asks ?? [page.incidentId]).map((id) => acknowledge({ id, by, note: '' }));
    } finally {
      answering = undefined;
    }
    if (!results.some(({ ok }) => ok)) return { ...found, state: 'over' };
    const at = clock.now();
    const patch = { acknowledgedAt: at, seenAt: page.seenAt ?? at };
    return { ...found, state: 'used', page: outbox.update(page.id, patch) ?? page };
  };

  return {
    async open() {
      key = await openLinkKey(store);
    },
    urlOf(page) {
      const { paging } = scene();
      if (key === undefined || paging.url === undefined || page.recipientId === page.channelId) return undefined;
      return `${paging.url}/a/${signLink(page.code, page.createdAt + paging.linkSeconds * 1_000, key)}`;
    },
    answering: () => answering,
    triedBefore: ({ event, mark, incidentId, recipientId }) =>
      scene()
        .paging.channels.filter(
          ({ id }) => outbox.get(`${incidentId}/${event}/${mark}/${recipientId}/${id}`) !== undefined,
        )
        .map(({ id }) => id),
    look(token) {
      const found = find(token);
      if (found?.state !== 'open' || found.page.seenAt !== undefined) return found;
      return { ...found, page: outbox.update(found.page.id, { seenAt: clock.now() }) ?? found.page };
    },
    acknowledge(token) {
      const found = find(token);
      if (found?.state !== 'open') return found;
      return take(found, true);
    },
    acknowledgePage(pageId, hears) {
      const page = outbox.get(pageId);
      if (page === undefined) return undefined;
      const found = standingOf(page, false);
      return found.state === 'open' ? take(found, hears) : found;
    },
  };
}
