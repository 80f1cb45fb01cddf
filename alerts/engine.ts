import { isDeepStrictEqual } from 'node:util';
import type { StateChange } from '../audit/index.ts';
import { type EpochMs, message } from '../core/index.ts';
import { type Action, type ActionResult, type ActionWord, effectOf, refusal } from './action.ts';
import { adopt } from './adopt.ts';
import { backupFailing, goneBackups } from './conditions/backup-failing.ts';
import { certificateEnding } from './conditions/certificate-ending.ts';
import { collectorSilent, goneCollectors } from './conditions/collector-silent.ts';
import { deviceRebooted } from './conditions/device-rebooted.ts';
import { deviceUnreachable } from './conditions/device-unreachable.ts';
import { figureTroubles } from './conditions/figure.ts';
import type { Finding, PollInput } from './conditions/finding.ts';
import { silentForeign } from './conditions/foreign-alert.ts';
import { highErrorRate } from './conditions/high-error-rate.ts';
import { highUtilisation } from './conditions/high-utilisation.ts';
import { isolationViolated } from './conditions/isolation-violated.ts';
import { itemsEscalated } from './conditions/items-escalated.ts';
import { ledgerTampered } from './conditions/ledger-tampered.ts';
import { linkDown } from './conditions/link-down.ts';
import { ownStandby } from './conditions/own-standby.ts';
import { ownPairAtRisk, pairAtRisk } from './conditions/pair-at-risk.ts';
import { rosterGaps } from './conditions/roster-gap.ts';
import type { AlertDeps, AlertEngine } from './door.ts';
import { createFlapAlerts } from './flapping/flap-alerts.ts';
import { createFlaps } from './flapping/flaps.ts';
import { foldedInto } from './folded.ts';
import { dueTrack, raisedTrack, stepTrack, type Track } from './hysteresis.ts';
import {
  type ConditionName,
  conditionNames,
  type Incident,
  type IncidentChange,
  type IncidentEvent,
} from './incident.ts';
import { noticeKey } from './notice-key.ts';
import type { Notice } from './notifier.ts';
import { createPollWatch } from './poll-watch.ts';
import { createRegister, type Kept } from './register.ts';
import { createRestarts } from './restarts.ts';
import { judgeRules } from './rule-alerts.ts';
import { createScope } from './scope.ts';
import { judgeServices } from './service-alerts.ts';
import { markChanges } from './silence/marks.ts';
import { createSuppression } from './suppression.ts';
import { suppresses, worseOf } from './traits.ts';

export function createAlertEngine(deps: AlertDeps): AlertEngine {
  const { states, settings, clock, store, log, notifier } = deps;
  const register = createRegister({ store, log });
  const watch = createPollWatch({ states, settings, clock });
  const tracks = new Map<ConditionName, Map<string, Track>>(conditionNames.map((name) => [name, new Map()]));
  const scope = createScope(states, () => register.open().map(({ incident }) => incident));
  const listeners = new Set<(change: IncidentChange) => void>();
  const suppression = createSuppression({ covering: (trouble) => deps.covering?.(trouble), clock });
  const flaps = createFlaps({ store, clock });
  const explainedAt = new Map<string, EpochMs>();
  const spacingMs = () => (settings.periodSeconds * 1000) / 2;
  let changes: IncidentChange[] = [];

  const tracked = (condition: ConditionName, source: string): boolean => tracks.get(condition)?.has(source) ?? false;

  const tell = (change: IncidentChange): void => {
    changes.push(change);
    for (const listener of listeners) listener(change);
    const { incident, event } = change;
    log.info(
      { incident: incident.id, condition: incident.condition, root: incident.root, event: event.what },
      'incident',
    );
    if (event.what !== 'raised' && event.what !== 'acknowledged' && event.what !== 'cleared') return;
    const notice: Notice = {
      id: `${incident.id}/${event.what}/${event.at}`,
      key: noticeKey(incident, event, register.known()),
      event: event.what,
      at: event.at,
      incident,
    };
    notifier?.notify(notice);
  };
  const update = (
    id: string,
    patch: Partial<Omit<Incident, 'id' | 'history'>>,
    event: IncidentEvent,
  ): Incident | undefined => {
    const incident = register.update(id, patch, event);
    if (incident !== undefined) tell({ incident, event });
    return incident;
  };
  const finish = (): readonly IncidentChange[] => {
    const done = changes;
    changes = [];
    scope.turnOver();
    return done;
  };

  const clear = (kept: Kept, extra: Pick<IncidentEvent, 'note' | 'message'> = {}): void => {
    const { incident } = kept;
    for (const source of kept.sources) tracks.get(incident.condition)?.delete(source);
    const patch = { status: 'cleared', clearedAt: clock.now(), ...scope.last(incident) } as const;
    update(incident.id, patch, { at: clock.now(), what: 'cleared', ...extra });
  };

  const fold = (root: Incident): void => {
    for (const kept of foldedInto(root, register.open(), states))
      clear(kept, { note: root.id, message: message('alerts.folded', { incident: root.id }) });
  };

  const raise = (finding: Finding, firstSeenAt: EpochMs): void => {
    const open = register.openOf(finding.condition, finding.root, finding.topic);
    if (open !== undefined) {
      if (!open.sources.includes(finding.source))
        register.setSources(open.incident.id, [...open.sources, finding.source]);
      return;
    }
    if (suppression.holds(finding, firstSeenAt)) return;
    const { condition, root, topic, summary, remedy, details, links } = finding;
    const more = {
      ...(topic === undefined ? {} : { topic }),
      ...(details === undefined ? {} : { details }),
      ...(links === undefined ? {} : { links }),
    };
    const extent = scope.first(finding);
    const silenced = deps.silencing?.markOf({ condition, root, severity: extent.severity });
    const mark = silenced === undefined ? {} : { silenced };
    const change = register.raise(
      { condition, root, summary, remedy, ...extent, firstSeenAt, ...more, ...mark },
      finding.source,
      clock.now(),
    );
    tell(change);
    if (suppresses(condition)) fold(change.incident);
  };

  const release = (finding: Finding): void => {
    suppression.release(finding);
    const open = register.openOf(finding.condition, finding.root, finding.topic);
    if (open === undefined) return;
    const sources = open.sources.filter((source) => source !== finding.source);
    if (sources.length > 0) register.setSources(open.incident.id, sources);
    else clear(open);
  };

  /** What is seen of an open trouble changes; it is never milder than it once was. */
  const renew = (finding: Finding): void => {
    const { condition, root, topic, details = [], severity = 'major' } = finding;
    const incident = register.openOf(condition, root, topic)?.incident;
    if (finding.reading !== 'bad' || incident === undefined) return;
    const worst = worseOf(severity, incident.severity);
    if (worst === incident.severity && isDeepStrictEqual(details, incident.details ?? [])) return;
    update(incident.id, { details, severity: worst }, { at: clock.now(), what: 'affected-changed' });
  };
  /** Verdicts are told row by row: the newest rows stand in the open incident. */
  const judged = (findings: readonly Finding[]): void => {
    for (const finding of findings) {
      take(finding);
      renew(finding);
    }
  };

  /** A poll that was under way while its device was taken out of the city raises nothing. */
  const exists = ({ root }: Finding): boolean =>
    states.peek(root.kind, root.id) !== undefined || root.id === states.topology.city.id;

  const take = (finding: Finding): void => {
    if (!exists(finding)) return;
    const known = tracks.get(finding.condition);
    const { track, effect } = stepTrack(known?.get(finding.source), finding.reading, finding.at, {
      raiseAfter: finding.raiseAfter ?? settings.raiseAfterPolls,
      // What flaps is over when it has been quiet: nobody is told of each time that it comes back.
      clearAfter: flapAlerts.holds(finding)
        ? Number.POSITIVE_INFINITY
        : (finding.clearAfter ?? settings.clearAfterPolls),
      spacingMs: spacingMs(),
    });
    if (track === undefined) known?.delete(finding.source);
    else known?.set(finding.source, track);
    if (effect === 'raise') raise(finding, track?.firstBadAt ?? finding.at);
    if (effect === 'clear') release(finding);
  };

  const flapAlerts = createFlapAlerts({ flaps, register, suppression, clock, raise, release });

  /** Brings open incidents up to date with the states that changed, while their root is down. */
  const follow = (stateChanges: readonly StateChange[]): void => {
    for (const { id, extent } of scope.follow(stateChanges)) {
      const updated = update(id, extent, { at: clock.now(), what: 'affected-changed' });
      if (updated !== undefined) fold(updated);
    }
  };

  /** Does something beside a poll: subscribers hear of it, the poll that may be under way does not return it. */
  const aside = (work: () => void): void => {
    const underWay = changes;
    changes = [];
    work();
    changes = underWay;
  };

  const act = (action: Action, what: ActionWord): ActionResult => {
    const known = register.get(action.id)?.incident;
    const refused = refusal(known, action, what);
    if (known === undefined || refused !== undefined) {
      return { ok: false, reason: refused ?? message('alerts.action.unknown', { incident: action.id }) };
    }
    const { patch, event } = effectOf(action, what, clock.now());
    let incident = known;
    aside(() => {
      incident = update(action.id, patch, event) ?? known;
    });
    return { ok: true, incident };
  };

  /** Its sources hold it open until they are good again. */
  const hold = ({ incident, sources }: Kept): void => {
    for (const source of sources) tracks.get(incident.condition)?.set(source, raisedTrack(incident.firstSeenAt));
  };

  const restarts = createRestarts({
    ...{ register, clock, raise, tell, update, clear },
    city: () => states.topology.city,
  });

  notifier?.onDelivery((delivery) => {
    const what = delivery.delivered ? 'notified' : 'notify-failed';
    const params = { channel: delivery.channel ?? notifier.name, attempts: delivery.attempts, detail: delivery.detail };
    const event: IncidentEvent = { at: clock.now(), what, message: message(`alerts.${what}`, params) };
    aside(() => void update(delivery.incidentId, {}, event));
  });

  return {
    async start() {
      await flaps.load();
      for (const kept of await register.start()) hold(kept);
      for (const finding of watch.start(store.opened.lastSampleAt)) take(finding);
      return finish();
    },
    async adopt() {
      const seen = register.open();
      for (const kept of await register.start()) hold(kept);
      scope.reset();
      const { joined, awaited, raised } = adopt(seen, ({ incident: { condition, root, topic } }) =>
        register.openOf(condition, root, topic),
      );
      for (const { decided, sources } of joined) {
        register.setSources(decided.incident.id, sources);
        hold({ ...decided, sources });
      }
      for (const { incident, sources } of awaited)
        for (const source of sources) tracks.get(incident.condition)?.set(source, dueTrack(incident.firstSeenAt));
      for (const { incident, sources } of raised) {
        const { id: _id, status: _status, history: _history, raisedAt: _raisedAt, ...draft } = incident;
        const change = register.raise(draft, sources[0] ?? '', clock.now());
        register.setSources(change.incident.id, sources);
        tell(change);
      }
      return finish();
    },

    observe({ observation, samples, restart, changes: stateChanges, announced = noPorts }) {
      const input: PollInput = {
        observation,
        samples,
        restart,
        changes: stateChanges,
        announced,
        states,
        settings,
        tracked,
      };
      // Before the states are followed: what a restart explains may just have come back.
      const restarted = deviceRebooted(input);
      if (restarted !== undefined && exists(restarted)) restarts.restarted(restarted);
      // The roots first, so that what is behind them never raises before them.
      for (const finding of linkDown(input)) take(finding);
      for (const finding of deviceUnreachable(input)) take(finding);
      flapAlerts.observe(stateChanges);
      follow(stateChanges);
      for (const finding of highErrorRate(input)) take(finding);
      for (const finding of highUtilisation(input)) take(finding);
      for (const finding of watch.observe(observation, tracked)) take(finding);
      return finish();
    },
    tick(stateChanges = []) {
      follow(stateChanges);
      for (const finding of watch.tick(tracked)) take(finding);
      restarts.end();
      flapAlerts.tick();
      for (const { finding, firstSeenAt } of flapAlerts.inOrder(suppression.outlasting())) raise(finding, firstSeenAt);
      for (const { id, patch, event } of markChanges(register.open(), deps.silencing, clock.now()))
        update(id, patch, event);
      return finish();
    },
    ledgerChecked(fault) {
      take(ledgerTampered(states.topology.city, fault, clock.now()));
      return finish();
    },
    isolationJudged(changes) {
      judged(isolationViolated(changes, states.topology.city));
      return finish();
    },
    backupsJudged(standings) {
      judged(backupFailing(standings, states.topology.city, clock.now()));
      const gone = goneBackups(register.open(), standings);
      for (const kept of gone) clear(kept, { message: message('alerts.root-gone') });
      return finish();
    },
    collectorsJudged(standings) {
      for (const finding of collectorSilent(standings, states, clock.now())) take(finding);
      const gone = goneCollectors(register.open(), standings);
      for (const kept of gone) clear(kept, { message: message('alerts.root-gone') });
      return finish();
    },
    standbyJudged(judgements) {
      for (const finding of ownStandby(states.topology.city, judgements, clock.now())) take(finding);
      return finish();
    },
    pairsJudged(changes) {
      judged(pairAtRisk(changes));
      return finish();
    },
    ownPairJudged(changes) {
      judged(ownPairAtRisk(changes, states.topology.city));
      return finish();
    },
    servicesJudged(services) {
      judgeServices(services, {
        ...{ register, clock, suppression, update, clear, explainedAt, city: states.topology.city },
        holdMs: (settings.raiseAfterPolls + 1) * settings.periodSeconds * 1000,
        raise(trouble) {
          raise(trouble, trouble.at);
          const known = register.openOf(trouble.condition, trouble.root, trouble.topic);
          if (known !== undefined) register.setSources(known.incident.id, trouble.sources);
        },
      });
      return finish();
    },
    certificatesJudged(certificates) {
      judged(certificateEnding(certificates, states.topology.city));
      return finish();
    },
    figuresJudged(figures) {
      judged(figureTroubles(figures, states.topology.city));
      return finish();
    },
    rostersJudged(gaps, rosterIds) {
      judged(rosterGaps(states.topology.city, register.open(), { gaps, rosterIds }, clock.now()));
      return finish();
    },
    rulesJudged(standings) {
      judgeRules(standings, { register, states, suppression, raise, clear, renew });
      return finish();
    },
    foreignJudged(findings, silent) {
      for (const kept of silentForeign(register.open(), silent))
        clear(kept, { message: message('alerts.not-repeated') });
      judged(findings);
      return finish();
    },
    suppressed: () => suppression.list(),
    itemsEscalated(count) {
      take(itemsEscalated(states.topology.city, count, clock.now()));
      return finish();
    },
    apply() {
      scope.apply();
      watch.apply();
      const { city } = states.topology;
      for (const kept of register.open()) {
        const { root } = kept.incident;
        if (root.kind === 'district' && root.id === city.id) continue;
        if (states.peek(root.kind, root.id) === undefined) clear(kept, { message: message('alerts.root-gone') });
      }
      return finish();
    },
    acknowledge: (action) => act(action, 'acknowledged'),
    note: (action) => act(action, 'note'),
    action: (action) => act(action, 'action'),
    list: () => register.list(),
    find: (id) => register.find(id),
    counts() {
      const open = register.open();
      const acknowledged = open.filter(({ incident }) => incident.status === 'acknowledged').length;
      return { open: open.length - acknowledged, acknowledged };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => register.close(),
  };
}

const noPorts: ReadonlySet<string> = new Set();
