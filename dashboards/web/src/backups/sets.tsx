import type { WireBackupSet } from '../../../../api/wire-backups.ts';
import { Go } from '../router.tsx';
import { dateTime, duration, withPrefix } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { BackupMark, RuleMarks } from './marks.tsx';
import { officePath, repositoryPath } from './words.ts';

/** Data sets, one a row; the arrow keys of a browser scroll, Tab goes from office to office. */
export function SetsTable({
  sets,
  label,
  withRepository = true,
}: {
  readonly sets: readonly WireBackupSet[];
  readonly label: string;
  readonly withRepository?: boolean;
}) {
  const t = useWords();
  return (
    <div class="scroll">
      <table aria-label={label} class="backup-sets">
        <thead>
          <tr>
            <th scope="col">{t('dashboards.backups.office')}</th>
            <th scope="col">{t('dashboards.backups.verdict')}</th>
            <th scope="col">{t('dashboards.backups.deciding')}</th>
            <th scope="col">{t('dashboards.backups.newest')}</th>
            <th scope="col" class="number">
              {t('dashboards.backups.size')}
            </th>
            <th scope="col">3-2-1-1-0</th>
            <th scope="col">{t('dashboards.backups.proof')}</th>
            {withRepository ? <th scope="col">{t('dashboards.backups.repository')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {sets.map((set) => (
            <tr key={set.id} data-set={set.id} class={`backup-row ${set.verdict}`}>
              <th scope="row">
                <Go to={officePath(set.officeId)}>{t.language === 'en' ? set.officeId : set.officeNameZh}</Go>
                <small class="muted">{set.id}</small>
              </th>
              <td>
                <BackupMark verdict={set.verdict} />
              </td>
              <td class="mono">{set.deciding.slice(0, 4).join(' ')}</td>
              <td title={set.newestAt === null ? '' : dateTime(set.newestAt)}>
                {set.ageSeconds === null
                  ? t('dashboards.backups.none-known')
                  : t('dashboards.ago', { age: duration(set.ageSeconds * 1000, t.language) })}
              </td>
              <td class="number">{withPrefix(set.bytes, 'B')}</td>
              <td>
                <RuleMarks rule={set.rule} />
              </td>
              <td>{set.proofLevel === null ? '–' : `L${set.proofLevel}`}</td>
              {withRepository ? (
                <td>
                  <Go to={repositoryPath(set.repositoryId)}>{set.repositoryId}</Go>
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
