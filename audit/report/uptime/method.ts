/** How the figures of an uptime report are made, and what they cannot say. */
import { type Message, message } from '../../../core/index.ts';
import { reportBounds } from '../model.ts';
import type { UptimeInput } from './build.ts';
import type { Stories } from './stories.ts';

const clockText = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');

export function methodOf(input: UptimeInput, { all, terms }: Stories): readonly Message[] {
  const { pollPeriodSeconds, staleAfterSeconds, target, calendar } = input;
  const hours = calendar.hours.map(({ fromMinutes, toMinutes }) => `${clockText(fromMinutes)}-${clockText(toMinutes)}`);
  const hasViews = all.some(({ table }) => table === 'views');
  return [
    message('report.method.polled', { period: pollPeriodSeconds, stale: staleAfterSeconds }),
    ...(hasViews ? [message('report.method.views')] : []),
    message('report.method.words'),
    message('report.method.unknown'),
    message('report.method.availability'),
    message('report.method.hours', {
      hours: hours.join(', ') || '–',
      weekdays: calendar.weekdays.join(', ') || '–',
      holidays: calendar.holidays.length,
      worked: calendar.makeUpDays.length,
    }),
    message('report.method.maintenance'),
    message('report.method.outages'),
    ...(hasViews ? [message('report.method.told')] : []),
    ...(Object.keys(terms.contracts).length > 0 ? [message('report.method.contract')] : []),
    message('report.method.forecast'),
    message('report.method.verdict', { target: `${Math.floor(target * 1e6) / 1e4}%` }),
  ];
}

export function limitsOf({ pollPeriodSeconds, head, evidence }: UptimeInput, stories: Stories): readonly Message[] {
  const hasViews = stories.all.some(({ table }) => table === 'views');
  return [
    message('report.limit.between-polls', { period: pollPeriodSeconds }),
    ...(stories.unwatched > 0 ? [message('report.limit.unwatched', { count: stories.unwatched })] : []),
    message(hasViews ? 'report.limit.derived' : 'report.limit.not-service'),
    ...(Object.keys(stories.terms.contracts).length > 0 ? [message('report.limit.contract')] : []),
    message('report.limit.terms'),
    message('report.limit.snmp'),
    message('report.limit.clock'),
    message('report.limit.collector'),
    message('report.limit.left-out'),
    ...(head === null ? [message('report.limit.no-ledger')] : []),
    ...(head !== null && evidence.differs !== undefined
      ? [message('report.limit.differs', { ...evidence.differs })]
      : []),
    ...(head !== null && !evidence.complete && evidence.differs === undefined
      ? [message('report.limit.not-all-records', { most: reportBounds.evidenceRecords })]
      : []),
  ];
}
