import type { ComponentChildren } from 'preact';
import type { WireElement, WireElementDetail } from '../../../../api/wire.ts';
import { live } from '../client/live.ts';
import { useNow } from '../client/use.ts';
import { Go, pathOf } from '../router.tsx';
import { evidenceText, evidenceValue } from '../text/evidence.ts';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { StateMark } from './state-mark.tsx';

interface HeadProperties {
  readonly kind: string;
  readonly title: string;
  readonly id: string;
  readonly element: WireElement;
  readonly crumbs: readonly (readonly [string, string])[];
}

/** The head of a detail page: what it is, how it is, why, since when. */
export function DetailHead({ kind, title, id, element, crumbs }: HeadProperties) {
  const t = useWords();
  const now = useNow(1_000) + live.get().skewMs;
  const age = element.observedAt === null ? undefined : duration(now - Date.parse(element.observedAt), t.language);
  return (
    <header class={`detail-head s-${element.state}`}>
      <nav class="crumbs" aria-label={t('dashboards.nav.crumbs')}>
        {crumbs.map(([text, to]) => (
          <Go key={to} to={to}>
            {text}
          </Go>
        ))}
      </nav>
      <div class="detail-title">
        <h1>{title}</h1>
        <span class="muted">
          {kind} · {id}
        </span>
      </div>
      <div class="detail-state">
        <StateMark state={element.state} />
        <span>{t.message(element.reason)}</span>
        {(element.behind ?? []).map((ref) => (
          <Go key={ref.id} class="chip" to={pathOf(ref.kind, ref.id)}>
            {t('dashboards.behind', { id: ref.id })}
          </Go>
        ))}
      </div>
      <div class="muted detail-age">
        <span title={dateTime(element.since)}>
          {t('dashboards.since', { duration: duration(now - Date.parse(element.since), t.language) })}
        </span>
        <span>{age === undefined ? t('dashboards.never-observed') : t('dashboards.observed', { age })}</span>
      </div>
    </header>
  );
}

/** A framed part of a page with its name. */
export function Panel({
  title,
  children,
  side,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly side?: ComponentChildren;
}) {
  return (
    <section class="panel" aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        {side}
      </div>
      {children}
    </section>
  );
}

/** Names and values; values that are not there are left out. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** What a state rests on and how old that is. */
export function EvidencePanel({ evidence }: Pick<WireElementDetail, 'evidence'>) {
  const t = useWords();
  const now = useNow(1_000) + live.get().skewMs;
  return (
    <Panel title={t('dashboards.evidence.title')}>
      {evidence.length === 0 ? <p class="muted">{t('dashboards.evidence.none')}</p> : null}
      <ul class="evidence">
        {evidence.map(({ deviceId, what, value, at }) => (
          <li key={`${deviceId} ${what}`}>
            <Go to={pathOf('device', deviceId)}>{deviceId}</Go>
            <span title={what}>{evidenceText(t, what)}</span>
            <b title={value}>{evidenceValue(t, value)}</b>
            <time class="muted" dateTime={at} title={dateTime(at)}>
              {t('dashboards.ago', { age: duration(now - Date.parse(at), t.language) })}
            </time>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
