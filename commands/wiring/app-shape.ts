/** What a running Fangzhou is made from, and what can be done with it. */
import type { Api, LabPort } from '../../api/index.ts';
import type { ListeningAddress } from '../../collector/index.ts';
import type { Clock, Log, Parsed, RoomTexts, UserError } from '../../core/index.ts';
import type { Inventory, Settings } from '../../inventory/index.ts';
import type { PairPort } from './standby-port.ts';

export interface AppOptions {
  readonly inventory: Inventory;
  /** Reads the inventory again, for a reload. */
  readonly read: () => Promise<Parsed<Inventory>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Given in the lab: its faults can be commanded from a page. */
  readonly lab?: LabPort;
  /** Texts of rooms that the api does not know by itself. */
  readonly texts?: RoomTexts;
  /** The built pages; default those of the dashboards room. */
  readonly webFolder?: string;
  /** Told when the other side of a warm pair is found to have taken over: then this one has to end. */
  readonly onSuperseded?: ((error: UserError) => void) | undefined;
  /** Told when traps and syslog are heard, with the real ports. */
  readonly onListening?: (addresses: readonly ListeningAddress[]) => void;
  /** Given where Fangzhou is one of a pair. */
  readonly pair?: PairPort;
}

/** What a reload did. */
export interface Reloaded {
  readonly inventory: Inventory;
  /** Changed settings that take effect with the next start only. */
  readonly afterRestart: readonly (keyof Settings)[];
}

/** A running Fangzhou. */
export interface App {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** To be shown once; undefined when a person has set a password. */
  readonly oneTimePassword: string | undefined;
  readonly api: Api;
  /** Whether somebody watches: polls that ended so far, and whether what they saw can be written down. */
  pulse(): { readonly polls: number; readonly isWritable: boolean };
  /** Reads the inventory again and applies it whole, or refuses it whole; one at a time. */
  reload(): Promise<Parsed<Reloaded>>;
  /** Ends everything in the reverse order of its start; never rejects. */
  stop(): Promise<void>;
}
