import { useEffect } from 'preact/hooks';
import { rulesRest } from '../client/rest-rules.ts';
import { useAsked } from '../client/use.ts';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { ruleText, wordTexts } from './words.ts';

/** The elements of one rule, the worst first. */
export function RuleElements({ id, turn }: { readonly id: string; readonly turn: number }) {
  const t = useWords();
  const { value, failed, again } = useAsked(`rule ${id}`, () => rulesRest.rule(id));
  useEffect(again, [turn]);
  if (value === undefined)
    return failed === undefined ? <Skeleton lines={3} /> : <Failure failed={failed} again={again} />;
  const { elements, total, rule } = value;
  return (
    <div class="rule-elements">
      <p>{ruleText(rule.remedy, t.language)}</p>
      <p class="rule-links">
        {rule.handbook === null ? null : <Go to={`/handbook/${rule.handbook}`}>{t('dashboards.rules.handbook')}</Go>}
        {rule.page === null ? null : <Go to={rule.page}>{t('dashboards.rules.page')}</Go>}
      </p>
      <table class="table">
        <tbody>
          {elements.map((element) => (
            <tr key={element.id} data-element={element.id}>
              <td>
                <span class={`rule-word w-${element.word}`}>{t(wordTexts[element.word])}</span>
              </td>
              <td>
                <Go to={pathOf(element.root.kind, element.root.id)}>{element.id}</Go>
                {ruleText(element.name, t.language) === element.id ? null : (
                  <span class="muted"> {ruleText(element.name, t.language)}</span>
                )}
              </td>
              <td class="mono">{element.value ?? ''}</td>
              <td class="muted">
                {element.since === null ? '' : t('dashboards.rules.since', { at: dateTime(element.since) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > elements.length ? (
        <p class="muted">{t('dashboards.rules.more', { count: total - elements.length })}</p>
      ) : null}
      {total === 0 ? <p class="muted">{t('dashboards.rules.word.nothing')}</p> : null}
    </div>
  );
}
