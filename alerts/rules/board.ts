import type { ElementKind } from '../../audit/index.ts';
import type { EpochMs } from '../../core/index.ts';
import type { SampleRow } from '../../store/index.ts';
import { ownerOf } from '../affected.ts';
import { createAbsences } from './absences.ts';
import { type CompiledRule, compile } from './compiled.ts';
import { createComposites, judgeComposite } from './composite.ts';
import { createCrowd } from './crowd.ts';
import type { BoardDeps, RuleBoard } from './door.ts';
import { createLookUps } from './history.ts';
import { createRuleClock, type RuleClock } from './judge/hours.ts';
import { type RuleReading, stepRule, wordOf } from './judge/machine.ts';
import { createMemory } from './memory.ts';
import type { RuleWord, SubjectKind } from './model.ts';
import type { SeriesInfo } from './series.ts';
import type { Subject, Subjects } from './subjects.ts';
import { type KeptWatched, keptOf, type Watched, watchedKey } from './watched.ts';

/** A rule at an entity that it is about. */
interface Seat {
  readonly own: CompiledRule;
  readonly subject: Subject;
  readonly entityId: string;
  watched: Watched | undefined;
}

const pruneEveryMs = 3_600_000;
/** Rows of tables come and go: one without a value for so long is forgotten. */
const forgottenAfterMs = 7 * 86_400_000;
const infinite = Number.POSITIVE_INFINITY;

export function createRuleBoard({ clock, history, peek, lastSampleAt, onFailed = () => {} }: BoardDeps): RuleBoard {
  const crowd = createCrowd();
  const lookUps = createLookUps(onFailed);
  const firing = new Set<Watched>();
  /** Of states, verdicts and composites: those whose time runs. */
  const running = new Set<Watched>();
  const changed = new Set<Watched>();
  const dropped = new Set<string>();
  let compiled: readonly CompiledRule[] = [];
  let rules = new Map<string, CompiledRule>();
  let parts: ReadonlySet<string> = new Set();
  let numeric = new Map<string, CompiledRule[]>();
  let byEntity = new Map<string, Map<string, readonly Seat[]>>();
  let saying = new Map<string, CompiledRule[]>();
  let subjects: Subjects | undefined;
  let hours: RuleClock | undefined;
  let prunedAt = clock.now();
  let quietSince = lastSampleAt;

  const absences = createAbsences({ clock, history, lookUps, isSeen, settle, quietSince: () => quietSince });
  const composites = createComposites({ crowd, rules: () => rules, word, settle });

  const isIn = (one: Watched, at: EpochMs): boolean => hours?.isIn(one.compiled.rule.when, at) ?? true;

  function settle(one: Watched, said: RuleReading, at: EpochMs, limits: { readonly forMs?: number } = {}): void {
    const { rule, staleMs } = one.compiled;
    // Outside of its hours a rule raises nothing, and ends nothing by what is bad.
    const reading = said === 'bad' && !isIn(one, at) ? 'between' : said;
    const before = one.track;
    const after = stepRule(before, reading, at, { forMs: rule.forMs, clearForMs: rule.clearForMs, staleMs, ...limits });
    if (after === before) return;
    one.track = after;
    if (after.isFiring) firing.add(one);
    else firing.delete(one);
    const isRunning = after.isFiring ? after.goodSince !== undefined : after.badSince !== undefined;
    if (staleMs === infinite) {
      if (isRunning) running.add(one);
      else running.delete(one);
    }
    const isOther =
      after.isFiring !== before.isFiring || (after.badSince === undefined) !== (before.badSince === undefined);
    if (isOther || isRunning || after.goodSince !== before.goodSince) changed.add(one);
    if ((isOther || before.at === 0 || staleMs === infinite) && parts.has(rule.id)) composites.touch(one.subject);
  }

  function judge(one: Watched, info: SeriesInfo): void {
    const { value, compiled: own } = one;
    if (value === undefined) return;
    one.memory ??= createMemory({
      ...{ condition: own.rule.condition, info, entityId: one.entityId, history, lookUps },
      clock: () => hours ?? createRuleClock('UTC', noCalendar),
      again: () => {
        if (crowd.get(one.compiled.rule.id, one.entityId) === one) judge(one, info);
      },
    });
    one.judged = one.memory.judge(value, one.valueAt);
    settle(one, one.judged.reading, one.valueAt);
  }

  /** What is about an entity of the store: looked for once. */
  function watching(kind: string, entityId: string): readonly Seat[] {
    let known = byEntity.get(kind);
    if (known === undefined) {
      known = new Map();
      byEntity.set(kind, known);
    }
    const found = known.get(entityId);
    if (found !== undefined) return found;
    const subject = subjects?.ofEntity(kind, entityId);
    const rulesOf = subject === undefined ? [] : (numeric.get(kind) ?? []);
    const seats = rulesOf.flatMap((own): readonly Seat[] =>
      subject !== undefined && isOfSeries(own.info, entityId) && own.selects(subject, entityId)
        ? [{ own, subject, entityId, watched: undefined }]
        : [],
    );
    known.set(entityId, seats);
    return seats;
  }

  /** Watched from its first value on: a switch that never tells a load is nothing without data. */
  const taken = (seat: Seat): Watched | undefined =>
    (seat.watched ??= crowd.take(seat.own, seat.subject, seat.entityId));

  function take(row: SampleRow): void {
    for (const seat of watching(row.kind, row.entityId)) {
      const { info, rule } = seat.own;
      const value = row.values[info?.index ?? -1];
      if (info === undefined || value === undefined || !Number.isFinite(value)) continue;
      const one = taken(seat);
      if (one === undefined || row.at <= one.valueAt) continue;
      one.valueAt = row.at;
      if (rule.condition.kind === 'absent') {
        absences.add(one);
        settle(one, 'good', row.at);
      } else {
        one.value = value;
        judge(one, info);
      }
    }
  }

  function say(one: Watched, said: string, at: EpochMs): void {
    one.said = said;
    const { condition } = one.compiled.rule;
    const is: readonly string[] = condition.kind === 'state' || condition.kind === 'verdict' ? condition.is : [];
    const isKnown = is.includes(said) || said !== 'unknown';
    one.judged = { reading: is.includes(said) ? 'bad' : isKnown ? 'good' : 'none' };
    settle(one, isKnown ? one.judged.reading : 'between', at);
  }

  function saidOf(kind: string, id: string, of: SubjectKind, said: string): void {
    for (const one of saying.get(kind) ?? []) {
      const subject = subjects?.of(of, id);
      if (subject === undefined || !one.selects(subject, id)) continue;
      const watched = crowd.take(one, subject, id);
      if (watched !== undefined) say(watched, said, clock.now());
    }
  }

  /** Elements that have a state now; how long they have been so counts too. */
  function beginStates(): void {
    for (const one of compiled) {
      const { condition } = one.rule;
      if (condition.kind !== 'state') continue;
      for (const id of subjects?.all(one.of) ?? []) {
        const subject = subjects?.of(one.of, id);
        const state = peek(one.of as ElementKind, id);
        if (subject === undefined || state === undefined || !one.selects(subject, id)) continue;
        const watched = crowd.take(one, subject, id);
        if (watched === undefined) continue;
        const isNew = watched.track.at === 0;
        if (isNew && state.since > 0 && state.since < clock.now()) say(watched, state.state, state.since);
        say(watched, state.state, clock.now());
      }
    }
  }

  function beginAbsences(): void {
    for (const one of compiled) {
      if (one.rule.condition.kind !== 'absent' || one.info === undefined) continue;
      for (const entityId of subjects?.declared(one.info.kind, one.info.column) ?? [])
        for (const seat of watching(one.info.kind, entityId)) {
          const watched = seat.own === one ? taken(seat) : undefined;
          if (watched !== undefined) absences.begin(watched);
        }
    }
  }

  /** Nothing is absent at what cannot be seen: its time begins anew. */
  function isSeen({ root }: Subject): boolean {
    const owner = ownerOf(root);
    const state = peek(owner.kind, owner.id)?.state;
    return owner.kind === 'district' || state === 'up' || state === 'degraded';
  }

  function word(one: Watched, now: EpochMs = clock.now()): RuleWord {
    const { rule, staleMs } = one.compiled;
    const isResting = !isIn(one, now);
    if (one.track.isFiring) return 'firing';
    if (rule.condition.kind === 'absent') {
      if (!isSeen(one.subject)) return 'no-data';
      return isResting ? 'resting' : now - one.valueAt > staleMs ? 'pending' : 'ok';
    }
    if (staleMs === infinite && one.judged.reading === 'none') return 'no-data';
    // A part that falls silent tells nobody.
    const isComposite = rule.condition.kind === 'composite';
    if (isComposite && judgeComposite(one.compiled, one.subject, { crowd, rules, word, now }) === 'none')
      return 'no-data';
    return wordOf(one.track, now, staleMs, isResting);
  }

  function forget(one: Watched): void {
    crowd.drop(one);
    for (const held of [firing, running, absences, composites, changed]) held.delete(one);
    dropped.add(watchedKey(one.compiled.rule.id, one.entityId));
    byEntity.delete(one.compiled.info?.kind ?? '');
  }

  function prune(now: EpochMs): void {
    if (now - prunedAt < pruneEveryMs) return;
    prunedAt = now;
    for (const one of [...crowd.all()]) {
      const { info, rule } = one.compiled;
      if (info === undefined || rule.condition.kind === 'absent' || one.track.isFiring) continue;
      if (now - one.valueAt > forgottenAfterMs) forget(one);
    }
  }

  /** A rule that still is about the same thing keeps what it knows of an element. */
  function carryOver(before: readonly Watched[], waiting: ReadonlySet<Watched>): void {
    for (const one of before) {
      const next = rules.get(one.compiled.rule.id);
      const { info, of, rule } = one.compiled;
      const subject =
        info === undefined ? subjects?.of(of, one.subject.id) : subjects?.ofEntity(info.kind, one.entityId);
      const isSame =
        next !== undefined &&
        next.info?.name === info?.name &&
        next.of === of &&
        next.rule.condition.kind === rule.condition.kind;
      if (!isSame || subject === undefined || !next.selects(subject, one.entityId)) {
        dropped.add(watchedKey(rule.id, one.entityId));
        continue;
      }
      const kept: Watched = { ...one, compiled: next, subject, memory: undefined, judged: { reading: 'none' } };
      crowd.put(kept);
      if (kept.track.isFiring) firing.add(kept);
      if (next.staleMs === infinite && (kept.track.badSince !== undefined || kept.track.isFiring)) running.add(kept);
      if (rule.condition.kind === 'absent') absences.add(kept);
      if (parts.has(rule.id)) composites.touch(subject);
      if (waiting.has(one) || keptOf(kept) !== undefined) changed.add(kept);
      // What it was compared with may be another now; the value itself stands.
      if (kept.said !== undefined) say(kept, kept.said, clock.now());
      else if (next.info !== undefined && kept.value !== undefined) judge(kept, next.info);
    }
  }

  return {
    get rules() {
      return compiled;
    },
    apply(book, scene) {
      const before = [...crowd.all()];
      const waiting = new Set(changed);
      subjects = scene.subjects;
      hours = createRuleClock(scene.timeZone, scene.calendar);
      compiled = compile(book, scene);
      rules = new Map(compiled.map((one) => [one.rule.id, one]));
      parts = new Set(
        compiled.flatMap(({ rule: { condition } }) =>
          condition.kind === 'composite' ? [...condition.all, ...condition.any, ...condition.not] : [],
        ),
      );
      numeric = Map.groupBy(
        compiled.filter(({ info }) => info !== undefined),
        ({ info }) => info?.kind ?? '',
      );
      saying = Map.groupBy(
        compiled.filter(({ rule }) => rule.condition.kind === 'state' || rule.condition.kind === 'verdict'),
        (one) => sayingKey(one),
      );
      byEntity = new Map();
      crowd.clear();
      for (const held of [firing, running, absences, composites, changed]) held.clear();
      carryOver(before, waiting);
      beginStates();
      beginAbsences();
      quietSince = undefined;
    },
    restore(kept) {
      for (const one of kept) {
        const own = rules.get(one.rule);
        const { info } = own ?? {};
        const subject =
          own && (info === undefined ? subjects?.of(own.of, one.entity) : subjects?.ofEntity(info.kind, one.entity));
        const watched =
          own && subject && own.selects(subject, one.entity) ? crowd.take(own, subject, one.entity) : undefined;
        if (watched === undefined) {
          dropped.add(watchedKey(one.rule, one.entity));
          continue;
        }
        watched.track = one.track;
        watched.value = one.value;
        watched.said = one.said ?? watched.said;
        watched.judged = { reading: 'none', figure: one.figure, usual: one.usual };
        if (one.track.isFiring) firing.add(watched);
        if (watched.compiled.staleMs === infinite) running.add(watched);
        if (parts.has(one.rule)) composites.touch(watched.subject);
      }
      // A state as it is now goes on from where its time ran.
      beginStates();
    },
    samples(rows) {
      for (const row of rows) if (numeric.has(row.kind)) take(row);
    },
    state: (kind, id, said) => saidOf(`state ${kind}`, id, kind, said),
    verdicts(all) {
      for (const { of, id, check, verdict } of all) saidOf(`verdict ${of} ${check}`, id, of, verdict);
    },
    tick() {
      const now = clock.now();
      absences.look(now);
      for (const one of [...running])
        if (one.said !== undefined && one.compiled.rule.condition.kind !== 'composite') say(one, one.said, now);
      composites.look(
        now,
        [...running].filter(({ compiled: { rule } }) => rule.condition.kind === 'composite'),
      );
      prune(now);
    },
    firing: () => firing,
    ofRule: (ruleId) => crowd.ofRule(ruleId),
    find: (ruleId, entityId) => crowd.get(ruleId, entityId),
    word: (one) => word(one),
    beyond: (ruleId) => crowd.beyond(ruleId),
    takeChanges() {
      const put: KeptWatched[] = [];
      const drop = new Set(dropped);
      for (const one of changed) {
        const key = watchedKey(one.compiled.rule.id, one.entityId);
        const kept = keptOf(one);
        if (kept === undefined) drop.add(key);
        else {
          put.push(kept);
          drop.delete(key);
        }
      }
      changed.clear();
      dropped.clear();
      return { put, drop: [...drop] };
    },
    idle: () => lookUps.idle(),
  };
}

const noCalendar = { holidays: [], makeUpDays: [], weekdays: [1, 2, 3, 4, 5], hours: [] };

const isOfSeries = (info: SeriesInfo | undefined, entityId: string): boolean =>
  info !== undefined && (info.kind !== 'profile' || info.name === `profile.${entityId.split('/')[1] ?? ''}`);

function sayingKey({ rule: { condition } }: CompiledRule): string {
  if (condition.kind === 'state') return `state ${condition.of}`;
  return condition.kind === 'verdict' ? `verdict ${condition.of} ${condition.check}` : '';
}
