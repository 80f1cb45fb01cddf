import { useState } from 'preact/hooks';
import type { WireInterface } from '../../../../api/wire.ts';
import { Go, pathOf } from '../router.tsx';
import { bitsPerSecond, withPrefix } from '../text/format.ts';
import { type TextKey, useWords } from '../text/language.ts';
import { type Column, sortInterfaces } from './interface-sort.ts';
import { StateMark } from './state-mark.tsx';

const columns: readonly (readonly [Column, TextKey, boolean])[] = [
  ['state', 'dashboards.table.state', false],
  ['name', 'dashboards.table.interface', false],
  ['alias', 'dashboards.table.alias', false],
  ['speed', 'dashboards.table.speed', true],
  ['in', 'dashboards.chart.in', true],
  ['out', 'dashboards.chart.out', true],
  ['errors', 'dashboards.table.errors', true],
  ['discards', 'dashboards.table.discards', true],
];

interface Properties {
  readonly interfaces: readonly WireInterface[];
  readonly chosen: string | undefined;
  /** Shows this interface in the chart. */
  readonly choose: (id: string) => void;
}

/** Interfaces with their newest rates; a click on a head sorts, on a row charts it. */
export function InterfaceTable({ interfaces, chosen, choose }: Properties) {
  const t = useWords();
  const [order, setOrder] = useState<{ column: Column; descending: boolean }>({ column: 'index', descending: false });
  const rows = sortInterfaces(interfaces, order.column, order.descending);
  const sort = (column: Column) =>
    setOrder((before) => ({ column, descending: before.column === column ? !before.descending : column !== 'name' }));
  const sum = (a: number | null, b: number | null) => (a === null && b === null ? null : (a ?? 0) + (b ?? 0));
  return (
    <div class="scroll">
      <table class="interfaces">
        <thead>
          <tr>
            {columns.map(([column, key, number]) => (
              <th
                key={column}
                class={number ? 'number' : ''}
                aria-sort={order.column !== column ? 'none' : order.descending ? 'descending' : 'ascending'}
              >
                <button type="button" onClick={() => sort(column)}>
                  {t(key)}
                </button>
              </th>
            ))}
            <th>{t('dashboards.kind.link')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((item) => (
            <tr key={item.id} class={item.id === chosen ? 'chosen' : ''}>
              <td>
                <PortMark port={item} />
              </td>
              <td class="mono">
                <button
                  type="button"
                  class="row-button"
                  onClick={() => choose(item.id)}
                  aria-pressed={item.id === chosen}
                >
                  {item.name}
                </button>
              </td>
              <td>{item.alias}</td>
              <td class="number">{item.speedBitsPerSecond === 0 ? '–' : bitsPerSecond(item.speedBitsPerSecond)}</td>
              <td class="number">{bitsPerSecond(item.inBitsPerSecond)}</td>
              <td class="number">{bitsPerSecond(item.outBitsPerSecond)}</td>
              <td class="number">{withPrefix(sum(item.inErrorsPerSecond, item.outErrorsPerSecond), '/s')}</td>
              <td class="number">{withPrefix(sum(item.inDiscardsPerSecond, item.outDiscardsPerSecond), '/s')}</td>
              <td>{item.linkId === null ? '' : <Go to={pathOf('link', item.linkId)}>{item.linkId}</Go>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A port without a link that carries nothing is no alarm: it is said what it is, without the colour of trouble. */
function PortMark({ port }: { readonly port: WireInterface }) {
  const t = useWords();
  const shut = port.adminStatus === 'down';
  if (port.state !== 'down' || (port.linkId !== null && !shut)) return <StateMark state={port.state} />;
  return <span class="muted">{t(shut ? 'dashboards.interface.shut' : 'dashboards.interface.idle')}</span>;
}
