import type { WireDutySpan, WirePerson, WireRoster } from '../../../../api/wire-paging.ts';
import { pagingRest } from '../client/rest-paging.ts';
import { dateTime } from '../text/format.ts';
import type { TextKey, Words } from '../text/language.ts';
import { colours, nameOf } from './names.ts';

const whys: Readonly<Record<string, TextKey>> = {
  'day-off': 'dashboards.duty.by.day-off',
  override: 'dashboards.duty.by.override',
};
const causes: Readonly<Record<string, TextKey>> = {
  before: 'dashboards.duty.gap.before',
  after: 'dashboards.duty.gap.after',
  away: 'dashboards.duty.gap.away',
};
/** Turns that stand in words; the drawing shows all. */
const shownTurns = 12;

/** One roster: who is on call now, the turns of the weeks to come drawn and in words, and where nobody is. */
export function RosterCard({
  roster,
  people,
  period,
  t,
}: {
  readonly roster: WireRoster;
  readonly people: ReadonlyMap<string, WirePerson>;
  readonly period: { readonly from: number; readonly to: number };
  readonly t: Words;
}) {
  const { now, spans, teams, handOver, id } = roster;
  const [current] = spans;
  const who = [...new Set(spans.flatMap(({ personId }) => personId ?? []))];
  const gaps = spans.filter(({ personId }) => personId === null).length;
  const name = (personId: string | null): string => {
    const person = people.get(personId ?? '');
    return person === undefined ? (personId ?? t('dashboards.duty.nobody')) : nameOf(person, t);
  };
  const districts = teams.flatMap(({ districtIds }) => districtIds).join(t.language === 'en' ? ', ' : '、');
  const until = current === undefined ? '' : t('dashboards.duty.until', { time: dateTime(current.to) });
  return (
    <section
      class={`panel duty-card${now.personId === null ? ' is-gap' : ''}`}
      data-roster={id}
      aria-label={nameOf(roster, t)}
    >
      <div class="panel-head">
        <h2>{nameOf(roster, t)}</h2>
        <span class="muted">
          {t('dashboards.duty.serves', { districts: districts === '' ? '–' : districts })} ·{' '}
          {t('dashboards.duty.hand-over', { time: handOver })}
        </span>
      </div>
      <p class="duty-now">
        <span class="muted">{t('dashboards.duty.now')}</span>
        <b>{name(now.personId)}</b>
        <span class="muted">{until}</span>
        {gaps === 0 ? null : <b class="duty-gaps">{t('dashboards.duty.gaps', { count: gaps })}</b>}
      </p>
      <Strip
        spans={spans}
        who={who}
        period={period}
        label={(span) => `${name(span.personId)} ${dateTime(span.from)}`}
      />
      <ol class="duty-turns">
        {spans.slice(0, shownTurns).map((span) => (
          <li key={span.from} class={span.personId === null ? 'is-gap' : ''}>
            <i class={`duty-dot ${colourOf(span, who)}`} />
            <time dateTime={span.from}>{dateTime(span.from)}</time>
            <b>{name(span.personId)}</b>
            <span class="muted">{whyOf(span, name, t)}</span>
          </li>
        ))}
      </ol>
      <a href={pagingRest.calendarUrl(id)} download={`duty-${id}.ics`}>
        {t('dashboards.duty.calendar')}
      </a>
    </section>
  );
}

function whyOf(span: WireDutySpan, name: (id: string | null) => string, t: Words): string {
  const cause = causes[span.cause ?? ''];
  if (cause !== undefined) return t(cause, { name: name(span.awayId) });
  const why = whys[span.by ?? ''];
  return [why === undefined ? '' : t(why), span.reason ?? ''].filter((text) => text !== '').join(' · ');
}

function colourOf({ personId }: WireDutySpan, who: readonly string[]): string {
  return personId === null ? 'duty-gap' : `duty-c${who.indexOf(personId) % colours}`;
}

const width = 1_000;
const height = 26;
const dayMs = 86_400_000;

/** The turns as one strip; each week has a line. */
function Strip({
  spans,
  who,
  period,
  label,
}: {
  readonly spans: readonly WireDutySpan[];
  readonly who: readonly string[];
  readonly period: { readonly from: number; readonly to: number };
  readonly label: (span: WireDutySpan) => string;
}) {
  const at = (time: string): number =>
    ((Math.min(Date.parse(time), period.to) - period.from) / (period.to - period.from)) * width;
  const weeks = Array.from({ length: Math.floor((period.to - period.from) / (7 * dayMs)) }, (_, n) => n + 1);
  return (
    <svg class="duty-strip" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {spans.map((span) => (
        <rect
          key={span.from}
          class={colourOf(span, who)}
          x={at(span.from)}
          y={0}
          width={Math.max(1, at(span.to) - at(span.from))}
          height={height}
        >
          <title>{label(span)}</title>
        </rect>
      ))}
      {weeks.map((week) => {
        const x = ((week * 7 * dayMs) / (period.to - period.from)) * width;
        return <line key={week} x1={x} x2={x} y1={0} y2={height} />;
      })}
    </svg>
  );
}
