import { live } from '../client/live.ts';
import { ownStandby } from '../client/own-standby.ts';
import { useNow } from '../client/use.ts';
import { StateShape } from '../parts/state-mark.tsx';
import { Go } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime, duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { answerHoldsMs, badgeOf, bannerOf, isByHand, linkOf } from './sight.ts';
import { commands, pairLossText, standingText, standingTitle, stateOfStanding } from './words.ts';

const lookMs = 5_000;

/** Under the head of a standby: who decides, since when, what a takeover would lose, and how one comes about. */
export function StandbyBanner() {
  const t = useWords();
  const now = useNow(lookMs);
  const { pair, answeredAt } = useStore(ownStandby, (value) => value);
  const word = bannerOf(pair);
  if (pair === null || word === undefined) return null;
  const { active, hindrance, since } = pair;
  return (
    <div class={`own-banner ${word}`} role={word === 'undecided' ? 'alert' : 'status'}>
      <strong>
        {t(word === 'undecided' ? 'dashboards.system.banner.undecided' : 'dashboards.system.banner.standby')}
      </strong>
      {active === null ? null : (
        <span>
          {t('dashboards.system.banner.active', { id: active.id })} <Address url={active.url} />
        </span>
      )}
      <span>{t('dashboards.system.banner.since', { at: dateTime(since) })}</span>
      <span>{pairLossText(pair, t)}</span>
      {hindrance === null ? null : <span>{t.message({ key: `api.standby.hindrance.${hindrance}` })}</span>}
      {isByHand(pair) ? (
        <span>
          {t('dashboards.system.banner.by-hand')} <code class="mono">{commands.preview}</code>
          {' → '}
          <code class="mono">{commands.promote}</code>
        </span>
      ) : null}
      {now - answeredAt > answerHoldsMs ? (
        <span>{t('dashboards.system.answer-old', { age: duration(now - answeredAt, t.language) })}</span>
      ) : null}
      <Go to="/system">{t('dashboards.system.more')}</Go>
    </div>
  );
}

/** In the head of the one that decides: how its standby stands. */
export function StandbyBadge() {
  const t = useWords();
  const now = useNow(lookMs);
  const own = useStore(ownStandby, (value) => value);
  const standing = badgeOf(own, now + live.get().skewMs, now - own.answeredAt);
  if (standing === undefined) return null;
  const state = stateOfStanding[standing.word];
  const text = `${t('dashboards.system.badge')} ${standingText(standing, t)}`;
  return (
    <span class="own-badge" title={standingTitle(standing, t)} data-standing={standing.word}>
      <Go to="/system" class={`chip state s-${state}`} aria-label={standingTitle(standing, t)}>
        <svg class="state-shape" viewBox="-11 -11 22 22" aria-hidden="true">
          <StateShape state={state} />
        </svg>
        <span>{text}</span>
      </Go>
    </span>
  );
}

/** An instance's address; a link where a browser can follow it. */
export function Address({ url }: { readonly url: string }) {
  const href = linkOf(url);
  return href === undefined ? <span class="mono">{url}</span> : <a href={href}>{url}</a>;
}
