import type { WireRestoreDrill } from '../../../../api/wire-restore.ts';
import { BackupTabs } from '../backups/tabs.tsx';
import { officePath, repositoryPath } from '../backups/words.ts';
import { live } from '../client/live.ts';
import { restoresRest } from '../client/rest-restores.ts';
import { useChange, useNow } from '../client/use.ts';
import { Chooser } from '../parts/chooser.tsx';
import { LongList } from '../parts/long-list.tsx';
import { RestoreActions } from '../restores/act.tsx';
import { dueClasses, dueTexts, nowText, restorePath, resultText, resultWord } from '../restores/words.ts';
import { Go, location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { useList } from './use-list.ts';

const refreshMs = 3_000;
const pageSize = 100;
const filters = ['district', 'due', 'repository'] as const;

/** Every declared data set: when its restore is to be proven again, how the last try ended, what runs and what waits for a person. */
export default function RestoreDrillsPage() {
  const t = useWords();
  const search = useStore(location, (here) => here.search);
  const query = new URLSearchParams(search);
  const wish = Object.fromEntries(filters.map((name) => [name, query.get(name) ?? undefined]));
  const list = useList(`restores ${search}`, (cursor) =>
    restoresRest.drills({ ...wish, all: 'true', limit: pageSize, cursor }),
  );
  const turn = useNow(refreshMs);
  useChange(turn, () => {
    if ((list.items?.length ?? 0) <= pageSize) list.again();
  });
  const districts = useStore(live, (state) => state.frame?.districts) ?? [];
  const choose = (name: (typeof filters)[number], value: string): void => {
    const next = new URLSearchParams(window.location.search);
    if (value === '') next.delete(name);
    else next.set(name, value);
    replace(next.size === 0 ? '/restore-drills' : `/restore-drills?${next}`);
  };
  return (
    <div class="page">
      <BackupTabs />
      <div class="page-head">
        <h1>{t('dashboards.restores.title')}</h1>
        <span class="muted">{t('dashboards.restores.meaning')}</span>
        {wish.repository === undefined ? null : (
          <button type="button" class="chip" onClick={() => choose('repository', '')}>
            {t('dashboards.restores.all-repositories', { id: wish.repository })}
          </button>
        )}
      </div>
      <div class="filters">
        <Chooser
          label={t('dashboards.kind.district')}
          value={wish.district ?? ''}
          choices={districts.map((each) => [each.id, t.language === 'en' ? each.nameEn : each.nameZh])}
          choose={(chosen) => choose('district', chosen)}
        />
        <Chooser
          label={t('dashboards.restores.due')}
          value={wish.due ?? ''}
          choices={(Object.keys(dueTexts) as (keyof typeof dueTexts)[]).map((each) => [each, t(dueTexts[each])])}
          choose={(chosen) => choose('due', chosen)}
        />
      </div>
      <LongList list={list} lines={10} none={t('dashboards.restores.none')}>
        {(items) => <Drills items={items} done={list.again} now={turn + live.get().skewMs} />}
      </LongList>
    </div>
  );
}

function Drills({
  items,
  done,
  now,
}: {
  readonly items: readonly WireRestoreDrill[];
  readonly done: () => void;
  readonly now: number;
}) {
  const t = useWords();
  return (
    <div class="scroll">
      <table aria-label={t('dashboards.restores.title')} class="restore-drills">
        <thead>
          <tr>
            <th scope="col">{t('dashboards.backups.office')}</th>
            <th scope="col">{t('dashboards.restores.set')}</th>
            <th scope="col">{t('dashboards.restores.due')}</th>
            <th scope="col">{t('dashboards.restores.last')}</th>
            <th scope="col">{t('dashboards.restores.now')}</th>
            <th scope="col">{t('dashboards.backups.repository')}</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {items.map((drill) => (
            <tr key={drill.dataSetId} data-drill={drill.dataSetId} data-state={drill.state}>
              <td>
                <Go to={officePath(drill.officeId)}>{t.language === 'en' ? drill.officeId : drill.officeNameZh}</Go>
              </td>
              <td>
                <Go to={restorePath(drill.dataSetId)}>{drill.dataSetId}</Go>
              </td>
              <td>
                <span class={`chip ${dueClasses[drill.due]}`}>{t(dueTexts[drill.due])}</span>{' '}
                <span class="muted">{drill.dueAt === null ? '' : dateTime(drill.dueAt).slice(0, 10)}</span>
              </td>
              <td>
                {drill.last === null ? (
                  <span class="muted">{t('dashboards.backups.proof.never')}</span>
                ) : (
                  <>
                    <span class={`restore-word ${resultWord(drill.last)}`}>{resultText(drill.last, t)}</span>{' '}
                    <time class="muted" dateTime={drill.last.finishedAt} title={dateTime(drill.last.finishedAt)}>
                      {dateTime(drill.last.finishedAt).slice(0, 16)}
                    </time>
                  </>
                )}
              </td>
              <td>{nowText(drill, now, t)}</td>
              <td>
                <Go to={repositoryPath(drill.repositoryId)}>{drill.repositoryId}</Go>
              </td>
              <td>
                <RestoreActions drill={drill} done={done} />
                {drill.state === 'idle' && drill.obstacle !== null ? (
                  <small class="muted">{t.message(drill.obstacle)}</small>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
