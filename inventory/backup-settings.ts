/** `backups:` in fangzhou.yaml, typed: where the repositories of backups.csv lie and what is asked of them. */
import type { SqlAccess } from './pair-settings.ts';

/** How a repository is reached: on this machine, over SSH, or by signed JSON that its host prints or drops. */
export type RepositoryAccess =
  | { readonly by: 'path' }
  | {
      readonly by: 'ssh';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly identityFile: string;
      readonly knownHostsFile: string;
    }
  /** `fangzhou backup-agent` ran there; its file was carried or pulled here. */
  | { readonly by: 'agent'; readonly folder: string; readonly key: string };

export interface RepositorySettings {
  /** As backups.csv names it: `jintan-backup`. */
  readonly id: string;
  readonly tool: 'restic' | 'borg' | 'pgbackrest' | 'postgresql' | 'manifest' | 'bareos';
  readonly access: RepositoryAccess;
  /** Path, or stanza; never with a password in it. */
  readonly location: string;
  /** Beside it: pgBackRest's configuration file; PostgreSQL's folder of archived WAL; a manifest's own file where it lies elsewhere. */
  readonly beside?: string | undefined;
  /** Resolved at the door. */
  readonly password: string | undefined;
  readonly sql: SqlAccess | undefined;
  /** Where that database answers, when not on the repository's own host. */
  readonly sqlHost?: string | undefined;
  readonly immutable: boolean;
  /** Which medium and place: for 3-2-1. */
  readonly medium: string;
  readonly place: string;
  /** Ids of repositories that hold the same sets a second time. */
  readonly copies: readonly string[];
}

/** Declares how a data set is recognised, where it is not by a tag of its own id. */
export interface DataSetSettings {
  readonly backupId: string;
  readonly tag: string | undefined;
  readonly host: string | undefined;
  readonly paths: readonly string[];
  readonly rpoSeconds: number | undefined;
  readonly rtoSeconds: number | undefined;
  readonly leastBytes: number;
  /** How a restore is proven: hashes of a manifest, a throw-away PostgreSQL with queries, or a declared command. */
  readonly proof:
    | { readonly kind: 'manifest'; readonly file: string | undefined }
    | {
        readonly kind: 'postgresql';
        /** Loaded into a new server; left out: what was restored is a data folder, and a server is started from it. */
        readonly dump: string | undefined;
        /** Of a data folder: whom and what the queries go to. */
        readonly database: string;
        readonly user: string;
        readonly queries: readonly { readonly sql: string; readonly expect: string }[];
      }
    | { readonly kind: 'command'; readonly command: readonly string[] };
}

export interface BackupsSettings {
  readonly periodSeconds: number;
  /** A structural check at least so often, and all data read once in so long. */
  readonly checkDays: number;
  readonly readAllDays: number;
  readonly drillDays: number;
  /** Scheduled drills restore so many files; `unattended`: without a second person's approval. */
  readonly drills: { readonly unattended: boolean; readonly sample: number };
  /** Days on which no backup is expected: ISO dates, and weekdays 1 to 7. */
  readonly freeDays: readonly string[];
  readonly freeWeekdays: readonly number[];
  /** In the closing days of a month, the last and first N days, no free day counts. */
  readonly closingDays: number;
  /** Where restores are tried; a relative folder lies below the data folder. */
  readonly scratch: { readonly folder: string; readonly mostBytes: number; readonly mostSeconds: number };
  readonly repositories: ReadonlyMap<string, RepositorySettings>;
  readonly dataSets: ReadonlyMap<string, DataSetSettings>;
}
