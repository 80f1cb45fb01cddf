import type { EpochMs, Log } from '../../core/index.ts';
import type { EscalationSettings, PagingSettings } from '../../inventory/index.ts';
import type { Store } from '../../store/index.ts';
import type { Incident } from '../incident.ts';
import { beginCourse, type Course, type CourseEffect, type CourseEvent, stepCourse } from './escalation.ts';
import { pagingLimits } from './model.ts';
import type { Way } from './recipients.ts';

export const courseCollection = 'page-courses';

/** A course with what else is known of it; the whole is one document. */
export interface KeptCourse {
  readonly course: Course;
  /** Of the notice that raised it. */
  readonly noticeKey: string;
  /** Who was told, so that they also hear how it goes on. */
  readonly told: readonly Way[];
}

/** Courses of incidents, each on disk. What they are to do is handed out; what became of it is noted here. */
export interface Courses {
  load(): Promise<void>;
  get(incidentId: string): KeptCourse | undefined;
  begin(incident: Incident, teamId: string, policy: EscalationSettings, noticeKey: string, at: EpochMs): KeptCourse;
  step(incidentId: string, event: CourseEvent): readonly CourseEffect[];
  told(incidentId: string, ways: readonly Way[]): void;
  /** Nobody could be told by a step: the next one is taken now. */
  hurry(incidentId: string, at: EpochMs): void;
  /** Whose time has come. */
  due(at: EpochMs): readonly string[];
  active(): readonly string[];
}

export function createCourses(deps: {
  readonly store: Pick<Store, 'put' | 'documents'>;
  readonly log: Log;
  readonly paging: () => PagingSettings;
}): Courses {
  const { store, log, paging } = deps;
  const courses = new Map<string, KeptCourse>();

  const keep = (kept: KeptCourse): KeptCourse => {
    const { incidentId } = kept.course;
    courses.set(incidentId, kept);
    store.put({ collection: courseCollection, key: incidentId, body: kept });
    for (const [id, { course }] of courses) {
      if (courses.size <= pagingLimits.courses) break;
      if (course.phase !== 'ended') continue;
      courses.delete(id);
      store.put({ collection: courseCollection, key: id, body: undefined });
    }
    return kept;
  };

  /** As it is declared now; a team or policy that was taken out has no step left. */
  const policyOf = ({ teamId }: Course) => {
    const { teams, policies } = paging();
    const policyId = teams.find(({ id }) => id === teamId)?.policyId;
    const gone = { steps: [], repeats: 0, repeatAfterSeconds: 0, repageSeconds: undefined };
    return policies.find(({ id }) => id === policyId) ?? gone;
  };

  return {
    async load() {
      for (const { key, body } of await store.documents(courseCollection)) {
        const kept = readCourse(body);
        if (kept !== undefined && !courses.has(key)) courses.set(key, kept);
        else if (kept === undefined) log.warn({ key }, 'page-course-unreadable');
      }
    },
    get: (incidentId) => courses.get(incidentId),
    begin: (incident, teamId, policy, noticeKey, at) =>
      keep({ course: beginCourse({ incidentId: incident.id, teamId }, policy, at), noticeKey, told: [] }),
    step(incidentId, event) {
      const kept = courses.get(incidentId);
      if (kept === undefined) return [];
      const { course, effects } = stepCourse(kept.course, event, policyOf(kept.course));
      if (course !== kept.course) keep({ ...kept, course });
      return effects;
    },
    told(incidentId, ways) {
      const kept = courses.get(incidentId);
      if (kept === undefined) return;
      const nameOf = ({ recipientId }: Way): string => recipientId;
      const told = new Map([...kept.told, ...ways].map((way) => [nameOf(way), way]));
      keep({ ...kept, told: [...told.values()] });
    },
    hurry(incidentId, at) {
      const kept = courses.get(incidentId);
      if (kept?.course.phase !== 'running' || kept.course.step === 0) return;
      keep({ ...kept, course: { ...kept.course, dueAt: at } });
    },
    due: (at) =>
      [...courses.values()].flatMap(({ course: { incidentId, phase, dueAt } }) =>
        phase !== 'ended' && dueAt !== undefined && dueAt <= at ? [incidentId] : [],
      ),
    active: () =>
      [...courses.values()].flatMap(({ course: { incidentId, phase } }) => (phase === 'ended' ? [] : [incidentId])),
  };
}

function readCourse(body: unknown): KeptCourse | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { course, noticeKey, told } = body as Partial<KeptCourse>;
  if (typeof noticeKey !== 'string' || !Array.isArray(told) || typeof course?.incidentId !== 'string') return undefined;
  if (!['running', 'acknowledged', 'exhausted', 'ended'].includes(String(course.phase))) return undefined;
  if (![course.step, course.round, course.repage].every(Number.isSafeInteger)) return undefined;
  return { course: { ...course, dueAt: course.dueAt ?? undefined } as Course, noticeKey, told };
}
