import { useEffect } from 'preact/hooks';
import type { WirePointStatus, WireStatusPoints } from '../../../../api/wire-services.ts';
import type { RequestFailed } from '../client/rest.ts';
import { servicesRest } from '../client/rest-services.ts';
import { entry } from '../client/session.ts';
import { useAsked, useNow } from '../client/use.ts';
import { Mark } from '../parts/mark.tsx';
import { StateMark, StateShape } from '../parts/state-mark.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { headline, serviceWords, stateOf, workText } from '../status/words.ts';
import { clock, day, duration } from '../text/format.ts';
import { switchLanguage, useWords } from '../text/language.ts';

const refreshMs = 15_000;

/** Is it me or the system? For township staff, large and simple; nothing of it names a device or an address. */
export default function StatusPage({ id }: { readonly id: string }) {
  const t = useWords();
  const isIn = useStore(entry, (who) => who.word === 'in');
  useEffect(() => {
    document.title = t('dashboards.status.title');
  }, [t]);
  return (
    <div class="status-page">
      <header class="status-head">
        <Go to="/status" class="status-brand">
          <Mark />
          <span>{t('dashboards.status.title')}</span>
        </Go>
        <span class="grow" />
        {isIn ? <Go to="/services">{t('dashboards.services.title')}</Go> : null}
        <button type="button" class="icon-button text" onClick={switchLanguage}>
          {t('dashboards.menu.other-language')}
        </button>
      </header>
      <main id="main">{id === '' ? <Points /> : <Point id={id} />}</main>
    </div>
  );
}

function Refused({ failed, again }: { readonly failed: RequestFailed; readonly again: () => void }) {
  const t = useWords();
  if (failed.status !== 401) return <Failure failed={failed} again={again} />;
  return (
    <div class="status-refused">
      <p>{t('dashboards.status.login')}</p>
      <Go class="button primary" to="/">
        {t('dashboards.status.to-login')}
      </Go>
    </div>
  );
}

function Points() {
  const t = useWords();
  const turn = useNow(refreshMs);
  const { value, failed, again } = useAsked('status', servicesRest.statusPoints);
  useEffect(again, [turn]);
  if (value === undefined) return failed === undefined ? <Skeleton lines={8} /> : <Refused {...{ failed, again }} />;
  return (
    <>
      <h1 class="status-choose">{t('dashboards.status.choose')}</h1>
      {value.districts.map((district) => (
        <District key={district.nameEn} {...district} />
      ))}
    </>
  );
}

function District({ nameZh, nameEn, points }: WireStatusPoints['districts'][number]) {
  const t = useWords();
  return (
    <section class="status-district">
      <h2>{t.language === 'en' ? nameEn : nameZh}</h2>
      <ul>
        {points.map((point) => (
          <li key={point.id}>
            <Go to={`/status/${encodeURIComponent(point.id)}`} class={`status-point s-${stateOf(point.word)}`}>
              <StateMark state={stateOf(point.word)} bare />
              <span>{point.nameZh}</span>
            </Go>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Point({ id }: { readonly id: string }) {
  const t = useWords();
  const turn = useNow(refreshMs);
  const { value, failed, again } = useAsked(`status ${id}`, () => servicesRest.status(id));
  useEffect(again, [turn]);
  if (value === undefined) return failed === undefined ? <Skeleton lines={6} /> : <Refused {...{ failed, again }} />;
  return (
    <>
      {failed === undefined ? null : (
        <p class="status-old">{t('dashboards.status.old', { at: clock(new Date(value.at)) })}</p>
      )}
      <Answer status={value} />
      <ul class="status-services">
        {value.services.map((service) => (
          <li key={service.nameZh} class={`s-${service.state}`}>
            <StateMark state={service.state} bare />
            <b>{t.language === 'en' ? service.nameEn : service.nameZh}</b>
            <span>{t(serviceWords[service.state])}</span>
          </li>
        ))}
      </ul>
      <p class="status-foot muted">
        {value.contact === '' ? null : <b>{t('dashboards.status.contact', { contact: value.contact })}</b>}
        <span>{t('dashboards.status.at', { at: `${day(new Date(value.at))} ${clock(new Date(value.at))}` })}</span>
      </p>
    </>
  );
}

function Answer({ status }: { readonly status: WirePointStatus }) {
  const t = useWords();
  const { point, word, since, at } = status;
  const state = stateOf(word);
  const { title, advice } = headline(status, t);
  const work = workText(status, t);
  return (
    <section class={`status-answer s-${state}`} aria-live="polite">
      <p class="status-where">
        {t.language === 'en' ? point.districtEn : point.districtZh} · <b>{point.nameZh}</b>
      </p>
      <svg viewBox="-11 -11 22 22" aria-hidden="true">
        <StateShape state={state} />
      </svg>
      <h1>{title}</h1>
      <p class="status-advice">{advice}</p>
      {since === null ? null : (
        <p>
          {t('dashboards.status.since', {
            at: sinceText(since),
            duration: duration(Date.parse(at) - Date.parse(since), t.language),
          })}
        </p>
      )}
      {work === undefined ? null : <p class="status-work">{work}</p>}
    </section>
  );
}

/** The time alone where it was today. */
function sinceText(since: string): string {
  const date = new Date(since);
  const time = clock(date).slice(0, 5);
  return day(date) === day(new Date()) ? time : `${day(date)} ${time}`;
}
