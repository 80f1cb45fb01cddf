import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

describe('a task that runs never twice at once', () => {
  it('runs once more after it was asked for during a run, however often', async () => {
    const ends: (() => void)[] = [];
    let runs = 0;
    const ask = oneAtATime(() => {
      runs += 1;
      return new Promise((resolve) => ends.push(resolve));
    });
    ask();
    ask();
    ask();
    expect(runs).toBe(1);
    ends.shift()?.();
    await expect.poll(() => runs).toBe(2);
    ends.shift()?.();
    await Promise.resolve();
    ask();
    await expect.poll(() => runs).toBe(3);
  });

  it('begins its last run after the last request, and never overlaps, in any order of requests and endings', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), async (asks) => {
        const ends: (() => void)[] = [];
        let [requests, seen, running] = [0, 0, 0];
        const ask = oneAtATime(async () => {
          running += 1;
          expect(running).toBe(1);
          seen = requests;
          await new Promise<void>((resolve) => ends.push(resolve));
          running -= 1;
        });
        for (const isRequest of asks) {
          if (isRequest) {
            requests += 1;
            ask();
          } else ends.shift()?.();
          for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        }
        while (ends.length > 0) {
          ends.shift()?.();
          for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        }
        expect([seen, running]).toEqual([requests, 0]);
      }),
    );
  });
});
