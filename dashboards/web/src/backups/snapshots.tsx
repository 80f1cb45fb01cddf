import { useState } from 'preact/hooks';
import type { WireSnapshot } from '../../../../api/wire-backups.ts';
import { dateTime, withPrefix } from '../text/format.ts';
import { useWords } from '../text/language.ts';

const atFirst = 20;

/** Snapshots as their tool tells them, newest first; the first twenty until all are wanted. */
export function Snapshots({
  snapshots,
  label,
}: {
  readonly snapshots: readonly WireSnapshot[];
  readonly label: string;
}) {
  const t = useWords();
  const [all, setAll] = useState(false);
  if (snapshots.length === 0) return <p class="muted">{t('dashboards.backups.no-snapshots')}</p>;
  const shown = all ? snapshots : snapshots.slice(0, atFirst);
  return (
    <div class="scroll">
      <table aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('dashboards.backups.snapshot.at')}</th>
            <th scope="col">{t('dashboards.backups.snapshot.id')}</th>
            <th scope="col">{t('dashboards.backups.snapshot.tags')}</th>
            <th scope="col">{t('dashboards.backups.snapshot.host')}</th>
            <th scope="col" class="number">
              {t('dashboards.backups.size')}
            </th>
            <th scope="col" class="number">
              {t('dashboards.backups.snapshot.files')}
            </th>
            <th scope="col" class="number">
              {t('dashboards.backups.snapshot.added')}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <tr key={each.id}>
              <td>
                {dateTime(each.startedAt)} {each.partial ? <b>{t('dashboards.backups.snapshot.partial')}</b> : null}
              </td>
              <td class="mono" title={each.id}>
                {each.id.slice(0, 24)}
              </td>
              <td>{each.tags.join(' ')}</td>
              <td>{each.host}</td>
              <td class="number">{withPrefix(each.bytes, 'B')}</td>
              <td class="number">{each.files ?? '–'}</td>
              <td class="number">{withPrefix(each.addedBytes, 'B')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < snapshots.length ? (
        <button type="button" class="button small" onClick={() => setAll(true)}>
          {t('dashboards.list.more', { count: snapshots.length - shown.length })}
        </button>
      ) : null}
    </div>
  );
}
