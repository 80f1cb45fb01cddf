import { useEffect, useMemo, useState } from 'preact/hooks';
import type { WireImpact, WireImpactElement, WireImpactMap, WireSinglePoints } from '../../../../api/wire-impact.ts';
import { impactRest } from '../client/rest-impact.ts';
import { useAsked, useNow } from '../client/use.ts';
import { ImpactDrawing, wordTexts } from '../impact/drawing.tsx';
import { keyOf, type Picks, pathWith, picksOf, toggled } from '../impact/picks.ts';
import { ImpactHead, ImpactLists, SingleList } from '../impact/result.tsx';
import { lookOf } from '../impact/standing.ts';
import { type ElementNames, kindTexts, namesIn } from '../impact/words.ts';
import { Panel } from '../parts/detail.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, location, pathOf, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';

const refreshMs = 3_000;

/** Who loses what: by what has failed now, and by anything that one lets fail. */
export default function ImpactPage() {
  const t = useWords();
  const search = useStore(location, (here) => here.search);
  const picks = useMemo(() => picksOf(search), [search]);
  const failed = picks.elements.map(keyOf).join();
  const turn = useNow(refreshMs);
  const map = useAsked('impact map', impactRest.map);
  const singles = useAsked('single points', impactRest.singlePoints);
  const asked = useAsked(`impact ${failed} ${picks.isAlone}`, () => impactRest.impact(failed, !picks.isAlone));
  useEffect(asked.again, [turn]);
  const [last, setLast] = useState<WireImpact>();
  useEffect(() => {
    if (asked.value !== undefined) setLast(asked.value);
  }, [asked.value]);
  const wrong = asked.failed ?? map.failed ?? singles.failed;
  const again = () => {
    for (const each of [asked, map, singles]) each.again();
  };
  // While the next answer is on its way the last one stays, so that nothing blinks.
  const impact = asked.value ?? last;
  return (
    <div class="page impact">
      {wrong === undefined ? null : <Failure failed={wrong} again={failed === '' ? again : () => replace('/impact')} />}
      {impact === undefined || map.value === undefined || singles.value === undefined ? (
        wrong === undefined ? (
          <Skeleton lines={12} />
        ) : null
      ) : (
        <Impact impact={impact} map={map.value} singles={singles.value} picks={picks} t={t} />
      )}
    </div>
  );
}

function Impact({
  impact,
  map,
  singles,
  picks,
  t,
}: {
  readonly impact: WireImpact;
  readonly map: WireImpactMap;
  readonly singles: WireSinglePoints;
  readonly picks: Picks;
  readonly t: ReturnType<typeof useWords>;
}) {
  const names = useMemo(() => namesIn(map, t), [map, t]);
  const look = useMemo(() => lookOf(impact), [impact]);
  const byKey = useMemo(() => new Map(singles.items.map((item) => [keyOf(item.element), item])), [singles]);
  const [at, setAt] = useState<WireImpactElement>();
  const pick = (element: WireImpactElement) => replace(pathWith(toggled(picksOf(location.get().search), element)));
  const single = at === undefined ? undefined : byKey.get(keyOf(at));
  return (
    <>
      <ImpactHead impact={impact} picks={picks} names={names} />
      <PickBar map={map} picks={picks} names={names} pick={pick} />
      <div class="impact-columns">
        <div class="impact-main">
          <p class="impact-at">
            {at === undefined ? (
              <span class="muted">{t('dashboards.impact.how')}</span>
            ) : (
              <>
                <b>{names.full(at)}</b> <span class="muted mono">{at.id}</span>{' '}
                {single === undefined
                  ? at.kind === 'device' || at.kind === 'link'
                    ? t('dashboards.impact.redundant')
                    : ''
                  : t('dashboards.impact.single-at', { points: single.points, views: single.lost + single.noLogin })}
              </>
            )}
          </p>
          <ImpactDrawing map={map} look={look} singles={byKey} names={names} pick={pick} point={setAt} />
          <Legend />
        </div>
        <aside class="impact-side">
          <FailedNow impact={impact} names={names} />
          <ImpactLists impact={impact} />
          <SingleList singles={singles} names={names} pick={pick} />
        </aside>
      </div>
    </>
  );
}

/** What is supposed to have failed, and how to suppose more without a mouse. */
function PickBar({
  map,
  picks,
  names,
  pick,
}: {
  readonly map: WireImpactMap;
  readonly picks: Picks;
  readonly names: ElementNames;
  readonly pick: (element: WireImpactElement) => void;
}) {
  const t = useWords();
  const all = useMemo(() => elementsOf(map), [map]);
  const [typed, setTyped] = useState('');
  const choose = (text: string) => {
    const found = all.find((element) => element.id === text);
    setTyped(found === undefined ? text : '');
    if (found !== undefined) pick(found);
  };
  return (
    <div class="impact-picks">
      <label class="impact-search">
        <span class="hidden">{t('dashboards.impact.choose')}</span>
        <input
          list="impact-elements"
          placeholder={t('dashboards.impact.choose')}
          value={typed}
          onInput={(event) => choose(event.currentTarget.value)}
        />
      </label>
      <datalist id="impact-elements">
        {all.map((element) => (
          <option key={keyOf(element)} value={element.id}>
            {names.full(element)}
          </option>
        ))}
      </datalist>
      {picks.elements.map((element) => (
        <button
          key={keyOf(element)}
          type="button"
          class="chip impact-pick"
          data-pick={keyOf(element)}
          aria-label={t('dashboards.impact.remove', { element: names.full(element) })}
          onClick={() => pick(element)}
        >
          {names.full(element)} <span aria-hidden="true">✕</span>
        </button>
      ))}
      {picks.elements.length === 0 ? null : (
        <>
          <label class="impact-alone">
            <input
              type="checkbox"
              checked={!picks.isAlone}
              onChange={(event) => replace(pathWith({ ...picks, isAlone: !event.currentTarget.checked }))}
            />
            {t('dashboards.impact.besides-now')}
          </label>
          <button type="button" class="button small" data-clear onClick={() => replace('/impact')}>
            {t('dashboards.impact.clear')}
          </button>
        </>
      )}
    </div>
  );
}

/** Every element that stands in the drawing. */
function elementsOf({ centres, points }: WireImpactMap): readonly WireImpactElement[] {
  const device = (id: string) => ({ kind: 'device', id }) as const;
  return [
    ...points.flatMap(({ links }) => links.map(({ id }) => ({ kind: 'link', id }) as const)),
    ...centres.flatMap(({ gearIds, pairs, services }) => [
      ...gearIds.map(device),
      ...pairs.flatMap(({ id, memberIds }) => [{ kind: 'pair', id } as const, ...memberIds.map(device)]),
      ...services.map(({ id }) => ({ kind: 'service', id }) as const),
    ]),
    ...points.flatMap(({ id, gatewayIds, switchIds }) => [
      { kind: 'point', id } as const,
      ...[...gatewayIds, ...switchIds].map(device),
    ]),
  ];
}

/** What has failed by the states, each with its own page. */
function FailedNow({ impact, names }: { readonly impact: WireImpact; readonly names: ElementNames }) {
  const t = useWords();
  const now = impact.failed.filter(({ isSupposed }) => !isSupposed);
  if (now.length === 0) return null;
  return (
    <Panel title={t('dashboards.impact.failed-now')}>
      <p class="impact-failed">
        {now.map((element) => (
          <Go key={keyOf(element)} class="chip" to={pathOf(element.kind, element.id)}>
            {t(kindTexts[element.kind])} {names.name(element)}
          </Go>
        ))}
      </p>
    </Panel>
  );
}

function Legend() {
  const t = useWords();
  const words = ['lost', 'part', 'no-login', 'risk', 'unknown'] as const;
  return (
    <ul class="impact-legend">
      <li>
        <svg viewBox="0 0 44 16" aria-hidden="true">
          <g class="spot switch single">
            <rect class="body" x="2" y="2" width="12" height="12" rx="3" />
          </g>
          <g class="spot gateway single">
            <circle class="body" cx="30" cy="8" r="6" />
          </g>
        </svg>
        {t('dashboards.impact.legend.single')}
      </li>
      <li>
        <svg viewBox="0 0 44 16" aria-hidden="true">
          <g class="spot member">
            <rect class="body" x="2" y="2" width="12" height="12" rx="3" />
          </g>
          <g class="spot link">
            <path class="body" d="M27 1v14M33 1v14" />
          </g>
        </svg>
        {t('dashboards.impact.legend.redundant')}
      </li>
      {words.map((word) => (
        <li key={word}>
          <svg viewBox="0 0 24 16" aria-hidden="true">
            <g class={`spot point ${word}`}>
              <rect class="body" x="1.5" y="1.5" width="21" height="13" rx="4" />
            </g>
          </svg>
          {t(wordTexts[word])}
        </li>
      ))}
    </ul>
  );
}
