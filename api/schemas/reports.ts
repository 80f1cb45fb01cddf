import { Type } from '@fastify/type-provider-typebox';
import { madeKinds, reportKinds } from '../../audit/index.ts';
import type { WireKeptReport, WireReport, WireReportJob } from '../wire-reports.ts';
import { closed, count, id, orNull, text, time, words } from './parts.ts';

const kind = words(reportKinds);
const language = words(['zh-CN', 'en'] as const);
const share = Type.Number({ minimum: 0, maximum: 1 });

export const reportWish = closed({
  kind: words(madeKinds),
  scope: Type.String({
    minLength: 1,
    maxLength: 210,
    description:
      '`city`, `district:ID`, `office:ID` or `point:ID`; of uptime also `link:ID` and `service:ID`; of a bulletin `city` or `district:ID`',
  }),
  from: Type.String({
    minLength: 4,
    maxLength: 40,
    description: 'A day, month or year in the time zone of the city, or an instant with its zone',
  }),
  to: Type.String({ minLength: 4, maxLength: 40, description: 'As `from`; a day, month or year is included' }),
  language: Type.Optional(language),
});

export const reportJob = Type.Unsafe<WireReportJob>(
  closed({
    id,
    kind,
    scope: text,
    from: time,
    to: time,
    language,
    madeBy: text,
    requestedAt: time,
    state: words(['waiting', 'running', 'done', 'failed'] as const),
    stage: orNull(words(['reading', 'judging', 'proving', 'drawing', 'recording'] as const)),
    share: Type.Number({ minimum: 0, maximum: 1, description: 'Of the stage' }),
    reason: orNull(Type.String({ description: 'Why it failed, in the language of Accept-Language' })),
    remedy: orNull(Type.String({ description: 'What helps against it, in the same language' })),
  }),
);

export const keptReport = Type.Unsafe<WireKeptReport>(
  closed({
    id,
    kind,
    title: text,
    scope: closed({
      kind: words(['city', 'district', 'office', 'point', 'link', 'service', 'drill', 'assessment'] as const),
      id,
      name: text,
    }),
    period: closed({ from: time, to: time, timeZone: text }),
    language,
    madeAt: time,
    madeBy: text,
    verdict: words(['pass', 'fail', 'unknown', 'waived'] as const),
    coverage: share,
    findings: count,
    record: Type.Integer({ minimum: 0, description: 'Its place in the evidence ledger' }),
    files: Type.Record(Type.String(), count, { description: 'Name to bytes; the zip holds all the others' }),
  }),
);

export const report = Type.Unsafe<WireReport>(closed({ job: orNull(reportJob), report: orNull(keptReport) }));

export const reports = closed({ jobs: Type.Array(reportJob), reports: Type.Array(keptReport) });
