import type { IsolationReading, TableOutcome, TableReading } from '../../collector/index.ts';
import { FakeClock } from '../../core/clock.fake.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { smallCity } from '../city.fake.ts';
import { createIsolationEngine, type SceneAdditions } from './engine.ts';
import type { CheckJudgement, CheckSeverity, Declaration, IsolationCheck, SceneDevice, Waiver } from './model.ts';

export const minute = 60_000;
/** Evidence of tables is good for so long on this stage. */
export const periodMs = 15 * minute;

export function fakeDeclaration(change: Partial<Declaration> = {}): Declaration {
  const day = 24 * 60 * minute;
  return {
    digest: 'sha256:00',
    prefixes: [{ prefix: '10.0.0.0/8' }],
    routers: new Set(['10.0.0.1']),
    routingPeers: new Set(),
    ntpServers: new Set(),
    dnsServers: new Set(),
    tunnelPeers: new Set(),
    boundaries: [],
    forbiddenMedia: new Set([23]),
    forbiddenNames: [/wwan/i],
    allowedMedia: new Set(),
    forbiddenMakers: new Set(),
    portRoles: new Map([['p1-sw/g1', 'access']]),
    stationsAtPort: new Map(),
    knownMacs: new Set(),
    periods: { tables: periodMs, probes: day, outer: 7 * day, register: day, survey: 90 * day },
    waivers: [],
    ...change,
  };
}

export function fakeWaiver(change: Partial<Waiver> = {}): Waiver {
  return { checkId: 'ISO-08', placeId: 'p1', approver: 'bureau', reason: 'renumbering', until: 0, ...change };
}

function table<Row>(rows: readonly Row[], outcome: TableOutcome = 'read'): TableReading<Row> {
  return { outcome, walks: [{ table: 'aTable', outcome, rows: rows.length }], rows };
}

/** What a device of the stage tells: its neighbours' addresses, and whether it has a table of routes. */
export interface Told {
  readonly neighbours?: readonly string[];
  readonly routes?: TableOutcome;
  readonly outcome?: IsolationReading['outcome'];
  readonly upTime?: readonly [number, number];
}

export function fakeTables(deviceId: string, at: EpochMs, told: Told = {}): IsolationReading {
  const { neighbours = ['10.0.0.7'], routes = 'read', outcome = 'answered', upTime = [100, 200] } = told;
  const nothing = table<never>([], 'not-offered');
  return {
    deviceId,
    startedAt: at - 1_000,
    finishedAt: at,
    outcome,
    faults: [],
    sysName: deviceId,
    sysObjectID: '1.3.6.1.4.1.1',
    upTimeBeforeTicks: upTime[0],
    upTimeAfterTicks: upTime[1],
    interfaces: table([]),
    addresses: table([]),
    neighbours: table(
      neighbours.map((address) => ({
        address,
        mac: '02:00:00:00:00:01',
        ifIndex: 1,
        kind: 'dynamic' as const,
        source: { oid: `1.3.6.1.2.1.4.22.1.2.1.${address}`, value: '02 00 00 00 00 01' },
      })),
    ),
    routes: table([], routes),
    connections: nothing,
    stations: nothing,
    peers: nothing,
    parts: nothing,
    tunnels: nothing,
    adjacencies: nothing,
    translations: nothing,
    servers: nothing,
    portAccess: nothing,
  };
}

/** Every device that is judged, one by one. */
function perDevice(
  id: IsolationCheck['id'],
  judge: (reading: IsolationReading) => Omit<CheckJudgement, 'severity'> & { readonly severity?: CheckSeverity },
  more: Partial<IsolationCheck> = {},
): IsolationCheck {
  const severity = more.severity ?? 'S1';
  const one = ({ device, reading }: SceneDevice): CheckJudgement => {
    const deviceId = device.id;
    const none = { deviceId, verdict: 'unknown', severity, reason: message('isolation.unread'), findings: [] } as const;
    if (reading === undefined || reading.outcome === 'silent') return none;
    return { severity, deviceId, observedAt: reading.startedAt, ...judge(reading) };
  };
  const judgeAll = ({ devices }: { readonly devices: readonly SceneDevice[] }) => devices.map(one);
  return { id, severity, clauses: ['8.1.3.1 a)'], evidence: 'tables', needed: true, judge: judgeAll, ...more };
}

/** Neighbours outside of 10/8: S1 for 8.x, S2 for the others. */
export const outsideNeighbour = perDevice('ISO-08', ({ neighbours }) => {
  const findings = neighbours.rows
    .filter(({ address }) => !address.startsWith('10.'))
    .map(({ address, source: { oid } }) => ({
      oid,
      value: address,
      severity: address.startsWith('8.') ? ('S1' as const) : ('S2' as const),
      text: message('isolation.outside', { address }),
    }));
  const severity = findings.some((finding) => finding.severity === 'S1') ? 'S1' : 'S2';
  if (findings.length > 0) return { verdict: 'fail', severity, reason: message('isolation.outside-seen'), findings };
  return { verdict: 'pass', reason: message('isolation.nothing-outside'), findings };
});

/** A device without the table is passed over. */
export const routesOffered = perDevice(
  'ISO-07',
  ({ routes: { outcome } }) => {
    const base = { reason: message(`isolation.${outcome}`), findings: [] };
    if (outcome === 'not-offered') return { ...base, verdict: 'unknown', notOffered: true };
    return { ...base, verdict: outcome === 'read' ? 'pass' : 'unknown' };
  },
  { needed: false },
);

/** A city whose devices tell what they are made to tell. */
export function stageEngine(
  options: {
    readonly clock?: FakeClock;
    readonly city?: City;
    readonly declaration?: Declaration;
    readonly checks?: readonly IsolationCheck[];
    readonly additions?: (placeId: string) => SceneAdditions;
  } = {},
) {
  const clock = options.clock ?? new FakeClock();
  const stage = { city: options.city ?? smallCity(), declaration: options.declaration ?? fakeDeclaration() };
  const broken: string[] = [];
  const engine = createIsolationEngine({
    city: () => stage.city,
    declaration: () => stage.declaration,
    checks: options.checks ?? [outsideNeighbour, routesOffered],
    clock,
    stations: () => ({ take() {}, view: () => ({ ownerOf: () => undefined, placesOf: () => [] }) }),
    additions: options.additions,
    onBroken: (checkId) => void broken.push(checkId),
  });
  const tell = (deviceId: string, told: Told = {}) => engine.observe([fakeTables(deviceId, clock.now(), told)]);
  /** Both devices of a point. */
  const tellPoint = (pointId: string, told: Told = {}) => [
    ...tell(`${pointId}-utm`, told),
    ...tell(`${pointId}-sw`, told),
  ];
  const word = (placeId: string) => engine.place(placeId)?.word;
  const verdict = (placeId: string, checkId: string) =>
    engine.place(placeId)?.checks.find((check) => check.checkId === checkId)?.verdict;
  return Object.assign(stage, { clock, engine, broken, tell, tellPoint, word, verdict });
}
