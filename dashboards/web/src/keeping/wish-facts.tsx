import type { WireProposal, WireStepWish } from '../../../../api/wire-keeping.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { sanitisedText } from './sanitised.ts';

/** What exactly a second person would approve of a terminal's step; other proposals say it in their summary. */
export function WishFacts({ proposal }: { readonly proposal: WireProposal }) {
  const t = useWords();
  if (proposal.matter !== 'terminal-step') return null;
  const { date, custodian, absenceUntil, sanitisation } = proposal.wish as unknown as WireStepWish;
  return (
    <p class="wish muted">
      <span>
        {t('dashboards.keeping.date')} {dateTime(date)}
      </span>
      <span>
        {t('dashboards.keeping.custodian')} {custodian}
      </span>
      {absenceUntil === undefined ? null : (
        <span>
          {t('dashboards.keeping.until')} {dateTime(absenceUntil)}
        </span>
      )}
      {sanitisation === undefined ? null : <span>{sanitisedText(sanitisation, t)}</span>}
    </p>
  );
}
