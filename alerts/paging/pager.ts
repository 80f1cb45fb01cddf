import { type Cancel, type Clock, errorText, type Log } from '../../core/index.ts';
import type { ChannelSettings } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import type { Action, ActionResult } from '../action.ts';
import { gapsOf, type RosterGap } from '../duty/gaps.ts';
import { createDuty, type Duty } from '../duty/roster.ts';
import { teamOf } from '../duty/teams.ts';
import type { Incident } from '../incident.ts';
import type { Delivery, Notice, Notifier } from '../notifier.ts';
import { createChannelDesk } from './channel-desk.ts';
import { createCourses } from './courses.ts';
import { createEars } from './ears.ts';
import type { CourseEffect } from './escalation.ts';
import { createLinks } from './links.ts';
import { type Channel, type ChannelEars, type Page, type PageEvent, type PageToSend, pagingLimits } from './model.ts';
import { createOutbox } from './outbox.ts';
import { newPage, wayOf } from './pages.ts';
import { nextWay, quietWay, type Way, waysOfStep } from './recipients.ts';
import { createSender, type PageGate } from './sender.ts';
import { createStorm } from './storm.ts';
import { severityFits, toSendOf } from './to-send.ts';
import type { PagingScene, PagingView } from './view.ts';
import { wayText } from './way-text.ts';

/** Tells people and systems of incidents, step by step, until somebody takes care or it is over. */
export interface Pager extends Notifier, PagingView {
  /** Takes up what the last run left, and begins with what is open and nobody was told of. */
  start(): Promise<void>;
  /** Ends what is under way; what waits stays on disk for the next start. */
  stop(): Promise<void>;
  /** An incident that changed: it may have become severe enough to tell somebody. */
  changed(incident: Incident): void;
  /** After a reload of the settings. */
  apply(): void;
  /** Gaps of rosters that come soon, or are there. */
  gaps(): readonly RosterGap[];
}

export interface PagerDeps {
  readonly scene: () => PagingScene;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly gate?: PageGate | undefined;
  readonly openChannel: (settings: ChannelSettings, ears: ChannelEars) => Channel;
  readonly acknowledge: (action: Action) => ActionResult;
  /** Every incident at hand. */
  readonly incidents: () => readonly Incident[];
  readonly random?: () => number;
}

export function createPager(deps: PagerDeps): Pager {
  const { scene, store, clock, log, gate, acknowledge, incidents, random = Math.random } = deps;
  const outbox = createOutbox(deps);
  const courses = createCourses({ store, log, paging: () => scene().paging });
  const links = createLinks({ store, clock, outbox, scene, acknowledge });
  const earsOf = createEars({ outbox, links, scene, clock, settled });
  const openChannel = (settings: ChannelSettings): Channel => deps.openChannel(settings, earsOf(settings.id));
  const desk = createChannelDesk({ clock, openChannel });
  const storm = createStorm({ outbox, scene, clock });
  let duties = new Map<string, Duty>();
  let listener: (delivery: Delivery) => void = () => {};
  let started = false;
  let cancel: Cancel = () => {};

  const sender = createSender({
    ...{ outbox, gate, clock, log, random },
    channels: desk.open,
    toSend: (page) => toSendOf(page, scene(), links.urlOf(page), clock.now()),
    settled,
  });

  const put = (pages: readonly Page[]): void => {
    for (const lost of outbox.add(storm.admit(pages))) settled(lost);
    // After this turn: an incident's whole change is queued for the disk by then.
    if (started && pages.length > 0) queueMicrotask(() => sender.pump());
  };

  const pagesOf = (incident: Incident, noticeKey: string, event: PageEvent, mark: string, ways: readonly Way[]) =>
    ways.map((way) => newPage({ incident, noticeKey, event, mark, way, at: clock.now() }));

  /** Does what a course asks for. */
  const carryOut = (incident: Incident, effects: readonly CourseEffect[], noticeKey: string): void => {
    for (const effect of effects) {
      const kept = courses.get(incident.id);
      if (kept === undefined) return;
      if (effect.do === 'tell') {
        const mark = String(clock.now());
        const others = kept.told.filter(({ recipientId }) => recipientId !== links.answering());
        const quiet = others.flatMap((way) => quietWay(way, scene().paging) ?? []);
        put(pagesOf(incident, noticeKey, effect.event, mark, quiet));
      } else if (effect.do === 'exhausted') {
        log.error({ incident: incident.id, team: kept.course.teamId }, 'page-nobody-answered');
      } else step(incident, effect);
    }
  };

  const step = (incident: Incident, { step: index, event, mark }: Extract<CourseEffect, { do: 'page' }>): void => {
    const kept = courses.get(incident.id);
    const { paging } = scene();
    const team = paging.teams.find(({ id }) => id === kept?.course.teamId);
    const policy = paging.policies.find(({ id }) => id === team?.policyId);
    const declared = policy?.steps[index];
    if (kept === undefined || team === undefined || declared === undefined) return;
    const ways = waysOfStep(declared, paging, duties.get(team.rosterId), clock.now());
    if (ways.length === 0) {
      log.error({ incident: incident.id, team: team.id, step: index }, 'page-nobody-on-call');
      courses.hurry(incident.id, clock.now());
    }
    courses.told(incident.id, ways);
    put(pagesOf(incident, kept.noticeKey, event, mark, ways));
  };

  const stepTo = (incident: Incident, what: 'time' | 'acknowledged' | 'cleared', noticeKey: string): void =>
    carryOut(incident, courses.step(incident.id, { what, at: clock.now() }), noticeKey);

  const beginIfSevere = (incident: Incident, noticeKey: string): void => {
    const { paging, city } = scene();
    const team = teamOf(incident.root, city, paging);
    const policy = paging.policies.find(({ id }) => id === team?.policyId);
    if (team === undefined || policy === undefined || !policy.severities.includes(incident.severity)) return;
    if (courses.get(incident.id) !== undefined || incident.status !== 'open') return;
    // It begins when the silence ends, if it is still open then.
    if (incident.silenced !== undefined) return;
    courses.begin(incident, team.id, policy, noticeKey, clock.now());
    stepTo(incident, 'time', noticeKey);
  };

  function settled(page: Page): void {
    desk.settled(page, clock.now());
    if (page.state === 'failed') goOn(page);
    // A test has no incident whose history could tell of it, and a summary has many.
    if (page.event === 'summary') for (const member of storm.ended(page)) tellEnd(member);
    else if (page.event !== 'test') tellEnd(page);
  }

  function tellEnd(page: Page): void {
    const channel = wayText(page);
    const delivered = page.state !== 'failed';
    const detail = page.detail ?? '';
    listener({ noticeId: page.id, incidentId: page.incidentId, delivered, attempts: page.tries, channel, detail });
  }

  /** What one channel could not send goes by the next way, each way once. */
  function goOn(page: Page): void {
    const incident = page.incident ?? incidents().find(({ id }) => id === page.incidentId);
    if (incident === undefined || page.event === 'test') return;
    const tried = new Set([page.channelId, ...links.triedBefore(page)]);
    const way = nextWay(wayOf(page), tried, scene().paging);
    if (way === undefined) {
      log.error({ page: page.id, reason: page.detail }, 'page-given-up');
      return;
    }
    const { event, mark } = page;
    if (page.summary !== undefined) {
      const again = storm.again(page, way);
      outbox.update(page.id, { wentOnAs: again.id });
      put([again]);
      return;
    }
    const noticeKey = page.key.slice(0, page.key.lastIndexOf(' > '));
    const next = newPage({ incident, noticeKey, event, mark, way, at: clock.now() });
    outbox.update(page.id, { wentOnAs: next.id });
    put([next]);
  }

  /** Every open incident as if it were told now. */
  const openPages = (): readonly PageToSend[] =>
    incidents()
      .filter(({ status }) => status !== 'cleared')
      .slice(0, pagingLimits.renewed)
      .flatMap((incident) => {
        const way = { recipientId: 'renew', channelId: 'renew', to: '' };
        const [page] = pagesOf(incident, incident.id, 'raised', 'renew', [way]);
        return (page === undefined ? undefined : toSendOf(page, scene(), undefined, clock.now())) ?? [];
      });

  const tick = (): void => {
    try {
      const now = clock.now();
      const due = courses.due(now);
      if (due.length > 0) {
        const known = new Map(incidents().map((incident) => [incident.id, incident]));
        for (const id of due) {
          const incident = known.get(id);
          // While it is silenced nobody is told more; whoever was told still hears how it ends.
          if (incident?.silenced !== undefined && incident.status !== 'cleared') continue;
          if (incident !== undefined) stepTo(incident, 'time', courses.get(id)?.noticeKey ?? id);
          else courses.step(id, { what: 'cleared', at: now });
        }
      }
      put(storm.due());
      desk.tick();
      desk.renew(openPages, (settings, page) => severityFits(settings, page.incident));
      sender.pump();
    } catch (thrown) {
      log.error({ reason: errorText(thrown) }, 'pager-internal');
    }
    cancel = clock.after(pagingLimits.tickMs, tick);
  };

  const apply = (): void => {
    const { paging, timeZone, calendar } = scene();
    const { people } = paging;
    duties = new Map(paging.rosters.map((roster) => [roster.id, createDuty({ roster, people, timeZone, calendar })]));
    desk.apply(paging.channels);
  };
  apply();

  return {
    name: 'paging',
    onDelivery(next) {
      listener = next;
    },
    notify(notice: Notice) {
      const { incident, event, key } = notice;
      const systems = desk.systems().filter((settings) => severityFits(settings, incident));
      const ways = systems.map(({ id }) => ({ recipientId: id, channelId: id, to: '' }));
      put(pagesOf(incident, key, event, String(notice.at), ways));
      if (event === 'raised') beginIfSevere(incident, key);
      else stepTo(incident, event, key);
    },
    changed(incident) {
      if (started) beginIfSevere(incident, `${incident.id} raised`);
    },
    async start() {
      await Promise.all([outbox.load(), courses.load(), links.open()]);
      storm.load();
      started = true;
      const known = new Map(incidents().map((incident) => [incident.id, incident]));
      for (const id of courses.active()) {
        const incident = known.get(id);
        if (incident === undefined) courses.step(id, { what: 'cleared', at: clock.now() });
        else if (incident.status === 'cleared') stepTo(incident, 'cleared', `${id} cleared`);
      }
      for (const incident of known.values()) beginIfSevere(incident, `${incident.id} raised`);
      tick();
    },
    async stop() {
      cancel();
      started = false;
      await sender.stop();
      await outbox.sync();
      desk.close();
    },
    apply,
    gaps: () => gapsOf([...duties.values()], clock.now(), scene().paging.gapAheadSeconds * 1_000),
    duties: () => [...duties.values()],
    scene,
    channels: () => desk.standings(outbox),
    check: (channelId) => desk.check(channelId),
    test(channelId, personId) {
      const page = desk.testPage(channelId, personId, scene(), clock.now());
      if (page === undefined) return undefined;
      put([page]);
      return page;
    },
    page: (id) => outbox.get(id),
    deliveries: (incidentId) => outbox.ofIncident(incidentId),
    look: links.look,
    acknowledge: links.acknowledge,
    stats: () => ({ waiting: outbox.waitingCount, ...desk.totals() }),
  };
}
