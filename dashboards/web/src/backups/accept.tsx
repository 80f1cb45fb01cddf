import { useState } from 'preact/hooks';
import type { WireBackupRepositoryDetail } from '../../../../api/wire-backups.ts';
import { useMay } from '../client/may.ts';
import { backupsRest } from '../client/rest-backups.ts';
import { FormDialog, TextField } from '../keeping/form.tsx';
import { Facts } from '../parts/detail.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';

/** Of a repository that became another one: a person says that this was on purpose. Nothing where it is the one that it was. */
export function AcceptIdentity({
  repository,
  done,
}: {
  readonly repository: WireBackupRepositoryDetail;
  readonly done: () => void;
}) {
  const t = useWords();
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const { id, identity, otherIdentity } = repository;
  if (!useMay('approve') || otherIdentity === null || identity === null) return null;
  return (
    <>
      <button type="button" class="button small" data-deed="accept" onClick={() => setAsked(true)}>
        {t('dashboards.backups.accept')}
      </button>
      {asked ? (
        <FormDialog
          title={t('dashboards.backups.accept-of', { id })}
          submit={t('dashboards.backups.accept')}
          ready={reason.trim() !== ''}
          send={() => backupsRest.accept(id, identity, reason.trim())}
          done={done}
          close={() => setAsked(false)}
        >
          <p>{t('dashboards.backups.accept.meaning')}</p>
          <Facts
            facts={[
              [t('dashboards.backups.accept.was'), <span class="mono">{otherIdentity.was}</span>],
              [t('dashboards.backups.accept.is'), <span class="mono">{identity}</span>],
              [t('dashboards.backups.accept.since'), dateTime(otherIdentity.at)],
            ]}
          />
          <TextField
            label={t('dashboards.drills.reason')}
            value={reason}
            change={setReason}
            rows={2}
            longest={500}
            first
          />
        </FormDialog>
      ) : null}
    </>
  );
}
