import type { EpochMs, Mistake } from '../../../core/index.ts';

export const riskKinds = [
  'any-destination',
  'no-final-deny',
  'nat',
  'dial',
  'cellular',
  'wireless',
  'remote-vpn',
  'upnp',
  'cloud',
] as const;
/** What a statement opens. */
export type RiskKind = (typeof riskKinds)[number];

export interface RiskyStatement {
  readonly kind: RiskKind;
  /** Of the text as exported, from 1; 0 where something is missing instead. */
  readonly line: number;
  /** Without secrets. */
  readonly text: string;
}

/** A server that the device asks for the time or for names, or tells its log to. */
export interface ConfiguredServer {
  readonly what: 'ntp' | 'dns' | 'syslog';
  /** An address in canonical text, or a name. */
  readonly address: string;
  readonly line: number;
}

/** The configuration of one device as it was exported and carried over; the text itself is not kept, secrets may be in it. */
export interface ConfigurationSnapshot {
  readonly deviceId: string;
  readonly takenAt: EpochMs;
  /** Of the normalised text, `sha256:` and hex: the same whatever order, spacing, salt and time stamps the device writes. */
  readonly digest: string;
  /** Of the rules alone, in their order. */
  readonly policyDigest: string;
  readonly lines: number;
  readonly risky: readonly RiskyStatement[];
  readonly servers: readonly ConfiguredServer[];
}

/** A person looked at exactly this text. */
export interface ConfigurationApproval {
  readonly deviceId: string;
  readonly digest: string;
  readonly approver: string;
  readonly reason: string;
  readonly at: EpochMs;
}

/** What was imported of every device. */
export interface ConfigurationView {
  /** Newest first. */
  snapshotsOf(deviceId: string): readonly ConfigurationSnapshot[];
  /** The newest approval. */
  approvalOf(deviceId: string): ConfigurationApproval | undefined;
}

export interface ConfigurationImport {
  readonly view: ConfigurationView;
  readonly snapshots: readonly ConfigurationSnapshot[];
  readonly approvals: readonly ConfigurationApproval[];
  readonly mistakes: readonly Mistake[];
}

/** Every size that the import holds to. */
export const configurationBounds = {
  files: 2_000,
  fileBytes: 2 << 20,
  approvalBytes: 1 << 20,
  lines: 200_000,
  riskyStatements: 500,
  servers: 100,
  /** Of one device: the newest is judged, the one before says what changed. */
  snapshotsOfDevice: 2,
  textCharacters: 200,
} as const;
