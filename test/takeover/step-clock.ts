/** Loaded before the program in a trial: SIGUSR2 sets its wall clock forward or back, as a wrong time server would. The steady clock stays. */
import { readFileSync } from 'node:fs';

const file = process.env.FANGZHOU_TRIAL_CLOCK ?? '';
let offsetMs = 0;
const RealDate = Date;

class SteppedDate extends RealDate {
  constructor(...args: readonly unknown[]) {
    if (args.length === 0) super(RealDate.now() + offsetMs);
    else super(...(args as [number]));
  }

  static override now(): number {
    return RealDate.now() + offsetMs;
  }
}

globalThis.Date = SteppedDate as unknown as DateConstructor;
process.on('SIGUSR2', () => {
  offsetMs = Number(readFileSync(file, 'utf8')) || 0;
});
