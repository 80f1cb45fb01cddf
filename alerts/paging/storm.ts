/** So that a storm does not bury who is on call: beyond so many pages in so much time the others come together, in one summary. */
import type { Clock, EpochMs } from '../../core/index.ts';
import { incidentSeverities } from '../../inventory/index.ts';
import type { Incident } from '../incident.ts';
import { asksAnswer } from './answer-code.ts';
import { newCode } from './link.ts';
import { type Page, type PageSummary, pageEvents, pagingLimits } from './model.ts';
import type { Outbox } from './outbox.ts';
import type { Way } from './recipients.ts';
import type { PagingScene } from './view.ts';

/** What summaries are filed under: they belong to no one incident. */
export const stormId = 'storm';

/** Each page of an incident stays its own in the log; in a storm it is told by the summary, and ends as that does. */
export interface Storm {
  /** Takes up what a former run left; the outbox is loaded. */
  load(): void;
  /** Pages that are to be put, those marked that wait for a summary. */
  admit(pages: readonly Page[]): readonly Page[];
  /** Summaries that are due now, with what they tell marked as theirs: to be put in the same turn. */
  due(): readonly Page[];
  /** The same summary by another way. */
  again(summary: Page, way: Way): Page;
  /** A summary ended: what it told ends with it, and is given. */
  ended(summary: Page): readonly Page[];
}

/** Between two summaries to one person, at least. */
const spacingMs = 60_000;

const isToPerson = ({ recipientId, channelId, event }: Page): boolean => recipientId !== channelId && event !== 'test';

export function createStorm(deps: {
  readonly outbox: Outbox;
  readonly scene: () => PagingScene;
  readonly clock: Pick<Clock, 'now'>;
}): Storm {
  const { outbox, scene, clock } = deps;
  /** By person: when pages went on their own, and ids of those that wait for a summary. */
  const singles = new Map<string, EpochMs[]>();
  const gathered = new Map<string, Set<string>>();
  const summedAt = new Map<string, EpochMs>();

  const lately = (person: string): EpochMs[] => {
    const since = clock.now() - scene().paging.stormSeconds * 1_000;
    const times = (singles.get(person) ?? []).filter((at) => at > since && at <= clock.now());
    singles.set(person, times);
    return times;
  };
  const gather = ({ recipientId, id }: Page): void => {
    const waiting = gathered.get(recipientId) ?? new Set();
    gathered.set(recipientId, waiting.add(id));
  };

  const summaryPage = (way: Way, mark: string, summary: PageSummary, at: EpochMs): Page => ({
    id: `${stormId}/summary/${mark}/${way.recipientId}/${way.channelId}`,
    key: `${stormId} ${mark} > summary ${way.recipientId} ${way.channelId}`,
    incidentId: stormId,
    ...{ event: 'summary', mark, ...way, createdAt: at, state: 'pending', tries: 0, nextTryAt: at, code: newCode() },
    incident: summary.worst[0],
    summary,
  });

  const membersOf = (id: string): readonly Page[] => [...outbox.waiting()].filter(({ toldBy }) => toldBy === id);

  return {
    load() {
      for (const page of [...outbox.settled(), ...outbox.waiting()]) {
        if (!isToPerson(page)) continue;
        const { recipientId, createdAt, toldBy } = page;
        if (page.event === 'summary') summedAt.set(recipientId, Math.max(summedAt.get(recipientId) ?? 0, createdAt));
        else if (toldBy === undefined) singles.set(recipientId, [...(singles.get(recipientId) ?? []), createdAt]);
        else if (page.state === 'pending' && outbox.get(toldBy)?.state !== 'pending') gather(page);
      }
    },
    admit: (pages) =>
      pages.map((page) => {
        if (!isToPerson(page) || page.event === 'summary' || outbox.get(page.id) !== undefined) return page;
        const times = lately(page.recipientId);
        // While others wait, what follows them waits too: nobody hears the end before the beginning.
        if (times.length >= scene().paging.stormPages || (gathered.get(page.recipientId)?.size ?? 0) > 0) {
          gather(page);
          return { ...page, toldBy: '' };
        }
        times.push(clock.now());
        return page;
      }),
    due() {
      const now = clock.now();
      const summaries: Page[] = [];
      for (const [person, ids] of gathered) {
        if (now - (summedAt.get(person) ?? Number.NEGATIVE_INFINITY) < spacingMs) continue;
        const waiting = [...ids].flatMap((id) => outbox.get(id) ?? []).filter(({ state }) => state === 'pending');
        gathered.delete(person);
        for (const members of Map.groupBy(waiting, ({ channelId, to }) => `${channelId} ${to}`).values()) {
          const [first] = members;
          if (first === undefined) continue;
          const { recipientId, channelId, to } = first;
          const summary = summaryPage({ recipientId, channelId, to }, String(now), summaryOf(members), now);
          for (const { id } of members) outbox.update(id, { toldBy: summary.id });
          summedAt.set(person, now);
          summaries.push(summary);
        }
      }
      return summaries;
    },
    again(before, way) {
      const { mark, summary = { counts: [], incidents: 0, worst: [], asks: [] } } = before;
      const next = summaryPage(way, mark, summary, clock.now());
      for (const { id } of membersOf(before.id)) outbox.update(id, { toldBy: next.id });
      return next;
    },
    ended({ id, state, tries, sentAt, deliveredAt, detail }) {
      const times = {
        ...(sentAt === undefined ? {} : { sentAt }),
        ...(deliveredAt === undefined ? {} : { deliveredAt }),
        ...(detail === undefined ? {} : { detail }),
      };
      return membersOf(id).flatMap((member) => outbox.update(member.id, { state, tries, ...times }) ?? []);
    },
  };
}

/** What many pages tell, in counts, and the worst of them by name: what is open before what is over. */
export function summaryOf(pages: readonly Page[]): PageSummary {
  const counts = new Map<string, PageSummary['counts'][number]>();
  const newest = new Map<string, Incident>();
  const asks = new Set<string>();
  for (const page of pages) {
    const { event, incident, incidentId } = page;
    if (incident === undefined) continue;
    const key = `${event} ${incident.severity}`;
    counts.set(key, { event, severity: incident.severity, count: (counts.get(key)?.count ?? 0) + 1 });
    newest.set(incidentId, incident);
    if (asksAnswer(page)) asks.add(incidentId);
    // What is over, or in somebody's hands, asks nobody any more.
    else if (event === 'cleared' || event === 'acknowledged') asks.delete(incidentId);
  }
  const rank = ({ severity }: { readonly severity: Incident['severity'] }): number =>
    incidentSeverities.indexOf(severity);
  const worst = [...newest.values()].sort(
    (a, b) =>
      Number(!asks.has(a.id)) - Number(!asks.has(b.id)) ||
      rank(a) - rank(b) ||
      b.affected.length - a.affected.length ||
      a.raisedAt - b.raisedAt,
  );
  return {
    counts: [...counts.values()].sort(
      (a, b) => pageEvents.indexOf(a.event) - pageEvents.indexOf(b.event) || rank(a) - rank(b),
    ),
    incidents: newest.size,
    worst: worst.slice(0, pagingLimits.summaryRoots),
    asks: [...asks],
  };
}
