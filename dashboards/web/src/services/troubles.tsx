import type { WireRoot, WireService, WireServices, WireView } from '../../../../api/wire-services.ts';
import { Panel } from '../parts/detail.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { nameOf, phaseTexts } from './words.ts';

/** Services that are not well, by what is behind them: the cause first, and what it takes. */
export function ServiceTroubles({ services, districts, now }: WireServices & { readonly now: number }) {
  const t = useWords();
  const bad = services.filter(({ state }) => state === 'down' || state === 'degraded');
  if (bad.length === 0) return null;
  const byRoot = Map.groupBy(bad, ({ root, id }) => (root === null ? `service ${id}` : `${root.kind} ${root.id}`));
  const groups = [...byRoot.values()].sort((a, b) => lostIn(b) - lostIn(a));
  return (
    <Panel title={t('dashboards.services.troubles')}>
      <ul class="service-troubles">
        {groups.map((group) => {
          const [first] = group;
          if (first === undefined) return null;
          const isShared = first.root !== null && !(first.root.kind === 'service' && first.root.id === first.id);
          const since = Math.min(...group.map((service) => Date.parse(service.since)));
          return (
            <li key={`${first.id} ${first.root?.id}`} class={`s-${first.state}`}>
              <StateMark state={first.state} />
              <span class="service-trouble-names">
                {isShared && first.root !== null ? (
                  <b>
                    {t('dashboards.services.behind')} <RootLink root={first.root} />
                  </b>
                ) : null}
                {group.map((service) => (
                  <Go key={service.id} class="chip" to={`/services/${encodeURIComponent(service.id)}`}>
                    {nameOf(service, t)} · {districtOf(service, districts, t.language)}
                  </Go>
                ))}
              </span>
              <span>
                {first.failedPhase === null ? null : <b>{t(phaseTexts[first.failedPhase])}: </b>}
                {t.message(first.reason)}
              </span>
              <span class="muted" title={dateTime(since)}>
                {t('dashboards.since', { duration: duration(now - since, t.language) })}
                {lostIn(group) === 0 ? '' : ` · ${t('dashboards.services.points-lost', { count: lostIn(group) })}`}
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

/** What takes a service from a point, and in which way. */
export function ViewReason({ view: { roots, reason } }: { readonly view: WireView }) {
  const t = useWords();
  return (
    <span>
      {roots.map((root) => (
        <RootLink key={`${root.kind} ${root.id}`} root={root} />
      ))}{' '}
      {t.message(reason)}
    </span>
  );
}

/** An element or a service by its page. */
export function RootLink({ root }: { readonly root: WireRoot }) {
  const to = root.kind === 'service' ? `/services/${encodeURIComponent(root.id)}` : pathOf(root.kind, root.id);
  return <Go to={to}>{root.id}</Go>;
}

/** Points count once for the service that most of them lose. */
const lostIn = (group: readonly WireService[]): number => Math.max(0, ...group.map(({ points }) => points.down));

function districtOf(service: WireService, districts: WireServices['districts'], language: string): string {
  const district = districts.find(({ id }) => id === service.districtId);
  return (language === 'en' ? district?.nameEn : district?.nameZh) ?? service.id;
}
