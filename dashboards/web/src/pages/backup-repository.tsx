import { useEffect, useState } from 'preact/hooks';
import type { WireBackupRepositoryDetail } from '../../../../api/wire-backups.ts';
import { AcceptIdentity } from '../backups/accept.tsx';
import { Checks } from '../backups/checks.tsx';
import { Curve } from '../backups/curve.tsx';
import { BackupMark } from '../backups/marks.tsx';
import { fullText, lookedText } from '../backups/repositories.tsx';
import { SetsTable } from '../backups/sets.tsx';
import { Snapshots } from '../backups/snapshots.tsx';
import { repositoryPath, stateOfVerdict } from '../backups/words.ts';
import { live } from '../client/live.ts';
import { useMay } from '../client/may.ts';
import { RequestFailed } from '../client/rest.ts';
import { backupsRest } from '../client/rest-backups.ts';
import { useAsked, useNow } from '../client/use.ts';
import { Facts, Panel } from '../parts/detail.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go } from '../router.tsx';
import { dateTime, duration, percent, withPrefix } from '../text/format.ts';
import { useWords, type Words } from '../text/language.ts';

const refreshMs = 5_000;

/** One repository: its checks, the tool's own words, locks, room, what lies in it and what nobody declared. */
export default function BackupRepositoryPage({ id }: { readonly id: string }) {
  const t = useWords();
  const { value, failed, again } = useAsked(`repository ${id}`, () => backupsRest.repository(id));
  const turn = useNow(refreshMs);
  useEffect(again, [turn]);
  const now = useNow(1_000) + live.get().skewMs;
  if (value === undefined)
    return failed === undefined ? <Skeleton lines={8} /> : <Failure failed={failed} again={again} />;
  const space = value.space.map(({ at, freeBytes, totalBytes }) => ({
    at: Date.parse(at),
    value: freeBytes,
    title: `${dateTime(at)} ${withPrefix(freeBytes, 'B')} / ${withPrefix(totalBytes, 'B')}`,
  }));
  return (
    <div class="page">
      <header class={`detail-head s-${stateOfVerdict(value.verdict)}`}>
        <nav class="crumbs" aria-label={t('dashboards.nav.crumbs')}>
          <Go to="/backups">{t('dashboards.backups.title')}</Go>
        </nav>
        <div class="detail-title">
          <h1>{id}</h1>
          <span class="muted">{t('dashboards.backups.repository')}</span>
        </div>
        <div class="detail-state">
          <BackupMark verdict={value.verdict} of="check" />
          <span>{lookedText(value, now, t)}</span>
          <LookNow id={id} looking={value.looking} again={again} />
          <AcceptIdentity repository={value} done={again} />
        </div>
        <div class="muted detail-age">
          <span title={dateTime(value.since)}>
            {t('dashboards.since', { duration: duration(now - Date.parse(value.since), t.language) })}
          </span>
        </div>
      </header>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      <div class="columns">
        <div>
          <Panel title={t('dashboards.backups.checks')}>
            <Checks checks={value.checks} now={now} />
          </Panel>
          <Panel title={t('dashboards.backups.words')}>
            <Findings findings={value.findings} t={t} />
          </Panel>
        </div>
        <div>
          <Panel title={t('dashboards.backups.facts')}>
            <Facts facts={factsOf(value, t)} />
          </Panel>
          <Panel title={t('dashboards.backups.space')} side={<span>{fullText(value, t)}</span>}>
            {space.length === 0 ? (
              <p class="muted">{t('dashboards.backups.no-space')}</p>
            ) : (
              <Curve points={space} label={t('dashboards.backups.space')} format={(free) => withPrefix(free, 'B')} />
            )}
          </Panel>
          <Panel title={t('dashboards.backups.locks')}>
            {value.locks.length === 0 ? <p class="muted">{t('dashboards.backups.locks.none')}</p> : null}
            <ul class="evidence">
              {value.locks.map((lock) => (
                <li key={`${lock.host} ${lock.pid} ${lock.at}`}>
                  <span class="mono">
                    {lock.host} {lock.pid}
                  </span>
                  <b>{t(aliveTexts[`${lock.alive}`])}</b>
                  <time class="muted" dateTime={lock.at}>
                    {dateTime(lock.at)}
                  </time>
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      </div>
      <Panel title={t('dashboards.backups.sets')}>
        {value.sets.length === 0 ? (
          <p class="muted">{t('dashboards.backups.none-here')}</p>
        ) : (
          <SetsTable sets={value.sets} label={t('dashboards.backups.sets')} withRepository={false} />
        )}
      </Panel>
      <Panel title={t('dashboards.backups.orphans')}>
        {value.orphans.length === 0 ? (
          <p class="muted">{t('dashboards.backups.orphans.none')}</p>
        ) : (
          <Snapshots snapshots={value.orphans} label={t('dashboards.backups.orphans')} />
        )}
      </Panel>
    </div>
  );
}

const aliveTexts = {
  true: 'dashboards.backups.locks.alive',
  false: 'dashboards.backups.locks.dead',
  null: 'dashboards.backups.locks.unknown',
} as const;

function factsOf(value: WireBackupRepositoryDetail, t: Words) {
  const immutable = value.immutable;
  return [
    [t('dashboards.backups.tool'), [value.tool, value.toolVersion].filter((part) => part !== null).join(' ') || '–'],
    [t('dashboards.backups.location'), value.location],
    [t('dashboards.backups.medium'), `${value.medium} · ${value.place}`],
    [t('dashboards.backups.identity'), value.identity],
    [t('dashboards.backups.encryption'), value.encryption],
    [
      t('dashboards.backups.immutable'),
      immutable === null
        ? t('dashboards.backups.verdict.unknown')
        : t(immutable ? 'dashboards.backups.yes' : 'dashboards.backups.no'),
    ],
    [t('dashboards.backups.snapshots'), value.snapshots === null ? '–' : `${value.snapshots}`],
    [t('dashboards.backups.share-read'), percent(value.shareRead)],
    [
      t('dashboards.backups.free'),
      value.freeBytes === null
        ? t('dashboards.backups.no-space')
        : `${withPrefix(value.freeBytes, 'B')} / ${withPrefix(value.totalBytes, 'B')}`,
    ],
    [
      t('dashboards.backups.copies'),
      value.copies.length === 0
        ? '–'
        : value.copies.map((copy) => (
            <Go key={copy} class="chip" to={repositoryPath(copy)}>
              {copy}
            </Go>
          )),
    ],
    [
      t('dashboards.restores.title'),
      <Go to={`/restore-drills?repository=${encodeURIComponent(value.id)}`}>{t('dashboards.restores.drills-of')}</Go>,
    ],
  ] as const;
}

/** What the tool said, never in other words. */
function Findings({ findings, t }: { readonly findings: WireBackupRepositoryDetail['findings']; readonly t: Words }) {
  if (findings.length === 0) return <p class="muted">{t('dashboards.backups.words.none')}</p>;
  return (
    <ul class="backup-findings">
      {findings.map(({ reason, weight, text, said, snapshotId }, index) => (
        <li key={`${index} ${reason}`} class={weight}>
          <b>{t.message(text)}</b>
          {snapshotId === null ? null : <span class="mono muted">{snapshotId.slice(0, 24)}</span>}
          <pre>{said}</pre>
        </li>
      ))}
    </ul>
  );
}

function LookNow({
  id,
  looking,
  again,
}: {
  readonly id: string;
  readonly looking: boolean;
  readonly again: () => void;
}) {
  const t = useWords();
  const [failed, setFailed] = useState('');
  if (!useMay('operate')) return null;
  const look = () => {
    setFailed('');
    backupsRest.look(id).then(again, (thrown: unknown) => {
      setFailed((thrown instanceof RequestFailed && thrown.text) || t('dashboards.failure.unreachable'));
    });
  };
  return (
    <>
      <button type="button" class="button small" disabled={looking} onClick={look}>
        {t(looking ? 'dashboards.backups.looking' : 'dashboards.backups.look')}
      </button>
      {failed === '' ? null : (
        <span class="bad" role="alert">
          {failed}
        </span>
      )}
    </>
  );
}
