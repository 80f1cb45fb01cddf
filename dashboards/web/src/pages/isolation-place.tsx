import { live } from '../client/live.ts';
import { useNow } from '../client/use.ts';
import { IsolationMark } from '../isolation/mark.tsx';
import { placeName } from '../isolation/matrix.tsx';
import { CheckList, ReadDevices, useIsolationPlace } from '../isolation/place.tsx';
import { Timeline } from '../isolation/timeline.tsx';
import { stateOfWord } from '../isolation/words.ts';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, location, pathOf } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';

/** Isolation of one point or data centre: verdict, checks with what was seen, what it was before. */
export default function IsolationPlacePage({ id }: { readonly id: string }) {
  const t = useWords();
  const { value: place, failed, again } = useIsolationPlace(id);
  const search = useStore(location, (here) => here.search);
  const districts = useStore(live, (state) => state.frame?.districts);
  const now = useNow(1_000) + live.get().skewMs;
  if (place === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  const district = districts?.find((item) => item.id === place.districtId);
  const districtName = (t.language === 'en' ? district?.nameEn : district?.nameZh) ?? place.districtId;
  return (
    <div class="page">
      <header class={`detail-head s-${stateOfWord(place.word)}`}>
        <nav class="crumbs" aria-label={t('dashboards.nav.crumbs')}>
          <Go to="/isolation">{t('dashboards.nav.isolation')}</Go>
          <Go to={`/isolation?district=${encodeURIComponent(place.districtId)}`}>{districtName}</Go>
          {place.kind === 'point' ? <Go to={pathOf('point', id)}>{t('dashboards.kind.point')}</Go> : null}
        </nav>
        <div class="detail-title">
          <h1>{placeName(place, t)}</h1>
          <span class="muted">
            {t(place.kind === 'point' ? 'dashboards.kind.point' : 'dashboards.isolation.data-centre')} · {id}
          </span>
        </div>
        <div class="detail-state">
          <IsolationMark word={place.word} />
          {place.deciding.slice(0, 8).map((check) => (
            <a key={check} class="chip" href={`#${check}`}>
              {check}
            </a>
          ))}
        </div>
        <div class="muted detail-age">
          <span title={dateTime(place.since)}>
            {t('dashboards.since', { duration: duration(now - Date.parse(place.since), t.language) })}
          </span>
          <span>
            {place.oldestEvidenceAt === null
              ? t('dashboards.never-observed')
              : t('dashboards.isolation.oldest', {
                  age: duration(now - Date.parse(place.oldestEvidenceAt), t.language),
                })}
          </span>
        </div>
      </header>
      <Timeline placeId={id} mark={`${place.word} ${place.since} ${place.deciding.join()}`} />
      <div class="columns">
        <div>
          <CheckList place={place} chosen={new URLSearchParams(search).get('check') ?? ''} />
        </div>
        <div>
          <ReadDevices place={place} />
        </div>
      </div>
    </div>
  );
}
