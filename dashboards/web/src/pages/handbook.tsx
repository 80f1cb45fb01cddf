import { drillsRest } from '../client/rest-drills.ts';
import { useAsked } from '../client/use.ts';
import { PairMark } from '../pairs/mark.tsx';
import { PairTabs } from '../pairs/tabs.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { Go } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';

/** The emergency handbook: whom to call first for each pair, and all of it to take along. */
export default function HandbookPage() {
  const t = useWords();
  const { value, failed, again } = useAsked(`handbook ${t.language}`, () => drillsRest.handbook(t.language));
  return (
    <div class="page">
      <PairTabs />
      <div class="page-head">
        <h1>{t('dashboards.handbook.title')}</h1>
        <span class="muted">{t('dashboards.handbook.meaning')}</span>
        <span class="grow" />
        <a class="button" href={`/api/v1/handbook/bundle?language=${t.language}`} download>
          {t('dashboards.handbook.bundle')}
        </a>
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={8} /> : null}
      {value?.districts.length === 0 ? <Empty title={t('dashboards.pairs.none')} /> : null}
      {value?.districts.map((district) => (
        <section key={district.id} class="panel" aria-label={district.name}>
          <div class="panel-head">
            <h2>{district.name}</h2>
            <a href={`/api/v1/handbook/districts/${encodeURIComponent(district.id)}?language=${t.language}`} download>
              {t('dashboards.handbook.district')}
            </a>
          </div>
          <div class="scroll">
            <table class="handbook-table">
              <thead>
                <tr>
                  <th scope="col">{t('dashboards.drills.pair')}</th>
                  <th scope="col">{t('dashboards.handbook.services')}</th>
                  <th scope="col">{t('dashboards.handbook.first')}</th>
                  <th scope="col">{t('dashboards.handbook.responsible')}</th>
                  <th scope="col">{t('dashboards.pairs.last-drill')}</th>
                </tr>
              </thead>
              <tbody>
                {district.pairs.map((pair) => (
                  <tr key={pair.pairId}>
                    <td>
                      <Go to={`/handbook/${encodeURIComponent(pair.pairId)}`}>{pair.pairId}</Go>{' '}
                      <PairMark word={pair.readiness} />
                    </td>
                    <td class="reason">{pair.services.join(t.language === 'en' ? ', ' : '、')}</td>
                    <td>
                      {pair.first === null ? (
                        t('dashboards.handbook.nobody')
                      ) : (
                        <>
                          {pair.first.role} <b class="mono">{pair.first.phone}</b>
                        </>
                      )}
                    </td>
                    <td>{pair.responsible}</td>
                    <td>
                      {pair.lastDrillAt === null
                        ? t('dashboards.pairs.never')
                        : dateTime(pair.lastDrillAt).slice(0, 10)}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ))}
    </div>
  );
}
