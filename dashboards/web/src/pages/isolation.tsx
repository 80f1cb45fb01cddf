import { useEffect } from 'preact/hooks';
import type { WireIsolation, WireIsolationCheck, WireIsolationPlace } from '../../../../api/wire-isolation.ts';
import { live } from '../client/live.ts';
import { rest } from '../client/rest.ts';
import { useAsked, useChange, useNow } from '../client/use.ts';
import { CountsLine } from '../isolation/counts.tsx';
import { Matrix, Tiles } from '../isolation/matrix.tsx';
import { wordTexts } from '../isolation/words.ts';
import { Chooser } from '../parts/chooser.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { Go, location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords, type Words } from '../text/language.ts';

const refreshMs = 5_000;
type Filter = 'district' | 'verdict' | 'check';

/** The whole city: which place is isolated, which is not, of which nothing can be said, and by which check. */
export default function IsolationPage() {
  const t = useWords();
  const search = useStore(location, (here) => here.search);
  const query = new URLSearchParams(search);
  const filter = {
    district: query.get('district') ?? '',
    verdict: query.get('verdict') ?? '',
    check: query.get('check') ?? '',
  };
  const asked = useAsked('isolation', async () => ({
    city: await rest.isolation(),
    checks: await rest.isolationChecks(),
  }));
  const counters = useStore(live, (state) => state.counters?.isolation);
  const turn = useNow(refreshMs);
  useEffect(asked.again, [turn]);
  useChange(counters, asked.again);
  const choose = (name: Filter, value: string): void => {
    const next = new URLSearchParams(window.location.search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    replace(next.size === 0 ? '/isolation' : `/isolation?${next}`);
  };
  const { value, failed, again } = asked;
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('dashboards.nav.isolation')}</h1>
        {value === undefined ? null : <CountsLine counts={value.city.city} />}
        <Go to="/outside">{t('dashboards.isolation.outside')}</Go>
      </div>
      <div class="filters">
        <Chooser
          label={t('dashboards.kind.district')}
          value={filter.district}
          choices={(value?.city.districts ?? []).map((each) => [
            each.id,
            t.language === 'en' ? each.nameEn : each.nameZh,
          ])}
          choose={(chosen) => choose('district', chosen)}
        />
        <Chooser
          label={t('dashboards.isolation.verdict')}
          value={filter.verdict}
          choices={Object.entries(wordTexts).map(([word, key]) => [word, t(key)] as const)}
          choose={(chosen) => choose('verdict', chosen)}
        />
        <Chooser
          label={t('dashboards.isolation.check')}
          value={filter.check}
          choices={(value?.checks ?? []).map(({ id, title }) => [id, `${id} ${t.message(title)}`])}
          choose={(chosen) => choose('check', chosen)}
        />
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={12} /> : null}
      {value === undefined ? null : <Districts {...value} filter={filter} t={t} />}
    </div>
  );
}

function Districts({
  city,
  checks,
  filter,
  t,
}: {
  readonly city: WireIsolation;
  readonly checks: readonly WireIsolationCheck[];
  readonly filter: Readonly<Record<Filter, string>>;
  readonly t: Words;
}) {
  const shown = city.places.filter((place) => isWanted(place, filter));
  if (shown.length === 0) {
    return (
      <Empty title={t(city.places.length === 0 ? 'dashboards.isolation.none' : 'dashboards.isolation.none-such')} />
    );
  }
  // A check that nobody set up would take a column of every table to say nothing; it is said once, below.
  const applied = new Set(city.places.flatMap((place) => place.checks.map(({ id }) => id)));
  const columns = checks.filter(({ id }) => (filter.check === '' ? applied.has(id) : id === filter.check));
  const nowhere = checks.filter(({ id }) => !applied.has(id));
  return (
    <>
      {city.districts.map((district) => {
        const places = shown.filter(({ districtId }) => districtId === district.id);
        const name = t.language === 'en' ? district.nameEn : district.nameZh;
        return places.length === 0 ? null : (
          <section key={district.id} class="panel iso-district" aria-label={name}>
            <div class="panel-head">
              <h2>{name}</h2>
              <CountsLine counts={district} />
            </div>
            <Matrix label={name} places={places} checks={columns} />
            <Tiles places={places} />
          </section>
        );
      })}
      {nowhere.length === 0 ? null : (
        <p class="muted">
          {t('dashboards.isolation.nowhere')}{' '}
          {nowhere.map(({ id, title }) => `${id} ${t.message(title)}`).join(t.language === 'en' ? '; ' : '；')}
        </p>
      )}
    </>
  );
}

/** A check is looked for where it did not pass: that is what somebody wants to see of it. */
function isWanted(place: WireIsolationPlace, { district, verdict, check }: Readonly<Record<Filter, string>>): boolean {
  if (district !== '' && place.districtId !== district) return false;
  if (verdict !== '' && place.word !== verdict) return false;
  return check === '' || place.checks.some(({ id }) => id === check);
}
