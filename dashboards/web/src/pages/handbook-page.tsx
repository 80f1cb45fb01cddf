import { drillsRest } from '../client/rest-drills.ts';
import { useAsked } from '../client/use.ts';
import { PairMark } from '../pairs/mark.tsx';
import { engineName } from '../pairs/words.ts';
import { Facts } from '../parts/detail.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, location } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';

/** The handbook of one pair, to read in a hurry and to print: what to do by trouble, whom to call in which order. */
export default function HandbookPairPage({ id }: { readonly id: string }) {
  const t = useWords();
  const trouble = useStore(location, ({ search }) => new URLSearchParams(search).get('trouble') ?? '');
  const { value: page, failed, again } = useAsked(`${id} ${t.language}`, () => drillsRest.handbookPage(id, t.language));
  if (page === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  // What an incident led to stands first: nobody looks for it on the day.
  const troubles = [...page.troubles].sort((a, b) => Number(b.trouble === trouble) - Number(a.trouble === trouble));
  return (
    <div class="page handbook">
      <header class="detail-head drill-head">
        <nav class="crumbs no-print" aria-label={t('dashboards.nav.crumbs')}>
          <Go to="/handbook">{t('dashboards.handbook.title')}</Go>
          <Go to={`/pairs/${encodeURIComponent(id)}`}>{id}</Go>
        </nav>
        <div class="detail-title">
          <h1>{t('dashboards.handbook.page-title', { pair: id, district: page.districtName })}</h1>
          <span class="muted">
            {engineName(page.standby, t)} · {page.virtualAddress}
          </span>
        </div>
        <div class="detail-state">
          <PairMark word={page.readiness} />
          <span>{page.services.map(({ name }) => name).join(t.language === 'en' ? ', ' : '、')}</span>
        </div>
        <div class="buttons no-print">
          <button type="button" class="button primary" onClick={() => window.print()}>
            {t('dashboards.handbook.print')}
          </button>
        </div>
        <p class="print-only">{t('dashboards.handbook.as-of', { at: dateTime(page.at) })}</p>
      </header>
      <div class="columns">
        <div>
          {troubles.map((each) => (
            <section
              key={each.trouble}
              id={each.trouble}
              class={`panel handbook-trouble${each.trouble === trouble ? ' wanted' : ''}`}
              aria-label={each.title}
            >
              <h2>{each.title}</h2>
              <ol>
                {each.steps.map((step, index) => (
                  <li key={index}>{step}</li>
                ))}
              </ol>
            </section>
          ))}
        </div>
        <div>
          <section class="panel" aria-label={t('dashboards.handbook.contacts')}>
            <h2>{t('dashboards.handbook.contacts')}</h2>
            {page.contacts.length === 0 ? <p class="muted">{t('dashboards.handbook.nobody')}</p> : null}
            <ol class="handbook-contacts">
              {page.contacts.map(({ role, phone, note }) => (
                <li key={`${role} ${phone}`}>
                  {role} <b class="mono">{phone}</b> <span class="muted">{note}</span>
                </li>
              ))}
            </ol>
          </section>
          {page.ownSteps.length === 0 ? null : (
            <section class="panel" aria-label={t('dashboards.handbook.own')}>
              <h2>{t('dashboards.handbook.own')}</h2>
              <ol class="handbook-own">
                {page.ownSteps.map((step, index) => (
                  <li key={index}>{step}</li>
                ))}
              </ol>
            </section>
          )}
          <section class="panel" aria-label={t('dashboards.facts.title')}>
            <Facts
              facts={[
                [t('dashboards.handbook.responsible'), page.responsible],
                ...page.members.map(({ deviceId, address }) => [deviceId, address] as const),
                [t('dashboards.pairs.home'), page.home ?? ''],
                [t('dashboards.pairs.rto'), t('dashboards.pairs.seconds', { value: page.rtoSeconds })],
                [t('dashboards.pairs.rpo'), t('dashboards.pairs.seconds', { value: page.rpoSeconds })],
                [
                  t('dashboards.pairs.last-drill'),
                  page.lastDrillAt === null ? t('dashboards.pairs.never') : dateTime(page.lastDrillAt).slice(0, 10),
                ],
              ]}
            />
          </section>
        </div>
      </div>
    </div>
  );
}
