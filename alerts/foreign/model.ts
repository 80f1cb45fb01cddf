/** Alerts that a Prometheus Alertmanager sends: what it says is material, never trusted to be well-formed, short or repeated. */
import type { EpochMs } from '../../core/index.ts';

export interface ForeignAlert {
  /** Of all its labels, as the sender has them: one alert has one, however often and by whomever it is sent. */
  readonly id: string;
  readonly name: string;
  readonly isFiring: boolean;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly startsAt: EpochMs | undefined;
  /** Good until then, where the sender says so. */
  readonly endsAt: EpochMs | undefined;
}

/** Why a message was refused as a whole; texts are `alerts.foreign.refused.<word>`. */
export type ForeignRefusal = 'not-json' | 'version' | 'alerts' | 'alert' | 'many';

/** Label `source` of what Fangzhou itself sends to an Alertmanager. */
export const ownSource = 'fangzhou';

/** Every bound of what comes from outside. */
export const foreignLimits = {
  bodyBytes: 1_000_000,
  /** Of one message. */
  alerts: 1_000,
  /** Open at the same time; beyond it is counted, and said in an incident of its own. */
  open: 500,
  labels: 64,
  nameCharacters: 100,
  valueCharacters: 1_000,
  /** Labels that an incident shows. */
  shownLabels: 20,
  /** Of the text in an incident's headline. */
  summaryCharacters: 200,
  descriptionCharacters: 1_000,
  tickMs: 5_000,
} as const;
