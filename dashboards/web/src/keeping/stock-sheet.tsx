import type { WireStockTakeDetail } from '../../../../api/wire-keeping.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { QrCode } from './codes.tsx';
import { usePlaceName } from './marks.tsx';
import { statusTexts, verdictTexts } from './stock-words.ts';

/** What is printed: list, differences, who signed, and the signed head of the ledger in letters and as a QR code. */
export function StockSheet({ take }: { readonly take: WireStockTakeDetail }) {
  const t = useWords();
  const placeName = usePlaceName();
  const { id, placeId, status, counts, list, findings, signed, record, checkpoint, expectedDigest } = take;
  const facts = [
    [t('dashboards.keeping.place'), placeName(placeId)],
    [t('dashboards.keeping.id'), id],
    [t('dashboards.table.status'), t(statusTexts[status])],
    [t('dashboards.keeping.stock.started'), `${dateTime(take.startedAt)} · ${take.startedBy.user}`],
    [t('dashboards.keeping.stock.digest'), expectedDigest],
    [
      t('dashboards.keeping.stock.result'),
      t('dashboards.keeping.stock.counts', { ...counts, expected: take.expected, scanned: take.scanned }),
    ],
    [t('dashboards.keeping.stock.record'), record === null ? t('dashboards.keeping.stock.unsigned') : String(record)],
  ] as const;
  return (
    <section class="sheet print-only" aria-label={t('dashboards.keeping.stock.sheet')}>
      <h1>{t('dashboards.keeping.stock.sheet.title')}</h1>
      <table class="sheet-facts">
        <tbody>
          {facts.map(([name, value]) => (
            <tr key={name}>
              <th>{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{t('dashboards.keeping.stock.differences')}</h2>
      {findings.length === 0 ? <p>{t('dashboards.keeping.stock.agree')}</p> : null}
      <table>
        <tbody>
          {findings.map((finding) => (
            <tr key={`${finding.kind} ${finding.barcode}`}>
              <td>{t(verdictTexts[finding.kind])}</td>
              <td class="mono">{finding.barcode}</td>
              <td>{finding.terminalId ?? '–'}</td>
              <td>{finding.registeredAt === null ? '' : placeName(finding.registeredAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>{t('dashboards.keeping.stock.list')}</h2>
      <table>
        <thead>
          <tr>
            <th>{t('dashboards.keeping.label')}</th>
            <th>{t('dashboards.keeping.id')}</th>
            <th>{t('dashboards.keeping.network')}</th>
            <th>{t('dashboards.table.state')}</th>
            <th>{t('dashboards.keeping.stock.found')}</th>
          </tr>
        </thead>
        <tbody>
          {list.map((line) => (
            <tr key={line.code}>
              <td class="mono">{line.code}</td>
              <td>{line.terminalId}</td>
              <td>{t(line.network === 'inner' ? 'dashboards.keeping.inner' : 'dashboards.keeping.outer')}</td>
              <td>{t.message({ key: `custody.state.${line.state}` })}</td>
              <td>{line.found ? '✓' : '✗'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="sheet-signatures">
        <span>
          {t('dashboards.keeping.stock.counted-by')} <b>{signed?.countedBy.user ?? ''}</b>
        </span>
        <span>
          {t('dashboards.keeping.stock.signed-by')} <b>{signed?.by.user ?? ''}</b>
        </span>
        <span>
          {t('dashboards.keeping.date')} <b>{signed === null ? '' : dateTime(signed.at)}</b>
        </span>
      </div>
      {checkpoint === null ? null : (
        <div class="sheet-checkpoint">
          <QrCode text={checkpoint} ecc="L" />
          <div>
            <h2>{t('dashboards.keeping.stock.checkpoint')}</h2>
            <p>{t('dashboards.keeping.stock.checkpoint.meaning')}</p>
            <pre>{checkpoint}</pre>
          </div>
        </div>
      )}
    </section>
  );
}
