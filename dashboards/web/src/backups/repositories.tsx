import type { WireBackupRepository } from '../../../../api/wire-backups.ts';
import { live } from '../client/live.ts';
import { useNow } from '../client/use.ts';
import { Go } from '../router.tsx';
import { dateTime, duration, withPrefix } from '../text/format.ts';
import { useWords, type Words } from '../text/language.ts';
import { BackupMark } from './marks.tsx';
import { repositoryPath } from './words.ts';

/** Where backups lie: each with its tool, the last look and its room. */
export function RepositoriesTable({ repositories }: { readonly repositories: readonly WireBackupRepository[] }) {
  const t = useWords();
  const now = useNow(1_000) + live.get().skewMs;
  if (repositories.length === 0) return <p class="muted">{t('dashboards.backups.no-repositories')}</p>;
  return (
    <div class="scroll">
      <table aria-label={t('dashboards.backups.repositories')} class="backup-repositories">
        <thead>
          <tr>
            <th scope="col">{t('dashboards.backups.repository')}</th>
            <th scope="col">{t('dashboards.backups.verdict')}</th>
            <th scope="col">{t('dashboards.backups.deciding')}</th>
            <th scope="col">{t('dashboards.backups.tool')}</th>
            <th scope="col">{t('dashboards.backups.looked')}</th>
            <th scope="col" class="number">
              {t('dashboards.backups.snapshots')}
            </th>
            <th scope="col" class="number">
              {t('dashboards.backups.free')}
            </th>
            <th scope="col">{t('dashboards.backups.full')}</th>
          </tr>
        </thead>
        <tbody>
          {repositories.map((each) => (
            <tr key={each.id} data-repository={each.id} class={`backup-row ${each.verdict}`}>
              <th scope="row">
                <Go to={repositoryPath(each.id)}>{each.id}</Go>
              </th>
              <td>
                <BackupMark verdict={each.verdict} of="check" />
              </td>
              <td class="mono">{each.deciding.slice(0, 4).join(' ')}</td>
              <td>{[each.tool, each.toolVersion].filter((part) => part !== null).join(' ') || '–'}</td>
              <td title={each.lookedAt === null ? '' : dateTime(each.lookedAt)}>{lookedText(each, now, t)}</td>
              <td class="number">{each.snapshots ?? '–'}</td>
              <td class="number">{withPrefix(each.freeBytes, 'B')}</td>
              <td>{fullText(each, t)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** When somebody looked, and whether a list came of it. */
export function lookedText({ lookedAt, listed, looking }: WireBackupRepository, now: number, t: Words): string {
  if (looking) return t('dashboards.backups.looking');
  if (lookedAt === null) return t('dashboards.backups.not-looked');
  const age = duration(now - Date.parse(lookedAt), t.language);
  return listed ? t('dashboards.ago', { age }) : t('dashboards.backups.not-listed', { age });
}

/** Days until a repository is full, with how unsure that is. */
export function fullText({ fullInDays }: Pick<WireBackupRepository, 'fullInDays'>, t: Words): string {
  if (fullInDays === null) return t('dashboards.backups.full.no-trend');
  const least = Math.floor(fullInDays.least);
  return fullInDays.most === null
    ? t('dashboards.backups.full.at-least', { least })
    : t('dashboards.backups.full.between', { least, most: Math.floor(fullInDays.most) });
}
