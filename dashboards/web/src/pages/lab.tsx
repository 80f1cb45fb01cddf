import { useEffect, useState } from 'preact/hooks';
import type { WireLabFault } from '../../../../api/wire.ts';
import { live } from '../client/live.ts';
import { rest } from '../client/rest.ts';
import { labRest } from '../client/rest-lab.ts';
import { useAsked } from '../client/use.ts';
import { Troubles } from '../lab/troubles.tsx';
import { Violations } from '../lab/violations.tsx';
import { Panel } from '../parts/detail.tsx';
import { failureWords } from '../parts/failure-words.ts';
import { Empty, Failure } from '../parts/states.tsx';
import { Go, pathOf } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { officeName } from '../text/places.ts';

const kinds: Readonly<Record<WireLabFault['kind'], readonly [TextKey, TextKey, 'link' | 'device' | 'port']>> = {
  cut: ['dashboards.lab.cut', 'dashboards.lab.cut-more', 'link'],
  unidirectional: ['dashboards.lab.unidirectional', 'dashboards.lab.unidirectional-more', 'link'],
  saturate: ['dashboards.lab.saturate', 'dashboards.lab.saturate-more', 'link'],
  errors: ['dashboards.lab.errors', 'dashboards.lab.errors-more', 'link'],
  'move-cable': ['dashboards.lab.move-cable', 'dashboards.lab.move-cable-more', 'link'],
  silent: ['dashboards.lab.silent', 'dashboards.lab.silent-more', 'device'],
  slow: ['dashboards.lab.slow', 'dashboards.lab.slow-more', 'device'],
  down: ['dashboards.lab.down', 'dashboards.lab.down-more', 'device'],
  reboot: ['dashboards.lab.reboot', 'dashboards.lab.reboot-more', 'device'],
  swap: ['dashboards.lab.swap', 'dashboards.lab.swap-more', 'device'],
  replace: ['dashboards.lab.replace', 'dashboards.lab.replace-more', 'device'],
  foreign: ['dashboards.lab.foreign', 'dashboards.lab.foreign-more', 'port'],
};
/** What the page can cause; a stranger on a port wants the command line, where the port is named. */
const order = (Object.keys(kinds) as WireLabFault['kind'][]).filter((kind) => kinds[kind][2] !== 'port');
const refreshMs = 3_000;

/** The place to break things on purpose; only the lab has it. */
export default function LabPage() {
  const t = useWords();
  const links = useStore(live, (state) => state.links);
  const points = useStore(live, (state) => state.points);
  const lab = useStore(live, (state) => state.frame?.lab);
  const faults = useAsked('faults', labRest.faults);
  const devices = useAsked('devices', () => rest.devices({ limit: 200 }));
  const [kind, setKind] = useState<WireLabFault['kind']>('cut');
  const [target, setTarget] = useState('');
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = window.setInterval(faults.again, refreshMs);
    return () => window.clearInterval(timer);
  }, []);
  if (lab === false) return <Empty title={t('dashboards.lab.none')} />;
  const wantsLink = kinds[kind][2] === 'link';
  const linkName = (id: string) => {
    const point = points.get(links.get(id)?.pointId ?? '');
    return point === undefined ? id : `${id} ${officeName(point, t.language)}`;
  };
  const act = async (work: () => Promise<unknown>, done: string) => {
    try {
      await work();
      setSaid(done);
    } catch (thrown) {
      setSaid(failureWords(thrown, t));
    }
    faults.again();
  };
  const pathOfTarget = (id: string) =>
    links.has(id) ? pathOf('link', id) : pathOf('device', id.split('/', 1)[0] ?? id);
  const inject = (what: WireLabFault['kind'], where: string) =>
    act(
      () => labRest.inject(what, where),
      t('dashboards.lab.done', { what: t(kinds[what][0]), target: linkName(where) }),
    );
  const cutAny = () => {
    const healthy = [...links.values()].filter(({ state }) => state === 'up');
    const chosen = healthy[Math.floor(Math.random() * healthy.length)];
    if (chosen !== undefined) void inject('cut', chosen.id);
  };
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('dashboards.lab.title')}</h1>
      </div>
      <section class="lab-hero">
        <div>
          <h2>{t('dashboards.lab.try')}</h2>
          <p class="muted">{t('dashboards.lab.try-more')}</p>
        </div>
        <button type="button" class="button danger large" onClick={cutAny}>
          {t('dashboards.lab.cut-any')}
        </button>
        <Go class="button large" to="/">
          {t('dashboards.lab.watch')}
        </Go>
      </section>
      <p class="lab-said" role="status">
        {said}
      </p>
      <div class="columns">
        <Panel title={t('dashboards.lab.inject')}>
          <form
            class="lab-form"
            onSubmit={(event) => {
              event.preventDefault();
              if (target !== '') void inject(kind, target);
            }}
          >
            <fieldset>
              <legend class="hidden">{t('dashboards.lab.inject')}</legend>
              {order.map((item) => (
                <label key={item} class="choice">
                  <input
                    type="radio"
                    name="kind"
                    checked={kind === item}
                    onChange={() => {
                      setKind(item);
                      if (kinds[item][2] !== kinds[kind][2]) setTarget('');
                    }}
                  />
                  <span>
                    <b>{t(kinds[item][0])}</b>
                    <span class="muted">{t(kinds[item][1])}</span>
                  </span>
                </label>
              ))}
            </fieldset>
            <label>
              {t(wantsLink ? 'dashboards.kind.link' : 'dashboards.kind.device')}
              <select value={target} required onChange={(event) => setTarget(event.currentTarget.value)}>
                <option value="">{t('dashboards.lab.pick')}</option>
                {(wantsLink ? [...links.keys()] : (devices.value?.items ?? []).map(({ id }) => id)).map((id) => (
                  <option key={id} value={id}>
                    {wantsLink ? linkName(id) : id}
                  </option>
                ))}
              </select>
            </label>
            <button type="submit" class="button danger" disabled={target === ''}>
              {t(kinds[kind][0])}
            </button>
          </form>
        </Panel>
        <Panel
          title={t('dashboards.lab.active')}
          side={
            (faults.value?.length ?? 0) > 0 ? (
              <button
                type="button"
                class="button small"
                onClick={() => void act(labRest.repairAll, t('dashboards.lab.repaired-all'))}
              >
                {t('dashboards.lab.repair-all')}
              </button>
            ) : null
          }
        >
          {faults.failed !== undefined && faults.value === undefined ? (
            <Failure failed={faults.failed} again={faults.again} />
          ) : null}
          {faults.value?.length === 0 ? <Empty good title={t('dashboards.lab.no-faults')} /> : null}
          <ul class="plain-list">
            {faults.value?.map((fault) => (
              <li key={fault.id}>
                <b>{t(kinds[fault.kind][0])}</b>
                <Go to={pathOfTarget(fault.target)}>{linkName(fault.target)}</Go>
                <time class="muted" dateTime={fault.since}>
                  {dateTime(fault.since)}
                </time>
                <span class="grow" />
                <button
                  type="button"
                  class="button small"
                  onClick={() =>
                    void act(
                      () => labRest.repair(fault.id),
                      t('dashboards.lab.repaired', { target: linkName(fault.target) }),
                    )
                  }
                >
                  {t('dashboards.lab.repair')}
                </button>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
      <Troubles act={act} />
      <Violations act={act} />
    </div>
  );
}
