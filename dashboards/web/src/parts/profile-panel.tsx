import type { ComponentChildren } from 'preact';
import type { WireProfile, WireProfileValue } from '../../../../api/wire-profile.ts';
import { live } from '../client/live.ts';
import { useNow } from '../client/use.ts';
import { dateTime, duration, withPrefix } from '../text/format.ts';
import { useWords, type Words } from '../text/language.ts';
import { daysUntil, portLights, valueText } from '../text/profile.ts';
import { Facts, Panel } from './detail.tsx';

/** More rows than this of one metric that are all well are counted, not listed. */
const listedRows = 6;

/** What the maker's private tables say of the whole device: load, sessions, dates, parts. */
export function ProfilePanel({ profile }: { readonly profile: WireProfile | null }) {
  const t = useWords();
  const now = useNow(1_000) + live.get().skewMs;
  if (profile === null || profile.values.length === 0) return null;
  const others = profile.values.filter(({ means }) => !means.startsWith('optical-'));
  return (
    <Panel
      title={t.language === 'en' ? profile.titleEn : profile.titleZh}
      side={
        <time class="muted" dateTime={profile.at} title={dateTime(profile.at)}>
          {t('dashboards.ago', { age: duration(now - Date.parse(profile.at), t.language) })}
        </time>
      }
    >
      <Facts facts={factsOf(others, t, now)} />
    </Panel>
  );
}

/** The light that each fibre port sends and receives. */
export function OpticalPanel({ profile }: { readonly profile: WireProfile | null }) {
  const t = useWords();
  const lights = portLights(profile?.values ?? []);
  if (lights.length === 0) return null;
  return (
    <Panel title={t('dashboards.profile.optical', { count: lights.length })}>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>{t('dashboards.table.interface')}</th>
              <th class="number">{t('dashboards.profile.rx')}</th>
              <th class="number">{t('dashboards.profile.tx')}</th>
              <th class="number">{t('dashboards.profile.temperature')}</th>
            </tr>
          </thead>
          <tbody>
            {lights.map(({ index, label, rx, tx, temperature, dark }) => (
              <tr key={index}>
                <td class="mono">{label}</td>
                <td class={dark ? 'number profile-bad' : 'number'}>{rx}</td>
                <td class="number">{tx}</td>
                <td class="number">{temperature}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function factsOf(
  values: readonly WireProfileValue[],
  t: Words,
  now: number,
): readonly (readonly [string, ComponentChildren])[] {
  const byMetric = new Map<string, WireProfileValue[]>();
  for (const value of values) byMetric.set(value.metric, [...(byMetric.get(value.metric) ?? []), value]);
  return [...byMetric.values()].flatMap((rows) => {
    const title = (value: WireProfileValue) => (t.language === 'en' ? value.titleEn : value.titleZh);
    const bad = rows.filter(({ good }) => good === false);
    const [first] = rows;
    const many = rows.length > listedRows && rows.every(({ type }) => type === 'word');
    const listed = many ? bad : rows;
    const facts = listed.map((value) => {
      const name = value.label === '' ? value.index : value.label;
      return [name === '' ? title(value) : `${title(value)} · ${name}`, shown(value, t, now)] as const;
    });
    return many && first !== undefined
      ? [...facts, [title(first), t('dashboards.profile.sound', { count: rows.length - bad.length })] as const]
      : facts;
  });
}

function shown(value: WireProfileValue, t: Words, now: number): ComponentChildren {
  if (value.type === 'date' && value.means === 'licence') {
    const days = daysUntil(String(value.value), now);
    const left = days < 0 ? t('dashboards.profile.expired') : t('dashboards.profile.days-left', { days });
    return <span class={days < 30 ? 'profile-bad' : undefined}>{`${valueText(value, withPrefix)} · ${left}`}</span>;
  }
  return <span class={value.good === false ? 'profile-bad' : undefined}>{valueText(value, withPrefix)}</span>;
}
