import { message } from '../../../core/index.ts';
import { isolationChecks } from '../../isolation/catalogue.ts';
import { catalogue } from '../catalogue.ts';
import type { ClauseResult, ReportVerdict } from '../model.ts';
import type { Words } from '../words.ts';
import { type CheckStory, checkVerdictOf } from './checks.ts';
import type { IsolationFigures } from './figures.ts';

/**
 * The clauses that the checks speak to. One fails when one of its checks failed at any place and time; it passes only when none
 * did, none was in doubt or waived, and every place was judged throughout the period.
 */
export function clauseResultsOf(
  { figures }: CheckStory,
  places: readonly IsolationFigures[],
  words: Words,
): readonly ClauseResult[] {
  const shown = places.length > 0 && places.every(({ coverage }) => coverage === 1);
  return catalogue.flatMap(({ id, number, title }): ClauseResult[] => {
    const cited = isolationChecks.filter(({ clauses }) => clauses.includes(number)).map((check) => check.id);
    if (cited.length === 0) return [];
    const judged = cited.filter((check) => figures.has(check));
    const verdicts = judged.flatMap((check) => figures.get(check) ?? []).map(checkVerdictOf);
    const failed = judged.filter((check) => (figures.get(check)?.failures ?? 0) > 0);
    const verdict = worstOf(verdicts, shown);
    const how =
      failed.length > 0
        ? message('report.clause.isolation.failed', { checks: failed.join(', ') })
        : message('report.clause.isolation.judged', {
            judged: judged.length === 0 ? '–' : judged.join(', '),
            open: cited.length - judged.length,
          });
    return [{ id, number, title: title[words.language], verdict, how: words.tell(how) }];
  });
}

function worstOf(verdicts: readonly ReportVerdict[], shown: boolean): ReportVerdict {
  if (verdicts.includes('fail')) return 'fail';
  if (!shown || verdicts.length === 0 || verdicts.includes('unknown')) return 'unknown';
  return verdicts.includes('waived') ? 'waived' : 'pass';
}
