import type { WirePairAsked, WirePairDetail } from '../../../../api/wire-pairs.ts';
import { Facts, Panel } from '../parts/detail.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { engineName, outcomeTexts, roleTexts } from './words.ts';

interface Properties {
  readonly pair: WirePairDetail;
  readonly now: number;
}

/** Both members side by side, then what neighbours and clients see of them. */
export function PairMembers({ pair, now }: Properties) {
  const t = useWords();
  const members = pair.members.map(({ deviceId }) => deviceId);
  const neighbours = pair.asked.filter(({ deviceId }) => !members.includes(deviceId));
  return (
    <Panel title={t('dashboards.pairs.sides')}>
      <div class="pair-members">
        {pair.members.map(({ deviceId, role, holdsAddress }) => (
          <section key={deviceId} class={`pair-member ${role}`} aria-label={deviceId} data-member={deviceId}>
            <h3>
              <Go to={pathOf('device', deviceId)}>{deviceId}</Go>
              {pair.home === deviceId ? <span class="chip">{t('dashboards.pairs.home')}</span> : null}
            </h3>
            <Facts
              facts={[
                [t('dashboards.pairs.vantage.role'), t(roleTexts[role])],
                [
                  t('dashboards.pairs.vantage.address'),
                  t(
                    holdsAddress === null
                      ? 'dashboards.pairs.untold'
                      : holdsAddress
                        ? 'dashboards.pairs.holds'
                        : 'dashboards.pairs.holds-not',
                  ),
                ],
              ]}
            />
            <Told asked={pair.asked.filter((one) => one.deviceId === deviceId)} now={now} />
            <Evidence pair={pair} deviceId={deviceId} />
          </section>
        ))}
      </div>
      {neighbours.length === 0 ? null : (
        <>
          <h3>{t('dashboards.pairs.neighbours')}</h3>
          <Told asked={neighbours} now={now} named />
        </>
      )}
      <h3>{t('dashboards.pairs.clients')}</h3>
      {pair.probes.length === 0 ? <p class="muted">{t('dashboards.pairs.no-probe')}</p> : null}
      <ul class="pair-told">
        {pair.probes.map(({ id, at, ok, latencyMs, answeredBy, reason }) => (
          <li key={id} class={ok === null ? 'unknown' : ok ? 'good' : 'bad'}>
            <span class="mono">{id}</span>
            <b>
              {t(
                ok === null
                  ? 'dashboards.pairs.untold'
                  : ok
                    ? 'dashboards.pairs.answers'
                    : 'dashboards.pairs.answers-not',
              )}
            </b>
            {latencyMs === null ? null : <span>{t('dashboards.pairs.milliseconds', { value: latencyMs })}</span>}
            {answeredBy === null ? null : <span>{t('dashboards.pairs.answered-by', { who: answeredBy })}</span>}
            {reason === null ? null : <span>{t.message(reason)}</span>}
            <Age at={at} now={now} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Told({
  asked,
  now,
  named = false,
}: {
  readonly asked: readonly WirePairAsked[];
  readonly now: number;
  readonly named?: boolean;
}) {
  const t = useWords();
  return (
    <ul class="pair-told">
      {asked.map(({ deviceId, what, outcome, at, reason }) => (
        <li key={`${deviceId} ${what}`} class={outcome === 'answered' ? 'good' : 'bad'}>
          {named ? <Go to={pathOf('device', deviceId)}>{deviceId}</Go> : null}
          <span>
            {what === 'host'
              ? t('dashboards.pairs.asked.host')
              : what === 'arp'
                ? t('dashboards.pairs.asked.arp')
                : engineName(what, t)}
          </span>
          <b>{t(outcomeTexts[outcome])}</b>
          {reason === null ? null : <span>{t.message(reason)}</span>}
          <Age at={at} now={now} />
        </li>
      ))}
    </ul>
  );
}

/** What this member told, as the checks rest on it: each source once. */
function Evidence({ pair, deviceId }: { readonly pair: WirePairDetail; readonly deviceId: string }) {
  const t = useWords();
  const rows = new Map(
    pair.judgements
      .flatMap(({ evidence }) => evidence)
      .filter((one) => one.deviceId === deviceId)
      .map(({ source, value }) => [`${source} ${value}`, { source, value }] as const),
  );
  if (rows.size === 0) return null;
  return (
    <details class="pair-facts">
      <summary>{t('dashboards.pairs.facts', { count: rows.size })}</summary>
      <dl>
        {[...rows].map(([key, { source, value }]) => (
          <div key={key}>
            <dt class="mono">{source}</dt>
            <dd class="mono">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Age({ at, now }: { readonly at: string | null; readonly now: number }) {
  const t = useWords();
  if (at === null) return <span class="muted age">{t('dashboards.never-observed')}</span>;
  return (
    <time class="muted age" dateTime={at} title={dateTime(at)}>
      {t('dashboards.ago', { age: duration(now - Date.parse(at), t.language) })}
    </time>
  );
}
