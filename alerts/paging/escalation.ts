/** Who is told next, and when nobody has to be: a pure machine, one course for each incident. */
import type { EpochMs } from '../../core/index.ts';
import type { EscalationSettings } from '../../inventory/index.ts';

/**
 * `running`: steps are taken as their times come; `acknowledged`: somebody takes care; `exhausted`: every step was taken, and nobody
 * answered; `ended`: the incident is over. The two in the middle begin again when the policy says that it is told again.
 */
export interface Course {
  readonly incidentId: string;
  readonly teamId: string;
  readonly phase: 'running' | 'acknowledged' | 'exhausted' | 'ended';
  /** The next step. */
  readonly step: number;
  /** How often the steps began again because nobody answered, and how often because it is still open. */
  readonly round: number;
  readonly repage: number;
  readonly dueAt: EpochMs | undefined;
}

export type CourseEvent = {
  readonly what: 'raised' | 'time' | 'acknowledged' | 'cleared';
  readonly at: EpochMs;
};

export type CourseEffect =
  | {
      readonly do: 'page';
      readonly step: number;
      readonly event: 'raised' | 'escalated' | 'reminded';
      /** `<repage>.<round>.<step>`: no two pages of a course have the same. */
      readonly mark: string;
    }
  /** Those who were told hear that somebody takes care, or that it is over. */
  | { readonly do: 'tell'; readonly event: 'acknowledged' | 'cleared' }
  | { readonly do: 'exhausted' };

export interface CourseStep {
  readonly course: Course;
  readonly effects: readonly CourseEffect[];
}

type Policy = Pick<EscalationSettings, 'steps' | 'repeats' | 'repeatAfterSeconds' | 'repageSeconds'>;

/** The course of an incident that is raised now; its first step is taken by the next `time`. */
export function beginCourse(ids: Pick<Course, 'incidentId' | 'teamId'>, policy: Policy, at: EpochMs): Course {
  return { ...ids, ...begun(policy, at), round: 0, repage: 0 };
}

/** One event. The policy may be another one than before, as after a reload: what is beyond its steps is over. */
export function stepCourse(course: Course, { what, at }: CourseEvent, policy: Policy): CourseStep {
  if (course.phase === 'ended') return { course, effects: [] };
  if (what === 'cleared')
    return {
      course: { ...course, phase: 'ended', dueAt: undefined },
      effects: [{ do: 'tell', event: 'cleared' }],
    };
  if (what === 'acknowledged')
    return {
      course: { ...course, phase: 'acknowledged', dueAt: laterBy(policy.repageSeconds, at) },
      effects: [{ do: 'tell', event: 'acknowledged' }],
    };
  const effects: CourseEffect[] = [];
  let now = course;
  // Each turn takes a step, begins again or rests: bounded by steps that have no time-out.
  for (let turns = 0; turns < mostTurns && now.dueAt !== undefined && now.dueAt <= at; turns += 1) {
    now = now.phase === 'running' ? runStep(now, at, policy, effects) : again(now, at, policy);
  }
  return { course: now, effects };
}

const mostTurns = 50;

const laterBy = (seconds: number | undefined, at: EpochMs): EpochMs | undefined =>
  seconds === undefined ? undefined : at + seconds * 1_000;

function begun(policy: Policy, at: EpochMs): Pick<Course, 'phase' | 'step' | 'dueAt'> {
  return { phase: 'running', step: 0, dueAt: laterBy(policy.steps[0]?.afterSeconds, at) };
}

/** Still open long after somebody took care, or after nobody did: from the first step, without its wait. */
function again(course: Course, at: EpochMs, policy: Policy): Course {
  return { ...course, ...begun(policy, at), dueAt: at, round: 0, repage: course.repage + 1 };
}

function runStep(course: Course, at: EpochMs, policy: Policy, effects: CourseEffect[]): Course {
  const { step, round, repage } = course;
  if (step < policy.steps.length) {
    const event = step > 0 || round > 0 ? 'escalated' : repage > 0 ? 'reminded' : 'raised';
    effects.push({ do: 'page', step, event, mark: `${repage}.${round}.${step}` });
    const next = policy.steps[step + 1];
    // A step waits from when the one before it was really taken: after a stop nobody is told everything at once.
    if (next !== undefined) return { ...course, step: step + 1, dueAt: laterBy(next.afterSeconds, at) };
  }
  if (policy.steps.length > 0 && round < policy.repeats)
    return { ...course, step: 0, round: round + 1, dueAt: laterBy(policy.repeatAfterSeconds, at) };
  effects.push({ do: 'exhausted' });
  return { ...course, phase: 'exhausted', step: 0, dueAt: laterBy(policy.repageSeconds, at) };
}
