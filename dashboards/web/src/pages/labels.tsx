import { useEffect, useState } from 'preact/hooks';
import type { WirePage } from '../../../../api/wire.ts';
import type { WireTerminal } from '../../../../api/wire-keeping.ts';
import { live } from '../client/live.ts';
import { RequestFailed } from '../client/rest.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { Code128, QrCode } from '../keeping/codes.tsx';
import { networkTexts, usePlaceName } from '../keeping/marks.tsx';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { Go, location } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { useWords } from '../text/language.ts';

/** Labels of 70 x 37 mm, three in a row, eight rows: the usual sheet of 24 on A4. */
const onSheet = 24;
/** 50 sheets in one go. */
const mostLabels = 1_200;
const pageSize = 200;

/** Sheets of labels to print, of the terminals that the address line filters. */
export default function LabelsPage() {
  const t = useWords();
  const search = useStore(location, (here) => here.search);
  const [terminals, setTerminals] = useState<readonly WireTerminal[]>();
  const [total, setTotal] = useState(0);
  const [failed, setFailed] = useState<RequestFailed>();
  const [skipped, setSkipped] = useState(0);
  const load = () => {
    let wanted = true;
    const read = async () => {
      const query = Object.fromEntries(new URLSearchParams(search));
      const all: WireTerminal[] = [];
      let cursor: string | undefined;
      do {
        const page: WirePage<WireTerminal> = await keepingRest.terminals({ ...query, limit: pageSize, cursor });
        all.push(...page.items);
        cursor = page.next ?? undefined;
        if (wanted) setTotal(page.total);
      } while (wanted && cursor !== undefined && all.length < mostLabels);
      if (wanted) setTerminals(all.slice(0, mostLabels));
    };
    setFailed(undefined);
    read().catch((thrown: unknown) => {
      if (wanted) setFailed(thrown instanceof RequestFailed ? thrown : new RequestFailed(0, ''));
    });
    return () => {
      wanted = false;
    };
  };
  useEffect(load, [search]);
  const cells: readonly (WireTerminal | undefined)[] = [
    ...Array.from({ length: skipped }, () => undefined),
    ...(terminals ?? []),
  ];
  const sheets = Array.from({ length: Math.ceil(cells.length / onSheet) }, (_, n) =>
    cells.slice(n * onSheet, (n + 1) * onSheet),
  );
  return (
    <div class="page labels-page">
      <div class="page-head no-print">
        <h1>{t('dashboards.keeping.labels')}</h1>
        <span class="muted">{t('dashboards.keeping.labels.count', { count: terminals?.length ?? 0, total })}</span>
        <span class="grow" />
        <label class="labels-skip">
          {t('dashboards.keeping.labels.skip')}
          <input
            type="number"
            min={0}
            max={onSheet - 1}
            value={skipped}
            onInput={(event) =>
              setSkipped(Math.min(onSheet - 1, Math.max(0, Math.floor(Number(event.currentTarget.value)) || 0)))
            }
          />
        </label>
        <Go class="button" to={`/terminals${search}`}>
          {t('dashboards.keeping.back')}
        </Go>
        <button type="button" class="button primary" onClick={() => window.print()} disabled={!terminals?.length}>
          {t('dashboards.keeping.print')}
        </button>
      </div>
      <p class="muted no-print">{t('dashboards.keeping.labels.paper')}</p>
      {failed === undefined ? null : <Failure failed={failed} again={load} />}
      {terminals === undefined && failed === undefined ? <Skeleton lines={6} /> : null}
      {terminals?.length === 0 ? <Empty title={t('dashboards.list.none')} /> : null}
      {terminals === undefined
        ? null
        : sheets.map((sheet, n) => (
            <section
              key={`sheet ${n + 1}`}
              class="label-sheet"
              aria-label={t('dashboards.keeping.labels.sheet', { number: n + 1 })}
            >
              {sheet.map((terminal, index) =>
                terminal === undefined ? (
                  <div key={`empty ${index + 1}`} class="label empty" />
                ) : (
                  <Label key={terminal.id} terminal={terminal} />
                ),
              )}
            </section>
          ))}
    </div>
  );
}

/** One label: which network in word, colour, frame and hatching, so that a black-and-white print tells them apart as well. */
function Label({ terminal }: { readonly terminal: WireTerminal }) {
  const t = useWords();
  const placeName = usePlaceName();
  const frame = useStore(live, (state) => state.frame);
  const { network, code, placeId, custodian, brand, model } = terminal;
  const owner = (t.language === 'en' ? frame?.nameEn : frame?.nameZh) ?? '';
  const [place = '', point = ''] = placeName(placeId).split(' · ');
  return (
    <article class={`label ${network}`} data-label={code}>
      <div class="label-band">
        <b>{t(networkTexts[network])}</b>
        <span>{t(network === 'inner' ? 'dashboards.keeping.inner.foreign' : 'dashboards.keeping.outer.foreign')}</span>
      </div>
      <div class="label-text">
        <small>{t('dashboards.keeping.labels.owner', { city: owner })}</small>
        <b class="label-code">{code}</b>
        <span>{place}</span>
        <span>{[point === '' ? placeId : point, custodian].filter(Boolean).join(' · ')}</span>
        <span>{[brand, model].filter(Boolean).join(' ')}</span>
        <small class="label-rule">
          {t(network === 'inner' ? 'dashboards.keeping.labels.inner-rule' : 'dashboards.keeping.labels.outer-rule')}
        </small>
      </div>
      <QrCode text={code} />
      <Code128 text={code} />
    </article>
  );
}
