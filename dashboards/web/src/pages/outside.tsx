import { useEffect, useState } from 'preact/hooks';
import type { WireCanaries, WireCanary, WireOuterSwitch, WireSentinel } from '../../../../api/wire-canaries.ts';
import { rest } from '../client/rest.ts';
import { useAsked, useNow } from '../client/use.ts';
import { Drills } from '../isolation/drills.tsx';
import { Honeytokens } from '../isolation/honeytokens.tsx';
import { Panel } from '../parts/detail.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go } from '../router.tsx';
import { dateTime, duration } from '../text/format.ts';
import { type TextKey, useWords, type Words } from '../text/language.ts';

/** While a round is under way, and while none is. */
const refreshMs = { busy: 1_000, idle: 10_000 } as const;

const outcomeTexts: Readonly<Record<WireCanary['outcome'], TextKey>> = {
  blocked: 'dashboards.isolation.outside.blocked',
  leaked: 'dashboards.isolation.outside.leaked',
  lead: 'dashboards.isolation.outside.lead',
  'not-run': 'dashboards.isolation.outside.not-run',
};
const controlTexts: Readonly<Record<WireCanary['control']['outcome'], TextKey>> = {
  reached: 'dashboards.isolation.outside.control.reached',
  failed: 'dashboards.isolation.outside.control.failed',
  'not-run': 'dashboards.isolation.outside.control.not-run',
};

const sentinelHeads: readonly TextKey[] = [
  'dashboards.isolation.outside.sentinel',
  'dashboards.isolation.outside.imported',
  'dashboards.isolation.outside.up-to',
  'dashboards.isolation.outside.heard',
  'dashboards.isolation.outside.reached',
];
const canaryHeads: readonly TextKey[] = [
  'dashboards.isolation.outside.protocol',
  'dashboards.isolation.outside.target',
  'dashboards.isolation.outside.outcome',
  'dashboards.isolation.outside.control',
  'dashboards.isolation.place',
  'dashboards.isolation.outside.at',
  'dashboards.isolation.outside.record',
];

/** The outer side: which ways out were tried, who stands outside, and the way in for what is carried over. */
export default function OutsidePage() {
  const t = useWords();
  const asked = useAsked('outside', async () => ({
    outer: await rest.outer(),
    canaries: await rest.canaries(),
    honeytokens: await rest.honeytokens(),
    drills: await rest.drills(),
  }));
  const { value, failed, again } = asked;
  const busy = value?.canaries.running === true || value?.drills[0]?.state === 'running';
  useEffect(() => {
    const timer = window.setInterval(again, busy ? refreshMs.busy : refreshMs.idle);
    return () => window.clearInterval(timer);
  }, [busy]);
  return (
    <div class="page">
      <nav class="crumbs" aria-label={t('dashboards.nav.crumbs')}>
        <Go to="/isolation">{t('dashboards.nav.isolation')}</Go>
      </nav>
      <div class="page-head">
        <h1>{t('dashboards.isolation.outside')}</h1>
        <p class="muted">{t('dashboards.isolation.outside.intro')}</p>
      </div>
      {failed === undefined ? null : <Failure failed={failed} again={again} />}
      {value === undefined && failed === undefined ? <Skeleton lines={8} /> : null}
      {value === undefined ? null : value.canaries.declared ? (
        <>
          <Sentinels sentinels={value.outer.sentinels} done={again} />
          <Canaries {...value.canaries} done={again} />
        </>
      ) : (
        <SetUp t={t} />
      )}
      {value?.canaries.declared !== true ? null : (
        <Drills drills={value.drills} sentinels={value.outer.sentinels.map(({ id }) => id)} done={again} />
      )}
      {value?.canaries.declared !== true ? null : <Honeytokens tokens={value.honeytokens} done={again} />}
      {value === undefined ? null : <Switches switches={value.outer.switches} />}
    </div>
  );
}

/** How somebody who has no sentinel yet comes to one. */
function SetUp({ t }: { readonly t: Words }) {
  return (
    <Panel title={t('dashboards.isolation.outside.none')}>
      <ol class="outside-steps">
        <li>
          {t('dashboards.isolation.outside.step.start')}
          <code>fangzhou sentinel -f sentinel --name sentinel-1 --host ADDRESS --tcp 80,443 --control GATEWAY</code>
        </li>
        <li>
          {t('dashboards.isolation.outside.step.key')}
          <code>fangzhou sentinel key -f sentinel</code>
        </li>
        <li>{t('dashboards.isolation.outside.step.declare')}</li>
        <li>
          {t('dashboards.isolation.outside.step.carry')}
          <code>fangzhou sentinel export -f sentinel</code>
        </li>
      </ol>
    </Panel>
  );
}

function Sentinels({ sentinels, done }: { readonly sentinels: readonly WireSentinel[]; readonly done: () => void }) {
  const t = useWords();
  const now = useNow(10_000);
  return (
    <Panel title={t('dashboards.isolation.outside.sentinels')}>
      {sentinels.length === 0 ? <p class="muted">{t('dashboards.isolation.outside.no-key')}</p> : null}
      {sentinels.length === 0 ? null : (
        <div class="scroll">
          <table class="table outside-table">
            <thead>
              <tr>
                {sentinelHeads.map((head) => (
                  <th key={head} scope="col">
                    {t(head)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {sentinels.map(({ id, importedAt, upTo, heard, reached }) => (
                <tr key={id} data-sentinel={id}>
                  <th scope="row" class="mono">
                    {id}
                  </th>
                  <td>{importedAt === null ? t('dashboards.isolation.outside.never') : dateTime(importedAt)}</td>
                  <td>
                    {upTo === null ? '–' : dateTime(upTo)}
                    {upTo === null ? null : (
                      <small class="muted"> {duration(Math.max(0, now - Date.parse(upTo)), t.language)}</small>
                    )}
                  </td>
                  <td class={heard > 0 ? 'outside-bad' : ''}>{heard}</td>
                  <td class={reached > 0 ? 'outside-bad' : ''}>{reached}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {sentinels.length === 0 ? null : <Import done={done} />}
    </Panel>
  );
}

/** A file that somebody carried over, chosen and sent; what came of it stays on the screen. */
function Import({ done }: { readonly done: () => void }) {
  const t = useWords();
  const [said, setSaid] = useState<{ readonly ok: boolean; readonly text: string }>();
  const [busy, setBusy] = useState(false);
  const take = async (input: HTMLInputElement): Promise<void> => {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    setBusy(true);
    try {
      const { sentinel, newNotes, newHeard } = await rest.bringOuter(file);
      const text = t('dashboards.isolation.outside.taken', { id: sentinel.id, notes: newNotes, heard: newHeard });
      setSaid({ ok: newHeard === 0, text });
    } catch (thrown) {
      setSaid({ ok: false, text: failureWords(thrown, t) });
    }
    input.value = '';
    setBusy(false);
    done();
  };
  return (
    <div class="outside-import">
      <label class="chooser">
        <span>{t('dashboards.isolation.outside.import')}</span>
        <input
          type="file"
          accept=".zip,application/zip"
          disabled={busy}
          onChange={(event) => void take(event.currentTarget)}
        />
      </label>
      <p role="status" class={said?.ok === false ? 'outside-bad' : ''}>
        {busy ? t('dashboards.isolation.outside.checking') : said?.text}
      </p>
    </div>
  );
}

/** What hears whom outside, by walks that were carried over. */
function Switches({ switches }: { readonly switches: readonly WireOuterSwitch[] }) {
  const t = useWords();
  return (
    <Panel title={t('dashboards.isolation.outside.switches')}>
      <ul class="plain-list">
        {switches.map(({ name, at, stations }) => (
          <li key={name} data-switch={name}>
            <span class="mono">{name}</span> {t('dashboards.isolation.outside.walked', { at: dateTime(at), stations })}
          </li>
        ))}
      </ul>
      <p class="muted">
        {t('dashboards.isolation.outside.switches.how')} <code>fangzhou outer --switch NAME --at TIME FILE</code>
      </p>
    </Panel>
  );
}

function Canaries({ newest, running, done }: WireCanaries & { readonly done: () => void }) {
  const t = useWords();
  const [said, setSaid] = useState('');
  const begin = async (): Promise<void> => {
    try {
      await rest.tryCanaries();
      setSaid('');
    } catch (thrown) {
      setSaid(failureWords(thrown, t));
    }
    done();
  };
  return (
    <Panel title={t('dashboards.isolation.outside.canaries')}>
      <div class="outside-begin">
        <button type="button" class="button" disabled={running} onClick={() => void begin()}>
          {t(running ? 'dashboards.isolation.outside.running' : 'dashboards.isolation.outside.begin')}
        </button>
        <p role="status" class="outside-bad">
          {said}
        </p>
      </div>
      {newest.length === 0 ? <p class="muted">{t('dashboards.isolation.outside.not-yet')}</p> : null}
      {newest.length === 0 ? null : (
        <div class="scroll">
          <table class="table outside-table">
            <thead>
              <tr>
                {canaryHeads.map((head) => (
                  <th key={head} scope="col">
                    {t(head)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {newest.map((canary) => (
                <Row key={`${canary.placeId} ${canary.protocol} ${canary.target}`} {...canary} t={t} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Row({ placeId, protocol, target, at, outcome, detail, control, heard, record, t }: WireCanary & { t: Words }) {
  const bad = outcome === 'leaked' || outcome === 'lead' || heard;
  return (
    <tr data-canary={protocol}>
      <th scope="row">{protocol.toUpperCase()}</th>
      <td class="mono">{target}</td>
      <td class={bad ? 'outside-bad' : ''} title={t.message(detail)}>
        {t(heard ? 'dashboards.isolation.outside.was-heard' : outcomeTexts[outcome])}
      </td>
      <td class={control.outcome === 'reached' ? '' : 'muted'}>
        {t(controlTexts[control.outcome], { target: control.target || '–' })}
      </td>
      <td>
        <Go to={`/isolation/${encodeURIComponent(placeId)}`}>{placeId}</Go>
      </td>
      <td>
        <time dateTime={at}>{dateTime(at)}</time>
      </td>
      <td>{record < 0 ? null : <Go to={`/ledger/${record}`}>{t('dashboards.isolation.outside.record')}</Go>}</td>
    </tr>
  );
}
