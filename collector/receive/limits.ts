const dayMs = 86_400_000;

/** The journal of what devices send by themselves; its subject is the device. */
export const messageJournal = { name: 'messages', keptMs: 90 * dayMs, perSubject: 2_000 } as const;

/** Every bound of the receivers in one place. */
export const receiveLimits = {
  /** Messages that are read of one source: on average, and at once. More are counted and not looked at. */
  perSourcePerSecond: 50,
  perSourceBurst: 200,
  /** And of all sources together: at 50 us each at most a tenth of a core. */
  totalPerSecond: 2_000,
  totalBurst: 4_000,
  /** Sources that have counts of their own; those that come after them share one. */
  sources: 1_024,
  /** The same message of the same source within this time is a repetition: counted, told once. */
  repetitionMs: 10_000,
  /** Different messages whose repetitions are counted at a time. */
  remembered: 8_192,
  /** Messages of one device that are kept as entries: on average, and at once. More are counted. */
  keptPerSecond: 5,
  keptBurst: 200,
  /** What one message's text and varbinds may take in the journal, in characters. */
  textCharacters: 2_000,
  varbinds: 64,
  /** What the system is asked for, for each UDP socket; Linux gives up to twice net.core.rmem_max. */
  receiveBufferOctets: 4 << 20,
} as const;
