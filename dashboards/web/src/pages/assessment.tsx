import { useState } from 'preact/hooks';
import type { WireAssessmentPeriod } from '../../../../api/wire-assessment.ts';
import { Chooser, Frame, ReportTabs, useAssessment } from '../assessment/frame.tsx';
import { Ranking } from '../assessment/ranking.tsx';
import { unitName } from '../assessment/words.ts';
import { useMay } from '../client/may.ts';
import { assessmentRest } from '../client/rest-assessment.ts';
import { FormDialog, TextField } from '../keeping/form.tsx';
import { Panel } from '../parts/detail.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { go } from '../router.tsx';
import { useWords } from '../text/language.ts';

/** The ranking of districts and offices in a period, and closing the period. */
export default function AssessmentPage() {
  const t = useWords();
  const { list, id, found } = useAssessment('ranking', assessmentRest.ranking);
  const operates = useMay('operate');
  const [name, setName] = useState('');
  const [closing, setClosing] = useState<WireAssessmentPeriod>();
  const { value } = found;
  const period = list.value?.periods.find((each) => each.id === id);
  const cards = value?.cards ?? [];
  const isMeant = (text: string): boolean => text.toLowerCase().includes(name.trim().toLowerCase());
  const offices = cards.filter((card) => card.kind === 'office' && (isMeant(unitName(card, t)) || isMeant(card.id)));
  const scheme = value?.about?.scheme;
  return (
    <div class="page assessment">
      <ReportTabs />
      <div class="page-head">
        <h1>{t('dashboards.assessment.title')}</h1>
        <span class="muted">{t('dashboards.assessment.what')}</span>
        <span class="grow" />
        {list.value === undefined || id === undefined ? null : <Chooser list={list.value} id={id} />}
      </div>
      <Frame list={list} found={found}>
        <div class="buttons no-print assess-actions">
          {id === undefined ? null : (
            <>
              <a class="button small" href={assessmentRest.fileUrl(id, 'csv', t.language)} download>
                {t('dashboards.assessment.csv')}
              </a>
              <a class="button small" href={assessmentRest.fileUrl(id, 'json', t.language)} download>
                {t('dashboards.assessment.json')}
              </a>
            </>
          )}
          {value?.closed?.status === 'closed' ? <ReportButton id={value.closed.id} /> : null}
          <button type="button" class="button small" onClick={() => window.print()}>
            {t('dashboards.assessment.print')}
          </button>
          <span class="grow" />
          {period === undefined || !period.isOver ? null : period.obstacle === null ? (
            operates ? (
              <button type="button" class="button small primary" onClick={() => setClosing(period)}>
                {t('dashboards.assessment.close')}
              </button>
            ) : null
          ) : (
            <span class="muted">{t.message(period.obstacle)}</span>
          )}
        </div>
        {scheme === undefined || id === undefined ? null : (
          <>
            <Panel title={t('dashboards.assessment.offices')}>
              <input
                class="no-print assess-find"
                type="search"
                value={name}
                placeholder={t('dashboards.assessment.find')}
                aria-label={t('dashboards.assessment.find')}
                onInput={(event) => setName(event.currentTarget.value)}
              />
              {offices.length === 0 ? (
                <p class="muted">{t('dashboards.assessment.find.none')}</p>
              ) : (
                <Ranking {...{ id, scheme }} label={t('dashboards.assessment.offices')} cards={offices} />
              )}
            </Panel>
            <Panel title={t('dashboards.assessment.districts')}>
              <Ranking
                {...{ id, scheme }}
                label={t('dashboards.assessment.districts')}
                cards={cards.filter(({ kind }) => kind === 'district')}
              />
            </Panel>
          </>
        )}
      </Frame>
      {closing === undefined ? null : (
        <CloseDialog period={closing} close={() => setClosing(undefined)} done={list.again} />
      )}
    </div>
  );
}

/** Asks for the report that can be verified offline, and goes to where it is made. */
function ReportButton({ id }: { readonly id: string }) {
  const t = useWords();
  const [said, setSaid] = useState('');
  const make = async () => {
    try {
      await assessmentRest.report(id, t.language);
      go('/reports');
    } catch (thrown) {
      setSaid(failureWords(thrown, t));
    }
  };
  return (
    <>
      <button type="button" class="button small" onClick={make}>
        {t('dashboards.assessment.report')}
      </button>
      {said === '' ? null : <span role="alert">{said}</span>}
    </>
  );
}

function CloseDialog(ending: {
  readonly period: WireAssessmentPeriod;
  readonly close: () => void;
  readonly done: () => void;
}) {
  const t = useWords();
  const [reason, setReason] = useState('');
  const { period, close, done } = ending;
  return (
    <FormDialog
      title={t('dashboards.assessment.close.title', { period: period.id })}
      submit={t('dashboards.assessment.close')}
      ready={reason.trim() !== ''}
      send={() => assessmentRest.close(period.id, reason)}
      {...{ close, done }}
    >
      <p>{t('dashboards.assessment.close.meaning')}</p>
      <TextField
        label={t('dashboards.assessment.close.reason')}
        value={reason}
        change={setReason}
        first
        rows={3}
        longest={2_000}
      />
    </FormDialog>
  );
}
