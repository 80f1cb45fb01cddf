/**
 * What alerting needs of the settings; `PollingSettings` and `ThresholdSettings` together satisfy it. Read at every use, so
 * that an object which changes with a reload counts at once.
 */
export interface AlertSettings {
  readonly periodSeconds: number;
  readonly staleAfterPeriods: number;
  readonly raiseAfterPolls: number;
  readonly clearAfterPolls: number;
  readonly utilisationRaise: number;
  readonly utilisationClear: number;
  readonly errorsPerSecondRaise: number;
  readonly errorsPerSecondClear: number;
}

/** Every bound of this room but the webhook's, in one place. */
export const bounds = {
  /** Cleared incidents kept at hand; older ones are read from the journal. */
  closedIncidents: 1_000,
  /** Events in one incident's history; the first stays, the oldest of the others go. */
  historyEvents: 200,
  /** Offending rows that an incident repeats; all are in the ledger. */
  details: 20,
  /** Of one row's value that an incident repeats. */
  detailCharacters: 1_000,
  noteCharacters: 2_000,
  nameCharacters: 200,
  /** A restart is shown as an incident for this long, then clears by itself. */
  rebootShownMs: 15 * 60_000,
  /** Devices of a district that restart within this time of each other are one incident. */
  restartsTogetherMs: 5 * 60_000,
  /** Incident numbers reserved on disk in advance, so that a crash never gives one out twice. */
  numbersReserved: 100,
} as const;
