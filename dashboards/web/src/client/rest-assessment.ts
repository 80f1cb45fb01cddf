import type { WireAssessment, WireAssessmentCard, WireAssessments } from '../../../../api/wire-assessment.ts';
import type { WireProposal } from '../../../../api/wire-keeping.ts';
import type { WireReportJob } from '../../../../api/wire-reports.ts';
import { ask } from './rest.ts';

const at = (...parts: readonly string[]): string => `/assessments/${parts.map(encodeURIComponent).join('/')}`;

/** The requests of score cards. */
export const assessmentRest = {
  list: () => ask<WireAssessments>('GET', '/assessments'),
  ranking: (id: string) => ask<WireAssessment>('GET', at(id)),
  card: (id: string, kind: string, unit: string) => ask<WireAssessmentCard>('GET', at(id, 'cards', kind, unit)),
  close: (id: string, reason: string) => ask<WireProposal>('POST', at(id, 'close'), { body: { reason } }),
  report: (id: string, language: WireReportJob['language']) =>
    ask<WireReportJob>('POST', at(id, 'report'), { body: { language } }),
  fileUrl: (id: string, format: 'csv' | 'json', language: string) =>
    `/api/v1${at(id, 'file')}?format=${format}&language=${language}`,
};
