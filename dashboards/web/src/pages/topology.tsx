import { useEffect } from 'preact/hooks';
import type { WireTopology } from '../../../../api/wire-findings.ts';
import { rest } from '../client/rest.ts';
import { useAsked, useNow } from '../client/use.ts';
import { Panel } from '../parts/detail.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Go, pathOf } from '../router.tsx';
import { dateTime } from '../text/format.ts';
import { useWords } from '../text/language.ts';
import { TopologyDrawing } from '../topology/drawing.tsx';
import { markTexts, portText } from '../topology/words.ts';

/** Neighbours change slowly: the picture is asked for anew this often. */
const refreshMs = 5_000;
/** Rows of the table; the picture shows all. */
const shownRows = 200;
const marks = ['both', 'declared', 'observed'] as const;

/** The network as LLDP and forwarding tables tell it, on the picture of what is declared. */
export default function TopologyPage() {
  const t = useWords();
  const now = useNow(refreshMs);
  const asked = useAsked('topology', rest.topology);
  useEffect(() => asked.again(), [now]);
  const topology = asked.value;
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('dashboards.nav.topology')}</h1>
        {topology === undefined ? null : (
          <span class="muted">
            {t('dashboards.topology.asked', { asked: topology.asked, agents: topology.agents })}
          </span>
        )}
        <span class="grow" />
        {topology === undefined ? null : <MarkCounts topology={topology} />}
      </div>
      {asked.failed === undefined ? null : <Failure failed={asked.failed} again={asked.again} />}
      {topology === undefined ? (
        asked.failed === undefined ? (
          <Skeleton lines={10} />
        ) : null
      ) : (
        <>
          <TopologyDrawing topology={topology} />
          <Differences topology={topology} />
        </>
      )}
    </div>
  );
}

function MarkCounts({ topology: { cables } }: { readonly topology: WireTopology }) {
  const t = useWords();
  return (
    <span class="legend topology-legend">
      {marks.map((mark) => (
        <span key={mark} class="legend-lines">
          <svg viewBox="0 0 44 14" aria-hidden="true">
            <path class={`cable ${mark}`} d="M2 7H42" />
          </svg>
          {t(markTexts[mark])} <b data-count={mark}>{cables.filter((cable) => cable.mark === mark).length}</b>
        </span>
      ))}
    </span>
  );
}

function Differences({ topology: { cables, strangers } }: { readonly topology: WireTopology }) {
  const t = useWords();
  const rows = cables.filter(({ mark }) => mark !== 'both').slice(0, shownRows);
  if (rows.length + strangers.length === 0) return null;
  return (
    <Panel title={t('dashboards.topology.differences')}>
      <div class="scroll">
        <table>
          <tbody>
            {rows.map(({ id, a, b, mark, observedAt, findingId }) => (
              <tr key={id}>
                <td>
                  <svg class="mark-line" viewBox="0 0 44 14" aria-hidden="true">
                    <path class={`cable ${mark}`} d="M2 7H42" />
                  </svg>
                  {t(markTexts[mark])}
                </td>
                <td>
                  <Go to={pathOf('device', a.deviceId)}>{portText(a)}</Go>
                </td>
                <td>
                  <Go to={pathOf('device', b.deviceId)}>{portText(b)}</Go>
                </td>
                <td>{observedAt === null ? '–' : dateTime(observedAt)}</td>
                <td>{findingId === null ? null : <Go to="/findings">{t('dashboards.nav.findings')}</Go>}</td>
              </tr>
            ))}
            {strangers.map(({ at, name, findingId }) => (
              <tr key={findingId}>
                <td>{t('dashboards.topology.stranger')}</td>
                <td>
                  <Go to={pathOf('device', at.deviceId)}>{portText(at)}</Go>
                </td>
                <td class="mono">{name}</td>
                <td />
                <td>
                  <Go to="/findings">{t('dashboards.nav.findings')}</Go>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
