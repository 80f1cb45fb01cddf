import type { WireImpact, WireImpactElement, WireSinglePoints } from '../../../../api/wire-impact.ts';
import { Panel } from '../parts/detail.tsx';
import { Go, pathOf } from '../router.tsx';
import { useWords, type Words } from '../text/language.ts';
import { officeName } from '../text/places.ts';
import { keyOf, type Picks } from './picks.ts';
import { type ElementNames, serviceName } from './words.ts';

/** The answer in one look: a sentence, and how many offices, points and services. */
export function ImpactHead({
  impact,
  picks,
  names,
}: {
  readonly impact: WireImpact;
  readonly picks: Picks;
  readonly names: ElementNames;
}) {
  const t = useWords();
  const { counts, offices, points, services } = impact;
  const losing = points.filter(({ lost }) => lost.length > 0).length;
  const state =
    counts.lost + counts.noLogin > 0 ? 'down' : counts.unknown > 0 ? 'unknown' : counts.atRisk > 0 ? 'degraded' : 'up';
  const figures: readonly (readonly [string, number])[] = [
    [t('dashboards.impact.offices'), offices.length],
    [t('dashboards.impact.points'), losing],
    [t('dashboards.impact.services'), services.filter(({ lost }) => lost > 0).length],
  ];
  return (
    <header class={`impact-head s-${state}`}>
      <div class="impact-sentence" role="status">
        <span class="muted">{whose(impact, picks, names, t)}</span>
        <h1>{sentence(impact, losing, t)}</h1>
        {more(impact, t).map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
      <dl class="impact-figures">
        {figures.map(([name, value]) => (
          <div key={name} class={value > 0 ? 'some' : ''}>
            <dd>{value}</dd>
            <dt>{name}</dt>
          </div>
        ))}
      </dl>
    </header>
  );
}

function whose({ isPresent }: WireImpact, { elements }: Picks, names: ElementNames, t: Words): string {
  if (elements.length === 0) return t('dashboards.impact.now');
  const some = elements.slice(0, 3).map(names.name);
  const list = elements.length > some.length ? [...some, '…'] : some;
  const key = isPresent ? 'dashboards.impact.if-now' : 'dashboards.impact.if';
  return t(key, { elements: list.join(t.language === 'en' ? ', ' : '、') });
}

function sentence({ counts, points, offices }: WireImpact, losing: number, t: Words): string {
  if (counts.lost === 0) {
    if (counts.noLogin > 0) return t('dashboards.impact.only-no-login');
    return t(counts.unknown > 0 ? 'dashboards.impact.none-known' : 'dashboards.impact.none');
  }
  if (counts.noLogin > counts.lost) {
    const shut = points.filter(({ noLogin }) => noLogin.length > 0);
    const of = new Set(shut.map(({ officeId }) => officeId)).size;
    return t('dashboards.impact.no-login', { offices: of, points: shut.length });
  }
  const whole = points.filter(({ lost, services }) => lost.length === services).length;
  return t(whole === losing ? 'dashboards.impact.all-lost' : 'dashboards.impact.some-lost', {
    offices: offices.length,
    points: losing,
    views: counts.lost,
  });
}

function more({ counts }: WireImpact, t: Words): readonly string[] {
  return [
    ...(counts.noLogin > 0 && counts.noLogin <= counts.lost
      ? [t('dashboards.impact.more.no-login', { views: counts.noLogin })]
      : []),
    ...(counts.atRisk > 0 ? [t('dashboards.impact.more.risk', { views: counts.atRisk })] : []),
    ...(counts.unknown > 0 ? [t('dashboards.impact.more.unknown', { views: counts.unknown })] : []),
  ];
}

const shownOffices = 80;

/** Who loses what: offices with their points, and services with how many points lose them. */
export function ImpactLists({ impact }: { readonly impact: WireImpact }) {
  const t = useWords();
  const { offices, points, services } = impact;
  const lostAt = new Map(points.map((point) => [point.id, point]));
  const lost = services.filter((service) => service.lost > 0);
  if (offices.length + lost.length === 0) return null;
  return (
    <>
      <Panel title={t('dashboards.impact.lost-offices')}>
        <ul class="impact-list">
          {offices.slice(0, shownOffices).map(({ id, nameZh, pointIds }) => (
            <li key={id} data-office={id}>
              <b>{officeName({ officeId: id, officeNameZh: nameZh }, t.language)}</b>
              {pointIds.map((pointId) => {
                const point = lostAt.get(pointId);
                return (
                  <Go key={pointId} class="chip" to={pathOf('point', pointId)}>
                    {pointId} {point?.lost.length}/{point?.services}
                  </Go>
                );
              })}
            </li>
          ))}
        </ul>
        {offices.length > shownOffices ? (
          <p class="muted">{t('dashboards.incident.more', { count: offices.length - shownOffices })}</p>
        ) : null}
      </Panel>
      <Panel title={t('dashboards.impact.lost-services')}>
        <ul class="impact-list">
          {lost.slice(0, shownOffices).map((service) => (
            <li key={service.id} data-service={service.id}>
              <span>{serviceName(service, t)}</span>
              <small class="muted">{service.id}</small>
              <b class="number">
                {service.lost}/{service.points}
              </b>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}

const shownSingles = 12;

/** The elements whose failure alone takes most, to be tried with a click. */
export function SingleList({
  singles,
  names,
  pick,
}: {
  readonly singles: WireSinglePoints;
  readonly names: ElementNames;
  readonly pick: (element: WireImpactElement) => void;
}) {
  const t = useWords();
  return (
    <Panel
      title={t('dashboards.impact.singles')}
      side={<span class="muted">{t('dashboards.impact.singles-count', { count: singles.items.length })}</span>}
    >
      <ul class="impact-list">
        {singles.items.slice(0, shownSingles).map(({ element, points, lost, noLogin }) => (
          <li key={keyOf(element)}>
            <button type="button" class="row-button" onClick={() => pick(element)}>
              {names.name(element)}
            </button>
            <small class="muted">{t('dashboards.impact.single-row', { points })}</small>
            <b class="number">{lost + noLogin}</b>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
