/** The texts of a rule with what was found filled in, in both languages. */
import { formatDuration, type Language, message, render } from '../../core/index.ts';
import rulesEn from './i18n/en.json' with { type: 'json' };
import rulesZh from './i18n/zh-CN.json' with { type: 'json' };
import type { RuleText } from './model.ts';
import { isRuleUnit, valueText } from './units.ts';
import type { Watched } from './watched.ts';

const texts = { 'zh-CN': rulesZh, en: rulesEn } as const;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A text of a rule as it stands for one element. */
export function filled(text: RuleText, one: Watched): RuleText {
  const values = valuesOf(one);
  const fill = (template: string, language: Language): string =>
    template.replace(/\{(\w+)\}/g, (place, name: string) => {
      const value = values[name];
      return value === undefined ? place : typeof value === 'function' ? value(language) : value;
    });
  return { zh: fill(text.zh, 'zh-CN'), en: fill(text.en, 'en') };
}

type Value = string | ((language: Language) => string);

function valuesOf({ compiled, subject, entityId, value, judged, said }: Watched): Readonly<Record<string, Value>> {
  const { info, rule } = compiled;
  const { condition } = rule;
  const written = (number: number | undefined): string => {
    if (number === undefined || info === undefined) return '-';
    const unit = rule.unit !== undefined && isRuleUnit(rule.unit) ? rule.unit : info.unit;
    return valueText(number, info.unit, unit);
  };
  const isBand = condition.kind === 'threshold' || condition.kind === 'change';
  return {
    element: (language) => (language === 'en' ? subject.name.en : subject.name.zh),
    district: subject.districtId,
    row: info?.kind === 'profile' ? entityId.split('/').slice(2).join('/') || entityId : entityId,
    value: written(value),
    raise: isBand ? written(condition.band.raise) : '-',
    clear: isBand ? written(condition.band.clear) : '-',
    change: written(judged.figure),
    usual: written(judged.usual),
    spreads: judged.figure === undefined ? '-' : judged.figure.toFixed(1),
    reaches: condition.kind === 'forecast' ? written(condition.reaches) : '-',
    left: (language) => leftText(judged.figure, judged.usual, language),
    is: said ?? '-',
    check: condition.kind === 'verdict' ? condition.check : '-',
    for: (language) => timeText(rule.forMs, language),
  };
}

function leftText(leftMs: number | undefined, longestMs: number | undefined, language: Language): string {
  if (leftMs === undefined || !Number.isFinite(leftMs)) return '-';
  const time = timeText(leftMs, language);
  const isBounded = longestMs !== undefined && Number.isFinite(longestMs);
  if (!isBounded) return render(texts[language], message('alerts.rules.left.no-bound', { time }));
  return render(texts[language], message('alerts.rules.left', { time, longest: timeText(longestMs, language) }));
}

/** A time in one unit, with at most two figures after a point that is needed. */
export function timeText(ms: number, language: Language): string {
  const [unit, size] =
    ms >= 2 * dayMs
      ? (['days', dayMs] as const)
      : ms >= hourMs
        ? (['hours', hourMs] as const)
        : (['minutes', minuteMs] as const);
  return render(texts[language], message(`alerts.rules.${unit}`, { count: Number((ms / size).toFixed(1)) }));
}

/** The newest value in the rule's unit, or the word that was said; undefined: there is none. */
export function writtenValue({ compiled: { info, rule }, value, said }: Watched): string | undefined {
  if (value === undefined || info === undefined) return said;
  return valueText(value, info.unit, rule.unit !== undefined && isRuleUnit(rule.unit) ? rule.unit : info.unit);
}

/** The band of a rule as it is written; undefined where it has none in a unit. */
export function writtenBand({ info, rule }: Watched['compiled']): string | undefined {
  const { condition } = rule;
  if (info === undefined || !('band' in condition)) return undefined;
  const { raise, clear } = condition.band;
  const unit = rule.unit !== undefined && isRuleUnit(rule.unit) ? rule.unit : info.unit;
  if (condition.kind === 'usual') return `${raise} σ / ${clear} σ`;
  if (condition.kind === 'forecast')
    return `${valueText(condition.reaches, info.unit, unit)}, ${formatDuration(raise / 1000)} / ${formatDuration(clear / 1000)}`;
  return `${valueText(raise, info.unit, unit)} / ${valueText(clear, info.unit, unit)}`;
}
