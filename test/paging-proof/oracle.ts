/** Who must be told what, and between which times, computed from the declared story alone. */
import { districtIds, pointOfLink } from './city.ts';
import { onCall } from './on-call.ts';
import {
  clearAfterPolls,
  day,
  type Hush,
  periodMs,
  type Root,
  raiseAfterPolls,
  type Story,
  type Stretch,
  stepMs,
  type Trouble,
  type Work,
} from './story.ts';

/** Between two summaries to one person. */
const summaryMs = 60_000 + stepMs;

export interface Expected extends Stretch {
  readonly root: string;
  readonly event: string;
  readonly person: string;
  /** False where the story leaves it open: a hand-over, an answer or an end at about the same time. */
  readonly must: boolean;
}

/** A time that is known within a few steps of the clock. */
type Some = Stretch;
const plus = ({ from, to }: Some, ms: number, lateMs = stepMs): Some => ({ from: from + ms, to: to + ms + lateMs });

export const rootKey = ({ kind, id }: Root): string => `${kind} ${id}`;
export const districtOf = ({ id }: Root): string => districtIds.find((district) => id.startsWith(district)) ?? 'city';

const pollAfter = (at: number): number => Math.ceil(at / periodMs) * periodMs;

/** When it has been seen often enough, first and last: a kill makes the counting begin anew. */
function counted(since: number, polls: number, kills: readonly number[]): Some {
  const from = pollAfter(since) + (polls - 1) * periodMs;
  let to = from;
  for (const kill of kills) {
    if (kill < since - periodMs || kill > to + stepMs) continue;
    to = Math.max(to, pollAfter(kill) + polls * periodMs);
  }
  return { from, to: to + stepMs };
}

function covers({ scope }: Work, root: Root): boolean {
  if (scope.kind === 'district') return scope.id === districtOf(root);
  if (scope.kind === 'point') return root.kind === 'link' && pointOfLink(root.id) === scope.id;
  return scope.kind === root.kind && scope.id === root.id;
}

function timesOf({ from, to, weeklyUntil }: Work): readonly Stretch[] {
  const found = [{ from, to }];
  for (let n = 1; weeklyUntil !== undefined && from + n * 7 * day < weeklyUntil; n += 1)
    found.push({ from: from + n * 7 * day, to: to + n * 7 * day });
  return found;
}

/** When announced work lets it open. */
function afterWork(opening: Some, root: Root, works: readonly Work[]): Some {
  const held = works
    .filter((work) => covers(work, root))
    .flatMap(timesOf)
    .find(({ from, to }) => from <= opening.from && opening.from < to);
  if (held === undefined) return opening;
  return { from: Math.max(opening.from, held.to), to: Math.max(opening.to, held.to + 2 * stepMs) };
}

export interface Opened {
  readonly open: Some;
  readonly end: Some;
}

/** The incident that a stretch of a trouble makes; undefined: none. */
export function openedBy(root: Root, broken: Stretch, { works, kills }: Story): Opened | undefined {
  const seen = counted(broken.from, raiseAfterPolls, kills);
  // Too short to be seen often enough.
  if (pollAfter(broken.to) <= seen.from) return undefined;
  const open = afterWork(seen, root, works);
  const end = counted(broken.to, clearAfterPolls, kills);
  // What outlasts no work was never an incident.
  if (open.from >= pollAfter(broken.to)) return undefined;
  return { open, end: { from: end.from, to: end.to + periodMs } };
}

/** The answer to a trouble, as both the oracle and the stage of the proof know it. */
export function answerAt({ broken: [first], answerAfterMs }: Trouble): number | undefined {
  if (first === undefined || answerAfterMs === undefined) return undefined;
  const at = pollAfter(first.from) + (raiseAfterPolls - 1) * periodMs + answerAfterMs;
  return at < first.to - 2 * periodMs ? at : undefined;
}

export function expectedOf(story: Story): readonly Expected[] {
  return story.troubles.flatMap((trouble) => {
    const [broken, ...more] = trouble.broken;
    if (more.length > 0) return flapping(trouble, story);
    const opened = broken === undefined ? undefined : openedBy(trouble.root, broken, story);
    return opened === undefined ? [] : courseOf(trouble, opened, story);
  });
}

interface Told {
  readonly person: string;
  readonly when: Some;
  readonly must: boolean;
}

function courseOf(trouble: Trouble, { open: opened, end }: Opened, story: Story): readonly Expected[] {
  const { paging, calendar } = story;
  const hushed = hushesOf(trouble.root, story);
  const open = afterHush(opened, hushed);
  const root = rootKey(trouble.root);
  const district = districtOf(trouble.root);
  const policy = paging.policies.find(({ id }) => id === district);
  const roster = paging.rosters.find(({ id }) => id === district);
  if (policy === undefined || roster === undefined) throw new Error(`nobody answers for ${district}`);
  const found: Expected[] = [];
  const told: Told[] = [];
  // Whoever answers while nobody is told is left in peace.
  const isLate = open.from > opened.from;
  const isCertain = open.to < end.from;
  const say = (event: string, person: string, when: Some, must: boolean): void => {
    // In a storm it comes with the next summary, a minute after the one before.
    found.push({
      root,
      event,
      person,
      from: when.from,
      to: when.to + 2 * stepMs + summaryMs,
      must: must && isCertain && !isAnsweredFirst,
    });
  };

  const answered = answerAt(trouble);
  const answer =
    answered === undefined
      ? undefined
      : { from: Math.max(answered, opened.from), to: Math.max(answered, opened.to) + 2 * stepMs };

  /** Tells who is to be told by a step; says whether it may, or must, have reached nobody. */
  const take = (index: number, event: string, when: Some, stop: Some): 'somebody' | 'perhaps' | 'nobody' => {
    const sure = when.to < stop.from && when.to < end.from;
    const tell = policy.steps[index]?.tell ?? [];
    const candidates = [when.from, (when.from + when.to) / 2, when.to].map((at) => {
      const duty = onCall(roster, paging.people, calendar, at);
      return [...new Set(tell.flatMap((who) => (who === 'on-call' ? (duty ?? []) : who)))];
    });
    const all = new Set(candidates.flat());
    for (const person of all) {
      const must = sure && candidates.every((some) => some.includes(person));
      say(event, person, when, must);
      told.push({ person, when, must });
    }
    if (candidates.every((some) => some.length === 0)) return 'nobody';
    return candidates.some((some) => some.length === 0) ? 'perhaps' : 'somebody';
  };

  /** All steps and their repetitions from a time on, until somebody answers or it is over; gives when nobody was left to tell. */
  const run = (begin: Some, stop: Some, isAgain: boolean): Some => {
    let when = begin;
    let last = begin;
    for (let round = 0; round <= policy.repeats; round += 1) {
      for (const [index] of policy.steps.entries()) {
        when = afterHush(when, hushed);
        if (when.from > stop.to || when.from > end.to) return when;
        const event = index > 0 || round > 0 ? 'escalated' : isAgain ? 'reminded' : 'raised';
        const reached = take(index, event, when, stop);
        last = when;
        const next = policy.steps[index + 1];
        const wait = (next?.afterSeconds ?? policy.repeatAfterSeconds) * 1_000;
        when = {
          from: when.from + (reached === 'somebody' ? wait : 0),
          to: when.to + stepMs + (reached === 'nobody' ? 0 : wait),
        };
      }
    }
    return last;
  };

  if (isLate && answer !== undefined && answer.to < open.from) return [];
  const isAnsweredFirst = isLate && answer !== undefined && answer.from <= open.to;
  let begin = plus(open, (policy.steps[0]?.afterSeconds ?? 0) * 1_000);
  const repageMs = policy.repageSeconds === undefined ? undefined : policy.repageSeconds * 1_000;
  let isAnswered = answer === undefined;
  for (let again = false; begin.from <= end.to; again = true) {
    const stop = isAnswered || answer === undefined ? end : answer;
    const exhausted = run(begin, stop, again);
    if (!isAnswered && answer !== undefined && (repageMs === undefined || answer.from <= exhausted.to + repageMs)) {
      isAnswered = true;
      // An answer at about the time of the next reminder: it may have gone out just before.
      if (repageMs !== undefined && exhausted.from + repageMs <= answer.to)
        take(0, 'reminded', plus(exhausted, repageMs), answer);
      tellAnswer(answer);
      if (repageMs === undefined) break;
      begin = plus(answer, repageMs);
    } else {
      if (repageMs === undefined) break;
      begin = plus(exhausted, repageMs);
    }
  }

  function tellAnswer(when: Some): void {
    const before = told.filter(({ when: { from } }) => from <= when.to);
    const first =
      before.length > 0 && before[0]?.must === true && before[0].when.to < when.from ? before[0] : undefined;
    for (const person of new Set(before.map((one) => one.person))) {
      const sure = before.some((one) => one.person === person && one.must && one.when.to < when.from);
      // Who answers is not told that he did; who it was is sure where the first page surely went.
      const byLink = trouble.answerBy === 'link';
      // In a storm there is no link of its own, and he answers on a page.
      const mayBeSilent = byLink && (first === undefined || first.person === person);
      say('acknowledged', person, when, sure && when.to < end.from && !mayBeSilent);
    }
  }
  for (const person of new Set(told.map((one) => one.person))) {
    const sure = told.some((one) => one.person === person && one.must);
    say('cleared', person, end, sure);
  }
  return found;
}

function hushesOf(root: Root, { hushes }: Story): readonly Hush[] {
  const condition = root.kind === 'link' ? 'link-down' : 'device-unreachable';
  const isLike = (pattern: string): boolean =>
    pattern.endsWith('*') ? root.id.startsWith(pattern.slice(0, -1)) : pattern === root.id;
  return hushes.filter(
    ({ elements, districts, conditions }) =>
      (elements?.some(isLike) ?? true) &&
      (districts?.includes(districtOf(root)) ?? true) &&
      (conditions?.includes(condition) ?? true),
  );
}

/** What falls into a silence comes at its end; what comes at about its beginning may come then or at its end. */
function afterHush(when: Some, hushes: readonly Hush[]): Some {
  for (const { from, to } of hushes) {
    if (when.to < from - stepMs || when.from >= to) continue;
    const isInside = when.from > from + 2 * stepMs && when.to < to;
    return { from: isInside ? to : when.from, to: Math.max(when.to, to) + 2 * stepMs };
  }
  return when;
}

/** By RFC 2439 with the figures that the papers name: 1,000 a fall, halved in 15 minutes, from 2,000 on until below 750. */
function flapping(trouble: Trouble, story: Story): readonly Expected[] {
  const halfLifeMs = 15 * 60_000;
  let [value, at, began] = [0, 0, Number.NaN];
  for (const { from } of trouble.broken) {
    const fall = pollAfter(from);
    value = Math.min(12_000, value * 2 ** (-(fall - at) / halfLifeMs) + 1_000);
    at = fall;
    if (value >= 2_000 && Number.isNaN(began)) began = fall;
  }
  if (Number.isNaN(began)) return [];
  const quiet = at + halfLifeMs * Math.log2(value / 750);
  const last = trouble.broken.at(-1) ?? { from: 0, to: 0 };
  const outage = openedBy(trouble.root, last, story);
  const open = { from: began, to: began + stepMs };
  if (outage === undefined) return courseOf(trouble, { open, end: { from: quiet, to: quiet + 2 * stepMs } }, story);
  const over = { from: Math.max(outage.end.from, quiet), to: Math.max(outage.end.to, quiet + periodMs + 2 * stepMs) };
  return [
    ...courseOf(trouble, { open, end: outage.open }, story),
    ...courseOf(trouble, { open: outage.open, end: over }, story),
  ];
}
