import type { WireIncident, WireLosses } from '../../../../api/wire.ts';
import { Go } from '../router.tsx';
import { useWords, type Words } from '../text/language.ts';
import { officeName } from '../text/places.ts';
import { Panel } from './detail.tsx';

/** What a headline names of offices and services. */
const named = 3;

/** The same system of several districts has one name. */
function serviceNames({ services }: WireLosses, t: Words): readonly string[] {
  return [...new Set(services.map(({ nameZh, nameEn }) => (t.language === 'en' ? nameEn : nameZh)))];
}

function officeNames({ offices }: WireLosses, t: Words): readonly string[] {
  return offices.map(({ id, nameZh }) => officeName({ officeId: id, officeNameZh: nameZh }, t.language));
}

function firstOf(names: readonly string[], t: Words): string {
  const some = names.slice(0, named).join(t.language === 'en' ? ', ' : '、');
  return names.length > named ? `${some} …` : some;
}

function headline({ views, noLogin, atRisk, pointIds, services }: WireLosses, t: Words): string {
  const shut = noLogin > 0 ? [t('dashboards.losses.no-login', { count: noLogin })] : [];
  const lost = { points: pointIds.length, services: services.length };
  if (views > 0) return [t('dashboards.losses.lost', lost), ...shut].join(' · ');
  return shut[0] ?? t('dashboards.losses.risk', { count: atRisk });
}

/** Which services whom an incident takes away, in two lines for the wall. */
export function LossesLine({ losses }: { readonly losses: WireLosses | undefined }) {
  const t = useWords();
  if (losses === undefined) return null;
  const names = [firstOf(officeNames(losses, t), t), firstOf(serviceNames(losses, t), t)].filter((text) => text !== '');
  return (
    <p class={losses.views + losses.noLogin > 0 ? 'losses lost' : 'losses'} data-losses>
      <b>{headline(losses, t)}</b>
      {names.length === 0 ? null : <span>{names.join(' · ')}</span>}
    </p>
  );
}

/** The same with every name, and the way to the drawing. */
export function LossesPanel({
  incident: { losses, root, status },
}: {
  readonly incident: Pick<WireIncident, 'losses' | 'root' | 'status'>;
}) {
  const t = useWords();
  if (losses === undefined) return null;
  const to = status === 'cleared' ? `/impact?failed=${root.kind}:${encodeURIComponent(root.id)}&alone=` : '/impact';
  return (
    <Panel title={t('dashboards.losses.title')} side={<Go to={to}>{t('dashboards.losses.show')}</Go>}>
      <p class={losses.views + losses.noLogin > 0 ? 'losses lost' : 'losses'}>
        <b>{headline(losses, t)}</b>
      </p>
      {[officeNames(losses, t), serviceNames(losses, t)].map((names, index) =>
        names.length === 0 ? null : (
          <p key={index} class="affected">
            {names.map((name) => (
              <span key={name} class="chip">
                {name}
              </span>
            ))}
          </p>
        ),
      )}
    </Panel>
  );
}
