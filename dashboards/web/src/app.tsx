import type { JSX } from 'preact';
import { entry } from './client/session.ts';
import { LoginPage } from './pages/login.tsx';
import { NotFound } from './pages/not-found.tsx';
import { Later } from './parts/later.tsx';
import { location } from './router.tsx';
import { Shell } from './shell.tsx';
import { useStore } from './state/store.ts';
import { useWords } from './text/language.ts';
import { WallPage } from './wall/wall-page.tsx';

/** Pages that the wall does not need are loaded when they are first opened. */
const pages: readonly (readonly [RegExp, (id: string) => JSX.Element])[] = [
  [/^\/$/, () => <WallPage />],
  [/^\/points\/([^/]+)$/, (id) => <Later key={id} load={() => import('./pages/point.tsx')} id={id} />],
  [/^\/links\/([^/]+)$/, (id) => <Later key={id} load={() => import('./pages/link.tsx')} id={id} />],
  [/^\/devices\/([^/]+)$/, (id) => <Later key={id} load={() => import('./pages/device.tsx')} id={id} />],
  [/^\/devices$/, () => <Later key="devices" load={() => import('./pages/devices.tsx')} id="" />],
  [/^\/incidents$/, () => <Later key="incidents" load={() => import('./pages/incidents.tsx')} id="" />],
  [/^\/incidents\/([^/]+)$/, (id) => <Later key={id} load={() => import('./pages/incident.tsx')} id={id} />],
  [/^\/duty$/, () => <Later key="duty" load={() => import('./pages/duty.tsx')} id="" />],
  [/^\/channels$/, () => <Later key="channels" load={() => import('./pages/channels.tsx')} id="" />],
  [/^\/rules$/, () => <Later key="rules" load={() => import('./pages/rules.tsx')} id="" />],
  [/^\/impact$/, () => <Later key="impact" load={() => import('./pages/impact.tsx')} id="" />],
  [/^\/isolation$/, () => <Later key="isolation" load={() => import('./pages/isolation.tsx')} id="" />],
  [/^\/isolation\/([^/]+)$/, (id) => <Later key={id} load={() => import('./pages/isolation-place.tsx')} id={id} />],
  [/^\/backups$/, () => <Later key="backups" load={() => import('./pages/backups.tsx')} id="" />],
  [
    /^\/backups\/offices\/([^/]+)$/,
    (id) => <Later key={`office ${id}`} load={() => import('./pages/backup-office.tsx')} id={id} />,
  ],
  [
    /^\/backups\/repositories\/([^/]+)$/,
    (id) => <Later key={`repository ${id}`} load={() => import('./pages/backup-repository.tsx')} id={id} />,
  ],
  [/^\/restore-drills$/, () => <Later key="restores" load={() => import('./pages/restore-drills.tsx')} id="" />],
  [
    /^\/restore-drills\/([^/]+)$/,
    (id) => <Later key={`restore ${id}`} load={() => import('./pages/restore-drill.tsx')} id={id} />,
  ],
  [/^\/pairs$/, () => <Later key="pairs" load={() => import('./pages/pairs.tsx')} id="" />],
  [/^\/pairs\/([^/]+)$/, (id) => <Later key={id} load={() => import('./pages/pair.tsx')} id={id} />],
  [/^\/services$/, () => <Later key="services" load={() => import('./pages/services.tsx')} id="" />],
  [/^\/services\/([^/]+)$/, (id) => <Later key={id} load={() => import('./pages/service.tsx')} id={id} />],
  [/^\/maintenance$/, () => <Later key="maintenance" load={() => import('./pages/maintenance.tsx')} id="" />],
  [/^\/drills$/, () => <Later key="drills" load={() => import('./pages/pair-drills.tsx')} id="" />],
  [/^\/drills\/([^/]+)$/, (id) => <Later key={id} load={() => import('./pages/pair-drill.tsx')} id={id} />],
  [/^\/handbook$/, () => <Later key="handbook" load={() => import('./pages/handbook.tsx')} id="" />],
  [/^\/handbook\/([^/]+)$/, (id) => <Later key={id} load={() => import('./pages/handbook-page.tsx')} id={id} />],
  [/^\/outside$/, () => <Later key="outside" load={() => import('./pages/outside.tsx')} id="" />],
  [/^\/findings$/, () => <Later key="findings" load={() => import('./pages/findings.tsx')} id="" />],
  [/^\/topology$/, () => <Later key="topology" load={() => import('./pages/topology.tsx')} id="" />],
  [/^\/collector$/, () => <Later key="collector" load={() => import('./pages/collector.tsx')} id="" />],
  [/^\/collectors$/, () => <Later key="collectors" load={() => import('./pages/collectors.tsx')} id="" />],
  [/^\/audit$/, () => <Later key="audit" load={() => import('./pages/audit.tsx')} id="" />],
  [/^\/ledger$/, () => <Later key="ledger" load={() => import('./pages/ledger.tsx')} id="" />],
  [/^\/ledger\/(\d+)$/, (id) => <Later key={id} load={() => import('./pages/ledger-record.tsx')} id={id} />],
  [/^\/reports$/, () => <Later key="reports" load={() => import('./pages/reports.tsx')} id="" />],
  [/^\/assessment$/, () => <Later key="assessment" load={() => import('./pages/assessment.tsx')} id="" />],
  [
    /^\/assessment\/((?:district|office)\/[^/]+)$/,
    (id) => <Later key={`card ${id}`} load={() => import('./pages/assessment-card.tsx')} id={id} />,
  ],
  [/^\/terminals$/, () => <Later key="terminals" load={() => import('./pages/terminals.tsx')} id="" />],
  [/^\/terminals\/([^/]+)$/, (id) => <Later key={id} load={() => import('./pages/terminal.tsx')} id={id} />],
  [/^\/labels$/, () => <Later key="labels" load={() => import('./pages/labels.tsx')} id="" />],
  [/^\/approvals$/, () => <Later key="approvals" load={() => import('./pages/approvals.tsx')} id="" />],
  [/^\/stock-takes$/, () => <Later key="stock-takes" load={() => import('./pages/stock-takes.tsx')} id="" />],
  [/^\/stock-takes\/([^/]+)$/, (id) => <Later key={id} load={() => import('./pages/stock-take.tsx')} id={id} />],
  [/^\/open-items$/, () => <Later key="open-items" load={() => import('./pages/open-items.tsx')} id="" />],
  [/^\/system$/, () => <Later key="system" load={() => import('./pages/system.tsx')} id="" />],
  [/^\/users$/, () => <Later key="users" load={() => import('./pages/users.tsx')} id="" />],
  [/^\/lab$/, () => <Later key="lab" load={() => import('./pages/lab.tsx')} id="" />],
];

function pageAt(path: string): JSX.Element {
  for (const [pattern, page] of pages) {
    const found = pattern.exec(path);
    if (found !== null) return page(decode(found[1] ?? ''));
  }
  return <NotFound />;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function App() {
  const here = useStore(location, ({ path }) => path);
  const who = useStore(entry, (value) => value);
  const t = useWords();
  // Township staff have no login: whether they may look is the server's matter.
  const status = /^\/status(?:\/([^/]+))?\/?$/.exec(here);
  if (status !== null) {
    const id = decode(status[1] ?? '');
    return <Later key={`status ${id}`} load={() => import('./pages/status.tsx')} id={id} />;
  }
  if (who.word === 'asking') return <div class="boot" role="status" aria-label={t('dashboards.loading')} />;
  if (who.word !== 'in') return <LoginPage entry={who} />;
  return <Shell>{pageAt(here)}</Shell>;
}
