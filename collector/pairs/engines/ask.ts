/** How one member of a pair is asked, whatever its engine; every reader takes this and gives `Asked`, and none ever throws. */
import type { Clock } from '../../../core/index.ts';
import type { PairSettings } from '../../../inventory/index.ts';
import type { ProfileReading } from '../../profiles/model.ts';
import type {
  Asked,
  CorosyncFacts,
  DrbdFacts,
  HealthFacts,
  ManifestFacts,
  MysqlFacts,
  PacemakerFacts,
  PatroniFacts,
  PostgresqlFacts,
  RedisFacts,
  UtmHaFacts,
} from '../model.ts';

export interface MemberAsk {
  readonly deviceId: string;
  /** The member's own address; `settings.endpoints` wins where it names the device. */
  readonly address: string;
  readonly settings: PairSettings;
  readonly clock: Clock;
  /** For the whole question, from connecting to the last byte. */
  readonly timeoutMs: number;
  /** Output of a command that the member's SNMP agent runs (NET-SNMP-EXTEND-MIB), by its name; undefined: no agent is asked. */
  readonly extend?: (name: string) => Promise<Asked<string>>;
  /** What the maker's profile read last; undefined: nothing yet. */
  readonly profile?: ProfileReading;
}

/** What a reader makes of each engine; undefined where the pair's settings do not declare it. */
export interface EngineAnswers {
  readonly postgresql: PostgresqlFacts;
  readonly mysql: MysqlFacts;
  readonly redis: RedisFacts;
  readonly pacemaker: PacemakerFacts;
  readonly corosync: CorosyncFacts;
  readonly patroni: PatroniFacts;
  readonly drbd: DrbdFacts;
  readonly utmHa: UtmHaFacts;
  readonly health: HealthFacts;
  readonly manifest: ManifestFacts;
}

export type EngineReaders = {
  readonly [Engine in keyof EngineAnswers]: (ask: MemberAsk) => Promise<Asked<EngineAnswers[Engine]> | undefined>;
};

/** Where an engine of the member answers. */
export function endpointOf(
  { deviceId, address, settings }: MemberAsk,
  port: number,
): { readonly host: string; readonly port: number } {
  return settings.endpoints.get(deviceId) ?? { host: address, port };
}

/** Every size that these readers hold to, in one place. */
export const engineBounds = {
  /** What one member may answer to one question. */
  answerBytes: 1024 * 1024,
  /** How often the size of an answer is looked at while it comes. */
  lookMs: 50,
  /** Rows, resources, members, items that are kept of one answer. */
  rows: 64,
  items: 4_096,
  /** Characters of a text in somebody else's words. */
  textCharacters: 200,
  /** Nested elements or objects of an answer. */
  depth: 32,
} as const;

/** Somebody else's words on one line, cut to the bound. */
export function theirWords(text: unknown): string {
  const line = String(text ?? '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length > engineBounds.textCharacters ? `${line.slice(0, engineBounds.textCharacters)}…` : line;
}
