import { useState } from 'preact/hooks';
import type { WireStockTakeDetail } from '../../../../api/wire-keeping.ts';
import { useMay } from '../client/may.ts';
import { keepingRest } from '../client/rest-keeping.ts';
import { useAsked, useChange, useNow } from '../client/use.ts';
import { DecideDialog, type Verdict } from '../keeping/decide.tsx';
import { FormDialog, TextField } from '../keeping/form.tsx';
import { usePlaceName } from '../keeping/marks.tsx';
import { ScanBox } from '../keeping/scan-box.tsx';
import { StockSheet } from '../keeping/stock-sheet.tsx';
import { sourceTexts, statusTexts, verdictTexts } from '../keeping/stock-words.ts';
import { KeepingTabs } from '../keeping/tabs.tsx';
import { Panel } from '../parts/detail.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const refreshMs = 5_000;
const kinds = ['found', 'missing', 'misplaced', 'unknown', 'wrong-network'] as const;

/** One stock-take: labels come in, the comparison stands beside, two persons sign, the sheet is printed. */
export default function StockTakePage({ id }: { readonly id: string }) {
  const asked = useAsked(id, () => keepingRest.stockTake(id));
  const { value, failed, again } = asked;
  const now = useNow(refreshMs);
  useChange(now, again);
  return (
    <div class="page">
      <KeepingTabs mark={value?.status ?? ''} />
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={8} /> : null}
      {value === undefined ? null : <StockTake take={value} again={again} />}
    </div>
  );
}

interface Properties {
  readonly take: WireStockTakeDetail;
  readonly again: () => void;
}

function StockTake({ take, again }: Properties) {
  const t = useWords();
  const placeName = usePlaceName();
  const operates = useMay('operate');
  const approves = useMay('approve');
  const [ending, setEnding] = useState<'finish' | 'abandon'>();
  const [verdict, setVerdict] = useState<Verdict>();
  const { id, placeId, status, counts, proposal } = take;
  const numbers = { ...counts, 'wrong-network': counts.wrongNetwork };
  const counting = status === 'counting' && operates;
  return (
    <>
      <div class="page-head no-print">
        <h1>{placeName(placeId)}</h1>
        <span class={`status ${status}`}>{t(statusTexts[status])}</span>
        <span class="muted">
          {t('dashboards.keeping.stock.begun', { at: dateTime(take.startedAt), user: take.startedBy.user })}
        </span>
        <span class="grow" />
        {status === 'signed' && !take.covered ? (
          <span class="muted">{t('dashboards.keeping.stock.uncovered')}</span>
        ) : null}
        <button
          type="button"
          class="button"
          disabled={status === 'signed' && !take.covered}
          onClick={() => window.print()}
        >
          {t('dashboards.keeping.stock.sheet')}
        </button>
        {counting ? (
          <>
            <button type="button" class="button" onClick={() => setEnding('abandon')}>
              {t('dashboards.keeping.stock.abandon')}
            </button>
            <button type="button" class="button primary" onClick={() => setEnding('finish')}>
              {t('dashboards.keeping.stock.finish')}
            </button>
          </>
        ) : null}
        {proposal?.own === true ? (
          <button type="button" class="button" onClick={() => setVerdict('withdraw')}>
            {t('dashboards.keeping.withdraw')}
          </button>
        ) : null}
        {proposal !== null && approves && !proposal.own ? (
          <>
            <button type="button" class="button" onClick={() => setVerdict('reject')}>
              {t('dashboards.keeping.stock.send-back')}
            </button>
            <button type="button" class="button primary" onClick={() => setVerdict('approve')}>
              {t('dashboards.keeping.stock.sign')}
            </button>
          </>
        ) : null}
      </div>
      {counting ? (
        <div class="panel no-print">
          <ScanBox id={id} scanned={again} />
        </div>
      ) : null}
      <div class="counts no-print">
        {kinds.map((kind) => (
          <span key={kind} class={`count ${kind}`} data-count={kind}>
            <b>{numbers[kind]}</b>
            <small>{t(verdictTexts[kind])}</small>
          </span>
        ))}
        <span class="count">
          <b>{take.expected}</b>
          <small>{t('dashboards.keeping.stock.expected')}</small>
        </span>
      </div>
      <div class="columns no-print">
        <div>
          <Findings take={take} />
        </div>
        <div>
          <Scans take={take} again={again} counting={counting} />
        </div>
      </div>
      <StockSheet take={take} />
      {ending === undefined ? null : <EndDialog id={id} how={ending} close={() => setEnding(undefined)} done={again} />}
      {verdict === undefined || proposal === null ? null : (
        <DecideDialog proposal={proposal} verdict={verdict} close={() => setVerdict(undefined)} done={again} />
      )}
    </>
  );
}

function Findings({ take }: Pick<Properties, 'take'>) {
  const t = useWords();
  const placeName = usePlaceName();
  const open = take.list.filter(({ found }) => !found);
  return (
    <Panel title={t('dashboards.keeping.stock.differences')}>
      {take.findings.length === 0 ? <p class="muted">{t('dashboards.keeping.stock.agree')}</p> : null}
      <table>
        <tbody>
          {take.findings.map((finding) => (
            <tr key={`${finding.kind} ${finding.barcode}`} data-finding={finding.kind}>
              <td>
                <span class={`verdict ${finding.kind}`}>{t(verdictTexts[finding.kind])}</span>
              </td>
              <td class="mono">{finding.barcode}</td>
              <td>
                {finding.terminalId === null ? (
                  '–'
                ) : (
                  <Go to={`/terminals/${encodeURIComponent(finding.terminalId)}`}>{finding.terminalId}</Go>
                )}
              </td>
              <td class="reason">
                {finding.registeredAt === null
                  ? ''
                  : t('dashboards.keeping.scan.registered-at', { place: placeName(finding.registeredAt) })}{' '}
                {finding.state === null || finding.kind !== 'misplaced'
                  ? ''
                  : t.message({ key: `custody.state.${finding.state}` })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {open.length === 0 && take.findings.length === 0 ? null : (
        <p class="muted">{t('dashboards.keeping.stock.meaning')}</p>
      )}
    </Panel>
  );
}

function Scans({ take, again, counting }: Properties & { readonly counting: boolean }) {
  const t = useWords();
  const takeBack = (code: string) => void keepingRest.unscan(take.id, code).then(again, again);
  return (
    <Panel title={t('dashboards.keeping.stock.scans', { count: take.scanned })}>
      <ul class="plain-list scans">
        {take.scans.map(({ code, at, by, source, network }) => (
          <li key={code}>
            <b class="mono">{code}</b>
            <span class="muted">
              {t(sourceTexts[source])} · {by} · {dateTime(at)}
              {network === null
                ? ''
                : ` · ${t(network === 'inner' ? 'dashboards.keeping.inner' : 'dashboards.keeping.outer')}`}
            </span>
            <span class="grow" />
            {counting ? (
              <button
                type="button"
                class="icon-button"
                aria-label={t('dashboards.keeping.scan.take-back', { code })}
                title={t('dashboards.keeping.scan.take-back', { code })}
                onClick={() => takeBack(code)}
              >
                ×
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface EndProperties {
  readonly id: string;
  readonly how: 'finish' | 'abandon';
  readonly close: () => void;
  readonly done: () => void;
}

function EndDialog({ id, how, close, done }: EndProperties) {
  const t = useWords();
  const [text, setText] = useState('');
  const title = t(how === 'finish' ? 'dashboards.keeping.stock.finish' : 'dashboards.keeping.stock.abandon');
  const send = () =>
    how === 'finish' ? keepingRest.finishStockTake(id, text.trim()) : keepingRest.abandonStockTake(id, text.trim());
  return (
    <FormDialog
      title={title}
      submit={title}
      danger={how === 'abandon'}
      ready={text.trim() !== ''}
      send={send}
      done={done}
      close={close}
    >
      <p class="muted">
        {t(how === 'finish' ? 'dashboards.keeping.stock.finish.meaning' : 'dashboards.keeping.stock.abandon.meaning')}
      </p>
      <TextField label={t('dashboards.keeping.note')} value={text} change={setText} rows={3} longest={1000} first />
    </FormDialog>
  );
}
