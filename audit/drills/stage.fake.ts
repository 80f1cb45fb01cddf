/** A pair that a test moves by hand, and procedures to rehearse on it. */
import type { ClientProbe } from '../../collector/index.ts';
import { message } from '../../core/index.ts';
import {
  type DrillCommand,
  type DrillProcedure,
  type DrillStep,
  type HostPair,
  type PairsSettings,
  pairsDefaults,
} from '../../inventory/index.ts';
import type { PairStanding, Takeover } from '../pairs/model.ts';
import type { PairPort } from './model.ts';

export const fakePair: HostPair = {
  id: 'jintan-app',
  districtId: 'jintan',
  role: 'app',
  memberA: 'app-a',
  memberB: 'app-b',
  virtualAddress: '10.10.1.10' as HostPair['virtualAddress'],
  standby: 'vrrp',
};

const plain = { text: undefined, timeoutSeconds: 60 } as const;
export const steps = {
  check: { kind: 'check-readiness', least: 'ready', ...plain },
  announce: { kind: 'announce-maintenance', ...plain },
  byHand: { kind: 'act', by: 'operator', ...plain, text: { zh: '停', en: 'stop it' } },
  byCommand: { kind: 'act', by: 'command', command: 'switch', on: 'active', ...plain },
  switched: { kind: 'observe', until: 'switched', ...plain },
  verify: { kind: 'verify-services', goodSeconds: 5, ...plain },
  backByHand: { kind: 'fall-back', by: 'operator', ...plain, text: { zh: '起', en: 'start it' } },
  backByCommand: { kind: 'fall-back', by: 'command', command: 'start', on: 'active', ...plain },
  paired: { kind: 'observe', until: 'paired', ...plain },
  report: { kind: 'report', ...plain },
} as const satisfies Record<string, DrillStep>;

export function procedureOf(...list: readonly DrillStep[]): DrillProcedure {
  return { id: 'p1', title: { zh: '切换', en: 'Switchover' }, standby: ['vrrp'], steps: list };
}

export const byHand = procedureOf(
  steps.check,
  steps.announce,
  steps.byHand,
  steps.switched,
  steps.verify,
  steps.backByHand,
  steps.paired,
  steps.report,
);
export const byCommand = procedureOf(
  steps.check,
  steps.announce,
  steps.byCommand,
  steps.switched,
  steps.verify,
  steps.backByCommand,
  steps.paired,
  steps.report,
);

export const fakeCommands: readonly DrillCommand[] = ['switch', 'start'].flatMap((name) =>
  [fakePair.memberA, fakePair.memberB].map((deviceId) => ({
    name,
    deviceId,
    host: undefined,
    port: 22,
    user: 'drill',
    keyFile: 'key',
    knownHostsFile: 'known_hosts',
    command: `${name} it`,
    timeoutSeconds: 10,
  })),
);

export const fakePairsSettings: PairsSettings = {
  ...pairsDefaults,
  defaults: {
    ...pairsDefaults.defaults,
    targets: { ...pairsDefaults.defaults.targets, rtoSeconds: 10, rpoSeconds: 30, rpoBytes: 0 },
  },
};

/** A try that begins at `at` and takes 100 ms. */
export function tryAt(at: number, ok: boolean, probeId = 'web'): ClientProbe {
  const reason = ok ? {} : { reason: message('x') };
  return { pairId: fakePair.id, probeId, startedAt: at, finishedAt: at + 100, ok, ...reason };
}

export interface FakePairPort extends PairPort {
  word: PairStanding['readiness']['word'];
  roles: Record<string, 'active' | 'standby' | 'none' | 'unknown'>;
  observedAt: number | undefined;
  tries: ClientProbe[];
  seen: Takeover[];
}

/** Ready, with app-a active, observed at `at`. */
export function fakePairPort(at: number): FakePairPort {
  const port: FakePairPort = {
    word: 'ready',
    roles: { 'app-a': 'active', 'app-b': 'standby' },
    observedAt: at,
    tries: [],
    seen: [],
    standing: (pairId) =>
      pairId !== fakePair.id
        ? undefined
        : {
            pairId,
            districtId: fakePair.districtId,
            roles: Object.entries(port.roles).map(([deviceId, role]) => ({
              deviceId,
              role,
              holdsAddress: role === 'active',
            })),
            readiness: { score: 90, word: port.word, lowered: [] },
            judgements: [],
            since: at,
            ...(port.observedAt === undefined ? {} : { observedAt: port.observedAt }),
          },
    probes: (_, since) => port.tries.filter(({ startedAt }) => startedAt >= since),
    takeovers: () => port.seen,
  };
  return port;
}

export function takeoverOf(at: number, change: Partial<Takeover> = {}): Takeover {
  return {
    id: `${fakePair.id}-${at}`,
    pairId: fakePair.id,
    from: 'app-a',
    to: 'app-b',
    detectedAt: at,
    planned: true,
    cause: message('x'),
    services: [],
    points: [],
    open: false,
    ...change,
  };
}
