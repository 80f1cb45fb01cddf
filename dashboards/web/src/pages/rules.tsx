import { useEffect } from 'preact/hooks';
import { type WireRule, wireRuleWords } from '../../../../api/wire-rules.ts';
import { rulesRest } from '../client/rest-rules.ts';
import { useAsked, useNow } from '../client/use.ts';
import { DutyTabs } from '../duty/tabs.tsx';
import { SeverityMark } from '../parts/severity.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { location, replace } from '../router.tsx';
import { RuleElements } from '../rules/elements.tsx';
import { conditionTexts, ruleText, wordTexts } from '../rules/words.ts';
import { useStore } from '../state/store.ts';
import { duration } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const refreshMs = 5_000;
const order = ['firing', 'pending', 'no-data', 'nothing', 'resting', 'ok'] as const;

/** What is watched by rules: each with its state and for how many elements, those that fire first. */
export default function RulesPage() {
  const t = useWords();
  const turn = useNow(refreshMs);
  const { value, failed, again } = useAsked('rules', rulesRest.rules);
  useEffect(again, [turn]);
  const opened = useStore(location, ({ search }) => new URLSearchParams(search).get('rule'));
  const rules = [...(value?.rules ?? [])].sort((a, b) => order.indexOf(a.word) - order.indexOf(b.word));
  const sum = (word: WireRule['word']) => rules.filter((rule) => rule.word === word).length;
  return (
    <div class="page">
      <DutyTabs />
      <div class="page-head">
        <h1>{t('dashboards.rules.title')}</h1>
        <span class="muted">{t('dashboards.rules.meaning')}</span>
        <span class="grow" />
        {value === undefined ? null : (
          <span>
            {t('dashboards.rules.sum', { rules: rules.length, firing: sum('firing'), pending: sum('pending') })}
          </span>
        )}
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={8} /> : null}
      {value !== undefined && rules.length === 0 ? (
        <Empty title={t('dashboards.rules.none')}>
          <p class="muted">{t('dashboards.rules.how')}</p>
        </Empty>
      ) : null}
      {rules.length === 0 ? null : (
        <ul class="rules">
          {rules.map((rule) => (
            <RuleRow key={rule.id} rule={rule} isOpen={opened === rule.id} turn={turn} />
          ))}
        </ul>
      )}
    </div>
  );
}

function RuleRow({ rule, isOpen, turn }: { readonly rule: WireRule; readonly isOpen: boolean; readonly turn: number }) {
  const t = useWords();
  const waits =
    rule.forSeconds === 0 ? '' : t('dashboards.rules.for', { duration: duration(rule.forSeconds * 1000, t.language) });
  return (
    <li data-rule={rule.id} class={`rule w-${rule.word}`}>
      <button
        type="button"
        class="rule-head"
        aria-expanded={isOpen}
        onClick={() => replace(isOpen ? '/rules' : `/rules?rule=${rule.id}`)}
      >
        <span class={`rule-word w-${rule.word}`}>{t(wordTexts[rule.word])}</span>
        <b>{ruleText(rule.name, t.language)}</b>
        <span class="muted mono">{rule.id}</span>
        <span class="rule-what">
          {t(conditionTexts[rule.condition])} <span class="mono">{rule.about}</span>
          {rule.band === null ? null : <span class="mono"> {rule.band}</span>} {waits}
        </span>
        <span class="grow" />
        {rule.raises ? (
          <SeverityMark severity={rule.severity} />
        ) : (
          <span class="muted">{t('dashboards.rules.part')}</span>
        )}
        <span class="rule-counts">
          {wireRuleWords.map((word) =>
            rule.counts[word] === 0 ? null : (
              <span key={word} class={`rule-count w-${word}`} title={t(wordTexts[word])}>
                {t('dashboards.rules.count', { word: t(wordTexts[word]), count: rule.counts[word] })}
              </span>
            ),
          )}
        </span>
      </button>
      {rule.beyond === 0 ? null : <p class="warning">{t('dashboards.rules.beyond', { count: rule.beyond })}</p>}
      {isOpen ? <RuleElements id={rule.id} turn={turn} /> : null}
    </li>
  );
}
