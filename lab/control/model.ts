import type { EpochMs } from '../../core/index.ts';
import type { AgentTarget, BackupsSettings } from '../../inventory/index.ts';
import type { MessageSinks } from '../city/notifier.ts';
import type { DatabaseAccess } from '../database/index.ts';
import type { ActiveFault, CommandResult } from '../faults/model.ts';
import type { CatalogueEntry } from '../faults/parse.ts';
import type { ServiceAccess } from '../services/sign-on.ts';
import type { LabTroubles } from './troubles.ts';
import type { LabViolations } from './violations.ts';

/** What a page or a command line may do with a running lab. */
export interface LabControl {
  /** The faults in force, each with the time from which it is. */
  faults(): readonly (ActiveFault & { readonly since: EpochMs })[];
  /** Does one line such as `cut F23`; what is wrong with it comes back as a value. Never rejects. */
  apply(text: string): Promise<CommandResult>;
  /** Every command with its usage and help. */
  readonly catalogue: readonly CatalogueEntry[];
  readonly violations: LabViolations;
  readonly troubles: LabTroubles;
}

export interface Lab extends LabControl {
  /** Where each device's agent answers; the same for the lab's whole life. */
  readonly targets: ReadonlyMap<string, AgentTarget>;
  /** Where the services of VRRP pairs answer as through their virtual addresses, by pair; the same for the lab's whole life. */
  readonly services: ReadonlyMap<string, AgentTarget>;
  /** Where the databases of pairs answer, and who may log in; see `withLabDatabases`. */
  readonly databases: { readonly targets: ReadonlyMap<string, AgentTarget>; readonly access: DatabaseAccess };
  /** Where the business services answer, by the origin that services.csv declares, and who may log in. */
  readonly sites: { readonly targets: ReadonlyMap<string, AgentTarget>; readonly access: ServiceAccess };
  /** An HTTP proxy whose user is a point: what it lets through is what a client at that point reaches of the declared addresses. */
  readonly vantage: AgentTarget;
  /** From now on devices send traps and syslog there; until then they are quiet. */
  notifyTo(sinks: MessageSinks): void;
  /** The settings with the lab's own repositories, where there are none for a name of backups.csv. */
  backups(settings: BackupsSettings): BackupsSettings;
  /** Process id of the agents, for figures. */
  agentsPid(): number | undefined;
  stop(): Promise<void>;
}
