import { useState } from 'preact/hooks';
import type { WireLightCollector, WireLightToken } from '../../../../api/wire-light-collectors.ts';
import { live } from '../client/live.ts';
import { useMay } from '../client/may.ts';
import { collectorsRest } from '../client/rest-collectors.ts';
import { useAsked, useChange, useNow } from '../client/use.ts';
import { RevokeDialog, TokenDialog, TokenShown } from '../collectors/dialogs.tsx';
import { CollectorTable } from '../collectors/table.tsx';
import { CollectorTabs } from '../collectors/tabs.tsx';
import { hubUrl } from '../collectors/words.ts';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const refreshMs = 5_000;

/** Light collectors: machines of districts and townships that try the services from there. */
export default function CollectorsPage() {
  const t = useWords();
  const administers = useMay('administer');
  const asked = useAsked('collectors', () => collectorsRest.list());
  const now = useNow(refreshMs);
  useChange(now, asked.again);
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<WireLightToken>();
  const [leaving, setLeaving] = useState<WireLightCollector>();
  const { value, failed, again } = asked;
  const listening = value?.listening ?? null;
  return (
    <div class="page">
      <CollectorTabs />
      <div class="page-head">
        <h1>{t('dashboards.light.title')}</h1>
        <span class="muted">{t('dashboards.light.what')}</span>
        <span class="grow" />
        {administers && listening !== null ? (
          <button type="button" class="button primary" onClick={() => setAdding(true)}>
            {t('dashboards.light.add')}
          </button>
        ) : null}
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={5} /> : null}
      {value !== undefined && listening === null ? (
        <Empty title={t('dashboards.light.off')}>
          <p>{t('dashboards.light.off.how')}</p>
          <code class="light-command">{'collectors: { listen: tls:10.8.1.11:7443 }'}</code>
        </Empty>
      ) : null}
      {value !== undefined && listening !== null && value.collectors.length === 0 ? (
        <Empty title={t('dashboards.light.none')}>
          <p>{t('dashboards.light.none.how')}</p>
        </Empty>
      ) : null}
      {value === undefined || value.collectors.length === 0 ? null : (
        <CollectorTable
          collectors={value.collectors}
          now={now + live.get().skewMs}
          revoke={administers ? setLeaving : undefined}
        />
      )}
      {value === undefined || value.waiting.length === 0 ? null : (
        <section class="panel" aria-label={t('dashboards.light.waiting')}>
          <h2>{t('dashboards.light.waiting')}</h2>
          <ul class="plain-list">
            {value.waiting.map(({ collectorId, placeId, endsAt }) => (
              <li key={collectorId} data-waiting={collectorId}>
                <span class="mono">{collectorId}</span>{' '}
                {t('dashboards.light.waiting.one', { place: placeId, until: dateTime(endsAt) })}
              </li>
            ))}
          </ul>
        </section>
      )}
      {(value?.refusals ?? 0) > 0 ? (
        <p class="muted">{t('dashboards.light.refusals', { count: value?.refusals ?? 0 })}</p>
      ) : null}
      {isAdding ? (
        <TokenDialog places={value?.places ?? []} made={setMade} done={again} close={() => setAdding(false)} />
      ) : null}
      {made === undefined || listening === null ? null : (
        <TokenShown token={made} url={hubUrl(listening, window.location.hostname)} close={() => setMade(undefined)} />
      )}
      {leaving === undefined ? null : (
        <RevokeDialog collector={leaving} done={again} close={() => setLeaving(undefined)} />
      )}
    </div>
  );
}
