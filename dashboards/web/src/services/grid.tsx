import type { WireService, WireServices } from '../../../../api/wire-services.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { Go } from '../router.tsx';
import { duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { PhaseBar } from './phase-bar.tsx';
import { milliseconds, nameOf } from './words.ts';

/** Bars are drawn on this width at least, so that fast services look fast. */
const leastWidthMs = 500;

/** Every system in every district: one look says what is lost where. What is the city's alone stands above. */
export function ServiceGrid({ services, systems, districts, now }: WireServices & { readonly now: number }) {
  const t = useWords();
  const at = new Map(services.map((service) => [`${service.system} ${service.districtId}`, service]));
  const isOfDistrict = (service: WireService) => districts.some(({ id }) => id === service.districtId);
  const alone = services.filter((service) => !isOfDistrict(service));
  const rows = systems.filter(({ id }) => districts.some((district) => at.has(`${id} ${district.id}`)));
  const mostMs = Math.max(leastWidthMs, ...services.map(({ phases }) => phases?.total ?? 0));
  return (
    <>
      {alone.length === 0 ? null : (
        <div class="service-alone">
          {alone.map((service) => (
            <Cell key={service.id} service={service} named mostMs={mostMs} now={now} />
          ))}
        </div>
      )}
      <div class="service-scroll">
        <table class="service-grid">
          <thead>
            <tr>
              <th scope="col">{t('dashboards.services.system')}</th>
              {districts.map((district) => (
                <th key={district.id} scope="col">
                  {nameOf(district, t)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((system) => (
              <tr key={system.id}>
                <th scope="row">{nameOf(system, t)}</th>
                {districts.map((district) => {
                  const service = at.get(`${system.id} ${district.id}`);
                  return (
                    <td key={district.id}>
                      {service === undefined ? null : <Cell service={service} mostMs={mostMs} now={now} />}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Cell({
  service,
  mostMs,
  now,
  named = false,
}: {
  readonly service: WireService;
  readonly mostMs: number;
  readonly now: number;
  readonly named?: boolean;
}) {
  const t = useWords();
  const { id, state, phases, points, since, reason, maintenance, root } = service;
  const lost = points.down;
  const isWell = state === 'up';
  const behind = root === null || (root.kind === 'service' && root.id === id) ? '' : ` · ${root.id}`;
  return (
    <Go
      to={`/services/${encodeURIComponent(id)}`}
      class={`service-cell s-${state}${maintenance === null ? '' : ' is-worked-on'}`}
      aria-label={`${nameOf(service, t)}: ${t.message(reason)}`}
    >
      <span class="service-cell-head">
        <StateMark state={state} bare />
        {named ? <b>{nameOf(service, t)}</b> : null}
        <span class="service-cell-figure">
          {isWell ? milliseconds(phases?.total) : duration(now - Date.parse(since), t.language)}
        </span>
      </span>
      {phases === null ? null : <PhaseBar phases={phases} mostMs={mostMs} height={6} />}
      {lost === 0 ? null : (
        <span class="service-cell-lost">
          {t('dashboards.services.points-lost', { count: lost })}
          {behind}
        </span>
      )}
      {maintenance === null ? null : <span class="service-cell-work">{t('dashboards.maintenance.now')}</span>}
    </Go>
  );
}
