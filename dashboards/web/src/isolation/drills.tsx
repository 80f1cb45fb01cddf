import { useState } from 'preact/hooks';
import type { WireDrill } from '../../../../api/wire-canaries.ts';
import { rest } from '../client/rest.ts';
import { Panel } from '../parts/detail.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { Go } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';

const stateTexts: Readonly<Record<WireDrill['state'], TextKey>> = {
  running: 'dashboards.isolation.drills.state.running',
  ended: 'dashboards.isolation.drills.state.ended',
  stopped: 'dashboards.isolation.drills.state.stopped',
};

/** Holes that were opened by permission, how soon each way out was found; and the way to begin another. */
export function Drills({
  drills,
  sentinels,
  done,
}: {
  readonly drills: readonly WireDrill[];
  readonly sentinels: readonly string[];
  readonly done: () => void;
}) {
  const t = useWords();
  const isRunning = drills[0]?.state === 'running';
  const stop = (): void => void rest.stopDrill().then(done, done);
  return (
    <Panel title={t('dashboards.isolation.drills')}>
      <p class="muted">{t('dashboards.isolation.drills.intro')}</p>
      {drills.map((drill) => (
        <article key={drill.id} data-drill={drill.id}>
          <h3>
            {dateTime(drill.startedAt)} · {drill.targetId} · {drill.permission} · {drill.startedBy}
            {drill.approvedBy === null ? '' : ` / ${drill.approvedBy}`}
          </h3>
          <p class="muted">{t(stateTexts[drill.state], { ends: dateTime(drill.endsAt) })}</p>
          <ul class="plain-list">
            {drill.results.map((result) => (
              <Result key={`${result.protocol} ${result.target}`} result={result} ended={drill.state === 'ended'} />
            ))}
          </ul>
        </article>
      ))}
      {isRunning ? (
        <button type="button" class="button" onClick={stop}>
          {t('dashboards.isolation.drills.stop')}
        </button>
      ) : (
        <Wish sentinels={sentinels} done={done} />
      )}
    </Panel>
  );
}

function Result({ result, ended }: { readonly result: WireDrill['results'][number]; readonly ended: boolean }) {
  const t = useWords();
  const { protocol, target, tries, foundAfterSeconds } = result;
  const told = { protocol: protocol.toUpperCase(), target };
  if (foundAfterSeconds !== null) {
    return <li>{t('dashboards.isolation.drills.found', { ...told, seconds: foundAfterSeconds })}</li>;
  }
  if (!ended) return <li class="muted">{t('dashboards.isolation.drills.waits', told)}</li>;
  return <li class="outside-bad">{t('dashboards.isolation.drills.missed', { ...told, tries })}</li>;
}

function Wish({ sentinels, done }: { readonly sentinels: readonly string[]; readonly done: () => void }) {
  const t = useWords();
  const [chosen, setChosen] = useState('');
  const [permission, setPermission] = useState('');
  const [minutes, setMinutes] = useState(10);
  const [said, setSaid] = useState('');
  const [waits, setWaits] = useState(false);
  const targetId = chosen === '' ? (sentinels[0] ?? '') : chosen;
  const begin = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await rest.beginDrill({ targetId, permission, minutes });
      setPermission('');
      setSaid('');
      setWaits(true);
    } catch (thrown) {
      setSaid(failureWords(thrown, t));
      setWaits(false);
    }
    done();
  };
  return (
    <form class="filters drill-wish" onSubmit={(event) => void begin(event)}>
      <label class="chooser">
        <span>{t('dashboards.isolation.drills.sentinel')}</span>
        <select value={targetId} onChange={(event) => setChosen(event.currentTarget.value)}>
          {sentinels.map((id) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      </label>
      <label class="chooser">
        <span>{t('dashboards.isolation.drills.permission')}</span>
        <input
          name="permission"
          required
          maxLength={500}
          value={permission}
          onInput={(event) => setPermission(event.currentTarget.value)}
        />
      </label>
      <label class="chooser">
        <span>{t('dashboards.isolation.drills.minutes')}</span>
        <input
          type="number"
          name="minutes"
          min={1}
          max={120}
          required
          value={minutes}
          onInput={(event) => setMinutes(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="submit" class="button">
        {t('dashboards.isolation.drills.begin')}
      </button>
      <p role="status" class="outside-bad">
        {said}
      </p>
      {waits ? (
        <p role="status" class="drill-waits">
          {t('dashboards.isolation.drills.proposed')}{' '}
          <Go to="/approvals">{t('dashboards.isolation.drills.approvals')}</Go>
        </p>
      ) : null}
    </form>
  );
}
