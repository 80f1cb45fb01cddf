import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incident } from '../alerts/index.ts';
import {
  createReconciler,
  type ElementState,
  figureSeries,
  type Keeping,
  openKeeping,
  probeSeries,
  type Reconciler,
} from '../audit/index.ts';
import type { Observation, PollHealth } from '../collector/index.ts';
import { deviceMetrics, interfaceMetrics } from '../collector/index.ts';
import { FakeClock } from '../core/clock.fake.ts';
import { message, type Parsed, silentLog } from '../core/index.ts';
import type { City } from '../inventory/index.ts';
import type { LedgerRecord, NewRecord } from '../ledger/index.ts';
import { createFakeStore } from '../store/store.fake.ts';
import { type Api, createApi } from './api.ts';
import { type Auth, openAuth } from './auth/auth.ts';
import type { Role } from './auth/roles.ts';
import { type FakeFault, fakeLab } from './lab.fake.ts';
import type { ApiOptions } from './options.ts';
import type { IncidentsPort } from './ports.ts';
import { fakeCity, fakeObservation, fakeSettings } from './things.fake.ts';

export * from './things.fake.ts';

/** A cheap hash, so that tests do not wait. */
export const cheapCost = { N: 16, r: 1, p: 1 };

/** An api with everything around it faked; `mutable` things are changed by the tests. */
export interface Stage {
  readonly api: Api;
  readonly auth: Auth;
  readonly clock: FakeClock;
  readonly store: ReturnType<typeof createFakeStore>;
  readonly states: Map<string, ElementState>;
  readonly incidents: Map<string, Incident>;
  /** How polling goes, by device. */
  readonly health: Map<string, PollHealth>;
  readonly faults: FakeFault[];
  /** The real one, which nothing observes but the test. */
  readonly reconciler: Reconciler;
  /** The real one, over the fake store; what it puts on record is in `kept`. */
  readonly keeping: Keeping;
  readonly kept: NewRecord[];
  readonly dataFolder: string;
  readonly webFolder: string;
  city: City;
  reloadResult: Parsed<unknown>;
  /** What a poll out of turn observes; undefined: it is not polled. */
  pollResult: (deviceId: string) => Promise<Observation | undefined>;
  /** Cookie header of a fresh login; of the administrator where nobody is named. */
  login(who?: { readonly user: string; readonly password: string }): Promise<string>;
  /** Cookie header of a new user of that role, who is called as his role where no name is given. */
  loginAs(role: Role, name?: string): Promise<string>;
  set(state: ElementState): void;
  close(): Promise<void>;
}

export async function openStage(
  options: {
    readonly points?: number;
    readonly inLab?: boolean;
    readonly mustChange?: boolean;
    readonly clock?: FakeClock;
  } & Partial<Omit<ApiOptions, 'clock'>> = {},
): Promise<Stage> {
  const clock = options.clock ?? new FakeClock();
  const dataFolder = mkdtempSync(join(tmpdir(), 'fangzhou-api-'));
  const webFolder = mkdtempSync(join(tmpdir(), 'fangzhou-web-'));
  const store = createFakeStore({
    kinds: [
      { name: 'interface', columns: interfaceMetrics },
      { name: 'device', columns: deviceMetrics },
      probeSeries,
      figureSeries,
    ],
    clock,
  });
  const auth = await openAuth({
    store,
    clock,
    env: {},
    dataFolder,
    mustChangePassword: options.mustChange ?? false,
    cost: cheapCost,
  });
  const states = new Map<string, ElementState>();
  const incidents = new Map<string, Incident>();
  const faults: FakeFault[] = [];
  const newestFirst = () => [...incidents.values()].sort((a, b) => b.raisedAt - a.raisedAt);
  const act =
    (what: 'acknowledged' | 'note' | 'action'): IncidentsPort['note'] =>
    ({ id, by, note }) => {
      const before = incidents.get(id);
      if (before === undefined) return { ok: false, reason: message('alerts.action.unknown', { incident: id }) };
      if (what === 'acknowledged' && before.status === 'cleared') {
        return { ok: false, reason: message('alerts.action.cleared', { incident: id }) };
      }
      const at = clock.now();
      const patch = what !== 'acknowledged' ? {} : { status: 'acknowledged' as const, acknowledged: { by, at, note } };
      const incident = { ...before, ...patch, history: [...before.history, { at, what, by, note }] };
      incidents.set(id, incident);
      return { ok: true, incident };
    };
  const port: IncidentsPort = {
    list: newestFirst,
    find: async (id) => incidents.get(id),
    acknowledge: act('acknowledged'),
    note: act('note'),
    action: act('action'),
    counts() {
      const count = (word: Incident['status']) => newestFirst().filter(({ status }) => status === word).length;
      return { open: count('open'), acknowledged: count('acknowledged') };
    },
  };
  const reconciler = createReconciler({ store, clock });
  const findings = { ...reconciler, proposals: async () => [] };
  const lab = fakeLab({ city: () => stage.city, clock, faults });
  const { points = 4, inLab = false, mustChange: _, ...rest } = options;
  const kept: NewRecord[] = [];
  const keeping = await openKeeping({
    store,
    clock,
    ledger: {
      append: (record) => void kept.push(record),
      records: async ({ subject }) => {
        const seq = kept.findLastIndex((record) => record.subject === subject && record.body.what === 'signed');
        return { records: seq < 0 ? [] : [{ seq } as LedgerRecord], next: undefined };
      },
    },
    city: fakeCity(points),
    settings: () => fakeSettings,
  });
  const stage = {
    auth,
    clock,
    store,
    states,
    incidents,
    health: new Map<string, PollHealth>(),
    faults,
    reconciler,
    keeping,
    kept,
    dataFolder,
    webFolder,
    city: fakeCity(points),
    reloadResult: { ok: true, value: undefined } as Parsed<unknown>,
    pollResult: async (deviceId: string): Promise<Observation | undefined> => fakeObservation(deviceId, clock.now()),
    async login(who = { user: 'admin', password: auth.oneTimePassword ?? '' }) {
      const reply = await stage.api.server.inject({ method: 'POST', url: '/api/v1/session', payload: who });
      return String(reply.headers['set-cookie']).split(';', 1)[0] ?? '';
    },
    async loginAs(role: Role, name = `the-${role}`) {
      const made = await auth.users.add({ name, role });
      return stage.login({ user: name, password: made.ok ? made.oneTimePassword : '' });
    },
    set(state: ElementState) {
      states.set(`${state.kind} ${state.id}`, state);
    },
    async close() {
      keeping.close();
      await stage.api.close();
      rmSync(dataFolder, { recursive: true, force: true });
      rmSync(webFolder, { recursive: true, force: true });
    },
  } as Omit<Stage, 'api'> & { api: Api };
  stage.api = await createApi({
    view: { city: () => stage.city, state: (kind, id) => states.get(`${kind} ${id}`) },
    incidents: port,
    findings,
    keeping,
    store,
    settings: () => fakeSettings,
    auth,
    collector: {
      health: (deviceId) => stage.health.get(deviceId),
      wire: () => ({ open: 2, strays: 1 }),
      schedule: () => ({
        devices: stage.health.size,
        planned: 10,
        started: 9,
        done: 8,
        failed: 0,
        overrun: 1,
        running: 1,
        queued: 0,
        slowDevices: 0,
        lagMs: 3,
        worstLagMs: 40.4,
      }),
      clock: () => ({ jumps: 1, heldUps: 0, last: { kind: 'jump', at: clock.now(), byMs: -3_000 } }),
    },
    async pollNow(deviceId) {
      const observation = await stage.pollResult(deviceId);
      if (observation !== undefined) stage.api.polled(observation, undefined);
      return observation !== undefined;
    },
    reload: async () => stage.reloadResult,
    ...(inLab ? { lab } : {}),
    webFolder,
    version: '0.1.0',
    clock,
    log: silentLog,
    checkResponses: true,
    ...rest,
  });
  return stage;
}
