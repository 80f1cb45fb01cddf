import type { WireWarmStandby } from '../../../../api/wire.ts';
import type { WireStandby } from '../../../../api/wire-standby.ts';
import { createStore } from '../state/store.ts';
import { speech } from '../text/language.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { ask, RequestFailed } from './rest.ts';

/** Fangzhou's own standby as far as the server told. Null: none of that kind is declared. */
export interface OwnStandby {
  readonly pair: WireStandby | null;
  readonly warm: WireWarmStandby | null;
  /** Browser time of the answer, milliseconds since 1970; 0: none has come yet. */
  readonly answeredAt: number;
  /** Why the newest question brought nothing; what is held is then of `answeredAt`. */
  readonly failed: RequestFailed | undefined;
}

export const ownStandby = createStore<OwnStandby>({ pair: null, warm: null, answeredAt: 0, failed: undefined });

const pollMs = 5_000;
const slowestMs = 60_000;

/** Milliseconds to the next question: 5 s where one is declared, doubled with each failure, 60 s at most and where none is. */
export function nextPollMs(failures: number, declared: boolean): number {
  if (failures === 0) return declared ? pollMs : slowestMs;
  return Math.min(slowestMs, pollMs * 2 ** Math.min(failures, 10));
}

/** Where nothing is declared, an older server knows no such address: that is an answer too. */
const orNone = <T>(asked: Promise<T | undefined>): Promise<T | null> =>
  asked.then(
    (value) => value ?? null,
    (thrown: unknown) => {
      if (thrown instanceof RequestFailed && thrown.status === 404) return null;
      throw thrown;
    },
  );

let timer: number | undefined;
let failures = 0;
/** Counts starts and ends of watching: an answer to an older one says nothing any more. */
let watch = 0;

const read = oneAtATime(async () => {
  const mine = watch;
  window.clearTimeout(timer);
  try {
    const [pair, warm] = await Promise.all([
      orNone(ask<WireStandby | undefined>('GET', '/standby')),
      orNone(ask<WireWarmStandby>('GET', '/warm-standby')),
    ]);
    if (mine !== watch) return;
    failures = 0;
    ownStandby.set({ pair, warm: warm?.declared === true ? warm : null, answeredAt: Date.now(), failed: undefined });
  } catch (thrown) {
    if (mine !== watch) return;
    failures += 1;
    const failed = thrown instanceof RequestFailed ? thrown : new RequestFailed(0, '');
    ownStandby.set({ ...ownStandby.get(), failed });
  }
  const { pair, warm } = ownStandby.get();
  timer = window.setTimeout(read, nextPollMs(failures, pair !== null || warm !== null));
});

/** Asks at once, whatever the time to the next question. */
export const askOwnStandby = read;

/** Keeps `ownStandby` new until the returned function is called; its words come anew with each language. */
export function watchOwnStandby(): () => void {
  watch += 1;
  failures = 0;
  read();
  let { language } = speech.get();
  const stop = speech.subscribe(() => {
    if (speech.get().language === language) return;
    language = speech.get().language;
    read();
  });
  return () => {
    watch += 1;
    stop();
    window.clearTimeout(timer);
  };
}
