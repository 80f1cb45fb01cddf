import { systemClock } from '../../../core/index.ts';
import { type PairSettings, pairsDefaults, type SqlAccess } from '../../../inventory/index.ts';
import type { MemberAsk } from './ask.ts';

const nothing: PairSettings = { ...pairsDefaults.defaults, pairId: 'test-db' };

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
