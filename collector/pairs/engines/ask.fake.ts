import { systemClock } from '../../../core/index.ts';
import type { PairSettings, SqlAccess } from '../../../inventory/index.ts';
import type { MemberAsk } from './ask.ts';

const nothing: PairSettings = {
  pairId: 'test-db',
  home: undefined,
  vrid: undefined,
  postgresql: undefined,
  mysql: undefined,
  redis: undefined,
  patroni: undefined,
  pacemaker: undefined,
  drbd: undefined,
  manifest: undefined,
  health: undefined,
  neighbours: [],
  probes: [],
  targets: {
    rtoSeconds: 60,
    rpoSeconds: 30,
    rpoBytes: 0,
    lagBytes: 1_000_000,
    slotBytes: 1_000_000_000,
    clockOffsetMs: 500,
  },
  members: new Map(),
  endpoints: new Map(),
  handbook: undefined,
};

/** Asks a member of 127.0.0.1 for what the settings declare. */
export function askOf(settings: Partial<PairSettings>, rest: Partial<Omit<MemberAsk, 'settings'>> = {}): MemberAsk {
  return {
    deviceId: 'test-db-a',
    address: '127.0.0.1',
    clock: systemClock,
    timeoutMs: 10_000,
    ...rest,
    settings: { ...nothing, ...settings },
  };
}

/** An account of an SQL engine, in clear. */
export function accessOf(port: number, rest: Partial<SqlAccess> = {}): SqlAccess {
  return {
    port,
    user: 'fangzhou',
    password: 'monitoring-words',
    database: 'postgres',
    tls: 'off',
    authority: undefined,
    ...rest,
  };
}
