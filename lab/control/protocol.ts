import type { City, SnmpCredential } from '../../inventory/index.ts';
import type { MessageSinks } from '../city/notifier.ts';
import type { DatabaseAccess } from '../database/index.ts';
import type { CommandResult, Faults } from '../faults/model.ts';
import type { ServiceAccess } from '../services/sign-on.ts';

/** What the agents' process needs to begin; credentials go this way so that they are in no argument and no file. */
export interface StartOptions {
  readonly city: City;
  readonly credentials: ReadonlyMap<string, SnmpCredential>;
  readonly seed: number;
  readonly utcOffsetMs: number;
  readonly basePort: number;
  readonly ports: ReadonlyMap<string, number>;
  readonly servicePorts: ReadonlyMap<string, number>;
  readonly faults: Faults;
  readonly restarts: number;
  readonly sinks: MessageSinks;
  readonly databases: { readonly access: DatabaseAccess; readonly ports: ReadonlyMap<string, number> };
  readonly sites: { readonly access: ServiceAccess; readonly ports: ReadonlyMap<string, number> };
  readonly vantagePort: number;
}

/** From the hub's process to the agents'. */
export type ToAgents =
  | { readonly kind: 'start'; readonly options: StartOptions }
  | { readonly kind: 'apply'; readonly id: number; readonly text: string }
  | { readonly kind: 'notify'; readonly sinks: MessageSinks }
  | { readonly kind: 'stop' };

/** And back. */
export type FromAgents =
  | {
      readonly kind: 'ready';
      readonly ports: ReadonlyMap<string, number>;
      /** Of the pairs' services, by pair. */
      readonly servicePorts: ReadonlyMap<string, number>;
      /** Of the databases of pairs, by the device that each runs on. */
      readonly databasePorts: ReadonlyMap<string, number>;
      /** Of the business services, by the origin that is declared. */
      readonly sitePorts: ReadonlyMap<string, number>;
      /** Of the proxy by which clients stand as at a point. */
      readonly vantagePort: number;
    }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'changed'; readonly faults: Faults }
  | { readonly kind: 'result'; readonly id: number; readonly result: CommandResult };
