import { encodeG711, frameSamples, samplesPerSecond } from './media.ts';

const pauseMs = 1_500;

/** What is played in one call, frame by frame: the announcement again and again with pauses between, and once thanks when a key was pressed. */
export interface Player {
  /** Undefined: everything was played. */
  next(): Buffer | undefined;
  /** Whether it was the first time. */
  thank(): boolean;
  /** The announcement was over once. */
  readonly wasPlayed: boolean;
}

export function createPlayer(
  sounds: { readonly announcement: Int16Array; readonly thanks: Int16Array },
  { payloadType, repeats }: { readonly payloadType: 0 | 8; readonly repeats: number },
): Player {
  const frames = (samples: Int16Array): Buffer => encodeG711(samples, payloadType);
  const [words, thanks] = [frames(sounds.announcement), frames(sounds.thanks)];
  const pause = frames(new Int16Array((pauseMs / 1_000) * samplesPerSecond));
  let [sound, at, rounds, wasPlayed] = [words, 0, 1, false];
  const begin = (next: Buffer): void => {
    [sound, at] = [next, 0];
  };
  return {
    get wasPlayed() {
      return wasPlayed;
    },
    thank() {
      if (sound === thanks) return false;
      begin(thanks);
      return true;
    },
    next() {
      if (at >= sound.length) {
        if (sound === thanks) return undefined;
        if (sound === words) {
          wasPlayed = true;
          begin(pause);
        } else if (rounds < repeats) {
          rounds += 1;
          begin(words);
        } else return undefined;
      }
      at += frameSamples;
      return sound.subarray(at - frameSamples, at);
    },
  };
}
