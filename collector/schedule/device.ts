/** A promise that all who asked for the same poll share. */
export interface Asked {
  readonly promise: Promise<boolean>;
  readonly answer: (polled: boolean) => void;
}

/** A promise with its answer apart. */
export function createAsked(): Asked {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  return { promise, answer: resolve };
}

/** An entry of the wheel. */
export interface Mark {
  readonly device: Device;
}

/** Where a device stands among the others. */
export interface Place {
  /** 0 is polled first when there is a queue. */
  readonly rank: number;
  /** Devices that share a network of little capacity; '' stands alone. */
  readonly group: string;
}

/** What the scheduler knows of one device. Times are on the monotonic clock. */
export class Device {
  readonly id: string;
  /** Its next regular poll. */
  readonly regular: Mark = { device: this };
  /** A poll that was asked for and waits out the pause. */
  readonly extra: Mark = { device: this };
  dueMs = 0;
  /** Since when it should run, while it waits for a slot. */
  queuedForMs: number | undefined;
  /** Set while its poll runs. */
  startedMs: number | undefined;
  endedMs = Number.NEGATIVE_INFINITY;
  /** Its last poll took long. */
  slow = false;
  /** Dropped by `apply` while its poll runs. */
  gone = false;
  asked: Asked | undefined;
  readonly rank: number;
  readonly group: string;

  constructor(id: string, { rank, group }: Place) {
    this.id = id;
    this.rank = rank;
    this.group = group;
  }
}
