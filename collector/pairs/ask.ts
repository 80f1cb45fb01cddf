import type { Clock, Log } from '../../core/index.ts';
import type { Device, HostPair, PairSettings } from '../../inventory/index.ts';
import type { Poller } from '../poller.ts';
import type { Asked, MemberReading } from './model.ts';

/** What a reader of one engine gets: one member of one pair. */
export interface EngineAsk {
  readonly pair: HostPair;
  readonly settings: PairSettings;
  /** The member asked; its engines answer at `settings.endpoints`, or else at its own address. */
  readonly device: Device;
  readonly clock: Clock;
  readonly log: Log;
  /** Asks a device by SNMP, over the session that is kept beside its polls; undefined where it has no agent. */
  readonly use: Poller['use'];
}

/** Engines whose reader is given to `readPair`; host and VRRP are always asked by SNMP. */
export type EngineName = Exclude<keyof MemberReading, 'deviceId' | 'host' | 'vrrp'>;

/** A reader never throws: what it could not read is said by the outcome. It bounds its own time. */
export type EngineReader<Engine extends EngineName> = (ask: EngineAsk) => Promise<NonNullable<MemberReading[Engine]>>;

/** One reader for each engine that somebody declared. */
export type EngineReaders = { readonly [Engine in EngineName]?: EngineReader<Engine> };

/** Facts of any engine, as `readPair` handles them. */
export type AnyFacts = Asked<unknown>;
