/** Availability and response: the time of business systems as the points of a unit live them. */
import { message } from '../../../core/index.ts';
import type { IndicatorSettings } from '../../../inventory/index.ts';
import { sumOf } from '../../availability/account.ts';
import type { TimeAccount } from '../../availability/model.ts';
import type { ToldStory } from '../../report/uptime/stories.ts';
import type { AssessmentFacts } from '../facts.ts';
import type { CardEvidence, Finding, Measure, Unit } from '../model.ts';
import { found, notFound } from './found.ts';

/** What is lived at each point: its services; where nobody watches them, the point itself. */
function livedAt({ stories }: Pick<AssessmentFacts, 'stories'>, { pointIds }: Unit): readonly ToldStory[] {
  return pointIds.flatMap((id) => {
    const all = stories.get(id) ?? [];
    const views = all.filter(({ table }) => table === 'views');
    return views.length > 0 ? views : all.filter(({ table }) => table === 'points');
  });
}

type Hours = IndicatorSettings['hours'];
const timeOf = ({ account }: ToldStory, hours: Hours): TimeAccount =>
  hours === 'service' ? account.inServiceHours : account.total;

/** Up and degraded are there, down is not. */
export function availability(facts: AssessmentFacts, unit: Unit, { hours }: Pick<IndicatorSettings, 'hours'>): Finding {
  const lived = livedAt(facts, unit);
  return lasting(lived, hours, ({ upMs, degradedMs, downMs, unknownMs }) => ({
    good: upMs + degradedMs,
    bad: downMs,
    unknown: unknownMs,
  }));
}

/** Only up is in time: who is slow or down is not. Where nobody tries services nobody knows how fast they are. */
export function response(facts: AssessmentFacts, unit: Unit, { hours }: Pick<IndicatorSettings, 'hours'>): Finding {
  const views = livedAt(facts, unit).filter(({ table }) => table === 'views');
  if (views.length === 0) return notFound('no-services');
  return lasting(views, hours, ({ upMs, degradedMs, downMs, unknownMs }) => ({
    good: upMs,
    bad: degradedMs + downMs,
    unknown: unknownMs,
  }));
}

function lasting(lived: readonly ToldStory[], hours: Hours, read: (time: TimeAccount) => Measure): Finding {
  const whole = sumOf(lived.map((story) => timeOf(story, hours)));
  const views = lived.filter(({ table }) => table === 'views').length;
  return found({
    unit: 'ms',
    measure: read(whole),
    none: whole.wholeMs === 0 ? 'no-time' : 'all-announced',
    inputs: [
      ...(views === 0 ? [] : [message('assessment.input.views', { count: views })]),
      ...(views === lived.length ? [] : [message('assessment.input.points', { count: lived.length - views })]),
      ...(hours === 'service' ? [message('assessment.input.service-hours')] : []),
      ...(whole.maintenanceMs === 0
        ? []
        : [message('assessment.input.announced', { hours: hoursText(whole.maintenanceMs) })]),
    ],
    evidence: evidenceOf(lived, hours),
  });
}

const hoursText = (ms: number): string => (ms / 3_600_000).toFixed(2);

/** Outages, the longest first. */
function evidenceOf(lived: readonly ToldStory[], hours: Hours): readonly CardEvidence[] {
  return lived
    .flatMap((story) => story.account.outages.map((outage) => ({ story, outage })))
    .map(({ story, outage }) => ({ story, outage, ms: hours === 'service' ? outage.inServiceHoursMs : outage.downMs }))
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms || a.outage.from - b.outage.from)
    .map(({ story, outage }) => ({
      about: story.subject,
      what: outage.first.reason,
      from: outage.from,
      to: outage.to,
      record: undefined,
    }));
}
