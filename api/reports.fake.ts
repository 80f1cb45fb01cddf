import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptReport } from '../audit/index.ts';
import type { ReportsPort } from './ports.ts';

/** The report of a closed assessment, of one file in `place`, ready as soon as it is asked for; what was asked is kept in `asked`. */
export function fakeReports(place: string, asked: string[] = []): ReportsPort {
  const id = 'assessment-1970-Q1-1';
  const times = { from: 0, to: 1_000, requestedAt: 0 };
  const about = { id, kind: 'assessment', language: 'en', madeBy: 'access token' } as const;
  const job = { ...about, ...times, scope: 'assessment:1970-Q1@1', state: 'done', stage: null, share: 1 } as const;
  const kept: KeptReport = {
    ...about,
    ...{ title: 'Assessment', scope: { kind: 'assessment', id: '1970-Q1@1', name: '' }, verdict: 'pass', record: 7 },
    period: { from: '1970-01-01T00:00:00.000Z', to: '1970-01-01T00:00:01.000Z', timeZone: 'Asia/Shanghai' },
    ...{ madeAt: '1970-04-01T00:00:00.000Z', coverage: 1, findings: 0 },
    files: { [`${id}.zip`]: 3, 'report.html': 4 },
  };
  writeFileSync(join(place, `${id}.zip`), 'zip');
  writeFileSync(join(place, 'report.html'), 'html');
  return {
    ask: () => {
      throw new Error('nobody asks so');
    },
    askAssessment({ assessmentId, language }) {
      asked.push(`${assessmentId} ${language}`);
      return { ok: true, job: { ...job, reason: null, remedy: null } };
    },
    jobs: () => [],
    job: () => undefined,
    kept: () => [kept],
    fileOf: (_id, name) => join(place, name),
  };
}
