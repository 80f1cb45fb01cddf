import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { message, silentLog, systemClock } from '../../core/index.ts';
import { createTimeLapse, type TimeLapse } from '../../core/time-lapse.fake.ts';
import type { ProbeSettings } from '../../inventory/index.ts';
import { createFakeStore, type FakeStore } from '../../store/store.fake.ts';
import { type Cutter, startCutter } from '../../test/takeover/cutter.ts';
import { type LightAgent, startAgent } from './agent/agent.ts';
import { enrol } from './agent/enrol.ts';
import { type Enrolment, spoolFolderName } from './agent/folder.ts';
import type { Tries } from './agent/tries.ts';
import { type Assignment, packAssignment } from './assignment.ts';
import { type LightEvent, type LightHub, openLightHub } from './hub/hub.ts';
import type { LightDelivery } from './hub/intake.ts';
import { openSpool, type Spool } from './spool/spool.ts';

/** How much faster than the machine's the time of both sides runs. */
const factor = 100;
/** What is waited for on the wire is real. */
const linkFactor = 15;
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export const fakeProbe = (id: string, periodSeconds = 60): ProbeSettings => ({
  ...{ id, nameZh: id, nameEn: id, serviceId: 'budget', periodSeconds, timeoutMs: 5_000, retries: 0, budgetsMs: {} },
  ...{ from: ['point-1'], kind: 'tcp', host: '127.0.0.1', port: 9, expect: /^ready\b/i },
});

/** Tries that are always good, each with a number of its own. */
export function countingTries(): Tries & { readonly made: number[] } {
  const made: number[] = [];
  return {
    made,
    async probe({ settings: { id: probeId }, vantageId, clock }) {
      const n = made.length + 1;
      made.push(n);
      const parts = { durationMs: 1, tries: 1, outcome: 'good', phases: { total: 1 }, steps: [], values: [] } as const;
      return { probeId, vantageId, startedAt: clock.now(), reason: message('services.good', { n }), ...parts };
    },
    figure: async ({ settings: { id: figureId }, vantageId, clock }) => ({
      figureId,
      vantageId,
      at: clock.now(),
      value: 1,
    }),
  };
}

/** A hub and its collectors over real TLS, in quick time, with a fibre between them that can be cut. */
export interface LightStage {
  readonly clock: TimeLapse;
  readonly store: FakeStore;
  readonly hub: LightHub;
  readonly fibre: Cutter;
  readonly deliveries: LightDelivery[];
  readonly events: (readonly [string, LightEvent])[];
  assignment: Assignment;
  readonly hubFolder: string;
  newFolder(): string;
  url(): string;
  token(collectorId?: string): string;
  enrol(token: string, folder?: string): Promise<{ readonly folder: string; readonly enrolment: Enrolment }>;
  start(
    of: { readonly folder: string; readonly enrolment: Enrolment },
    tries?: Tries,
  ): Promise<{ readonly agent: LightAgent; readonly spool: Spool }>;
  /** Ends the hub and opens it again on the same store. */
  reopenHub(): Promise<void>;
  /** Numbers of the results that came, in order. */
  arrived(): readonly number[];
  close(): Promise<void>;
}

export async function openLightStage(): Promise<LightStage> {
  const clock = createTimeLapse(factor);
  const store = createFakeStore({ kinds: [], clock });
  const folders: string[] = [];
  const agents: LightAgent[] = [];
  const newFolder = (): string => {
    folders.push(mkdtempSync(join(place, 'fangzhou-light-')));
    return folders.at(-1) ?? '';
  };
  const hubFolder = newFolder();
  const deliveries: LightDelivery[] = [];
  const events: (readonly [string, LightEvent])[] = [];
  const open = (): Promise<LightHub> =>
    openLightHub({
      folder: hubFolder,
      address: { transport: 'tls', host: '127.0.0.1', port: 0 },
      ...{ store, clock, log: silentLog },
      silentAfterMs: () => 60_000,
      isPlace: (id) => id.startsWith('P'),
      assignment: () => packAssignment(stage.assignment),
      onDelivery: (delivery) => void deliveries.push(delivery),
      onEvent: (id, event) => void events.push([id, event]),
    });
  let hub = await open();
  const fibre = await startCutter({
    get port() {
      return hub.listening?.port ?? 0;
    },
  });
  const stage: LightStage = {
    ...{ clock, store, fibre, deliveries, events, hubFolder, newFolder },
    get hub() {
      return hub;
    },
    assignment: { probes: [fakeProbe('tcp-1', 10)], figures: [], concurrency: 4, timeZone: 'Asia/Shanghai' },
    url: () => `https://127.0.0.1:${fibre.port}`,
    token(collectorId = 'point-1') {
      const answer = hub.makeToken({ collectorId, placeId: 'P1', by: 'admin' });
      return answer.ok ? answer.made.token : answer.refusal;
    },
    async enrol(token, folder = newFolder()) {
      const enrolment = await enrol({ folder, hubs: [stage.url()], token, version: '1', clock: systemClock });
      return { folder, enrolment };
    },
    async start({ folder, enrolment }, tries = countingTries()) {
      const steady = { boot: 'boot-1', ms: clock.monotonicMs };
      const spool = await openSpool({ folder: join(folder, spoolFolderName), clock, steady, log: silentLog });
      const agent = await startAgent({
        ...{ folder, enrolment, spool, clock, steady, tries, log: silentLog, version: '1' },
        ...{ keptBytes: 1_000_000, pluginFolder: undefined, linkClock: createTimeLapse(linkFactor) },
      });
      agents.push(agent);
      return { agent, spool };
    },
    async reopenHub() {
      await hub.close();
      hub = await open();
    },
    arrived: () =>
      deliveries.flatMap((delivery) =>
        delivery.deliveries.map(({ result }) => Number(result?.reason.params?.n ?? Number.NaN)),
      ),
    async close() {
      await Promise.all(agents.map((agent) => agent.stop()));
      await hub.close();
      await fibre.close();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
  return stage;
}
