import type { WireFigure } from '../../../../api/wire-services.ts';
import { Panel } from '../parts/detail.tsx';
import { StateShape } from '../parts/state-mark.tsx';
import { Go } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { useWords, type Words } from '../text/language.ts';
import { figureStates, figureTexts, nameOf } from './words.ts';

/** What the business counts; a figure that is not well first. */
export function FigureTable({ figures, now }: { readonly figures: readonly WireFigure[]; readonly now: number }) {
  const t = useWords();
  if (figures.length === 0) return null;
  const sorted = [...figures].sort((a, b) => Number(a.word === 'good') - Number(b.word === 'good'));
  return (
    <Panel title={t('dashboards.services.figures')}>
      <div class="table-scroll">
        <table class="table service-figures">
          <thead>
            <tr>
              <th scope="col">{t('dashboards.services.figure')}</th>
              <th scope="col">{t('dashboards.services.service')}</th>
              <th scope="col" class="number">
                {t('dashboards.services.value')}
              </th>
              <th scope="col">{t('dashboards.services.judged')}</th>
              <th scope="col">{t('dashboards.services.changed')}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((figure) => (
              <tr key={figure.id} data-figure={figure.id}>
                <td>{nameOf(figure, t)}</td>
                <td>
                  {figure.serviceId === null ? null : (
                    <Go to={`/services/${encodeURIComponent(figure.serviceId)}`}>{figure.serviceId}</Go>
                  )}
                </td>
                <td class="number">{valueText(figure, now, t)}</td>
                <td>
                  <FigureMark figure={figure} />
                </td>
                <td class="muted" title={figure.changedAt === null ? '' : dateTime(figure.changedAt)}>
                  {figure.changedAt === null
                    ? '–'
                    : t('dashboards.ago', { age: duration(now - Date.parse(figure.changedAt), t.language) })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

export function FigureMark({ figure: { word, reason } }: { readonly figure: WireFigure }) {
  const t = useWords();
  const state = figureStates[word];
  return (
    <span class={`state s-${state}`} title={t.message(reason)}>
      <svg class="state-shape" viewBox="-11 -11 22 22" aria-hidden="true">
        <StateShape state={state} />
      </svg>
      <span>{t(figureTexts[word])}</span>
    </span>
  );
}

/** A number with its unit; of a time, how long ago it was. */
export function valueText({ value, valueIs, unit }: WireFigure, now: number, t: Words): string {
  if (value === null) return '–';
  if (valueIs === 'time') return t('dashboards.ago', { age: duration(now - value, t.language) });
  return `${value.toLocaleString(t.language === 'en' ? 'en' : 'zh-CN')} ${unit}`.trim();
}
