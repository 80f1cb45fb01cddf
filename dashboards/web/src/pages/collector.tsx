import { useEffect, useState } from 'preact/hooks';
import type { WireCollector, WireCollectorDevice } from '../../../../api/wire.ts';
import { rest } from '../client/rest.ts';
import { useNow } from '../client/use.ts';
import { CollectorTabs } from '../collectors/tabs.tsx';
import { CollectorTable } from '../parts/collector-table.tsx';
import { LongList } from '../parts/long-list.tsx';
import { location, replace } from '../router.tsx';
import { useStore } from '../state/store.ts';
import { dateTime, duration } from '../text/format.ts';
import { type TextKey, useWords, type Words } from '../text/language.ts';
import { useList } from './use-list.ts';

const orders = [
  ['trouble', 'dashboards.collector.order.trouble'],
  ['slowest', 'dashboards.collector.order.slowest'],
  ['id', 'dashboards.collector.order.id'],
] as const satisfies readonly (readonly [string, TextKey])[];
const pageSize = 100;
const refreshMs = 5_000;

/** Whether Fangzhou itself keeps up: the schedule, the wire, the clock, and the polling of each device. */
export default function CollectorPage() {
  const t = useWords();
  const search = useStore(location, (here) => here.search);
  const order = new URLSearchParams(search).get('order') ?? 'trouble';
  const turn = Math.floor(useNow(refreshMs) / refreshMs);
  const [summary, setSummary] = useState<WireCollector>();
  const list = useList<WireCollectorDevice>(order, (cursor) =>
    rest.collectorDevices({ order, limit: pageSize, cursor }),
  );
  useEffect(() => {
    let current = true;
    // What fails is told by the list below, which asks the same server.
    rest.collector().then(
      (found) => current && setSummary(found),
      () => undefined,
    );
    // Who has read on keeps what is on the screen.
    if ((list.items?.length ?? 0) <= pageSize) list.again();
    return () => {
      current = false;
    };
  }, [turn]);
  return (
    <div class="page">
      <CollectorTabs />
      <div class="page-head">
        <h1>{t('dashboards.nav.collector')}</h1>
        <span class="muted">{t('dashboards.collector.what')}</span>
      </div>
      {summary === undefined ? null : <Figures figures={figuresOf(summary, t)} />}
      {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form */}
      <div class="segments" role="group" aria-label={t('dashboards.collector.order')}>
        {orders.map(([value, key]) => (
          <button
            key={key}
            type="button"
            aria-pressed={order === value}
            onClick={() => replace(value === 'trouble' ? '/collector' : `/collector?order=${value}`)}
          >
            {t(key)}
          </button>
        ))}
      </div>
      <LongList list={list} lines={10} none={t('dashboards.collector.none')}>
        {(items) => (
          <section class="panel" aria-label={t('dashboards.nav.devices')}>
            <CollectorTable devices={items} />
          </section>
        )}
      </LongList>
    </div>
  );
}

interface Figure {
  readonly name: string;
  readonly value: string;
  /** What is well is not coloured: the eye goes to what is not. */
  readonly trouble: boolean;
  readonly hint: string;
}

function figuresOf({ breakersOpen, onLibrary, devices, schedule, wire, clock }: WireCollector, t: Words): Figure[] {
  const figure = (name: TextKey, hint: TextKey, value: string | number, trouble = false): Figure => ({
    name: t(name),
    hint: t(hint),
    value: `${value}`,
    trouble,
  });
  const clockEvents = clock.jumps + clock.heldUps;
  return [
    figure('dashboards.collector.devices', 'dashboards.collector.devices.hint', devices),
    figure('dashboards.collector.breakers', 'dashboards.collector.breakers.hint', breakersOpen, breakersOpen > 0),
    figure('dashboards.collector.lag', 'dashboards.collector.lag.hint', `${schedule.lagMs} ms`, schedule.lagMs > 1_000),
    figure('dashboards.collector.queued', 'dashboards.collector.queued.hint', schedule.queued),
    figure('dashboards.collector.overrun', 'dashboards.collector.overrun.hint', schedule.overrun),
    figure('dashboards.collector.open', 'dashboards.collector.open.hint', wire.open),
    figure('dashboards.collector.strays', 'dashboards.collector.strays.hint', wire.strays),
    figure('dashboards.collector.library', 'dashboards.collector.library.hint', onLibrary, onLibrary > 0),
    {
      ...figure('dashboards.collector.clock', 'dashboards.collector.clock.hint', clockEvents),
      ...(clock.last === null
        ? {}
        : {
            hint: t(
              clock.last.kind === 'jump' ? 'dashboards.collector.clock.jump' : 'dashboards.collector.clock.held-up',
              { at: dateTime(clock.last.at), duration: duration(Math.abs(clock.last.ms), t.language) },
            ),
          }),
    },
  ];
}

function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(({ name, value, hint, trouble }) => (
        <div key={name} class={trouble ? 'figure trouble' : 'figure'} title={hint}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
