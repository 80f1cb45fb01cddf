import { expect, test } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { NewRecord } from '../../ledger/index.ts';
import { createDiary } from './diary.ts';
import { sentinelBounds } from './model.ts';

function stage() {
  const clock = new FakeClock();
  const records: NewRecord[] = [];
  const ledger = { append: (record: NewRecord) => void records.push(record) };
  const diary = createDiary({ ledger: ledger as never, clock, name: 's1' });
  const alive = async (forMs: number): Promise<void> => {
    for (let passed = 0; passed < forMs; passed += sentinelBounds.aliveMs) {
      await clock.advance(sentinelBounds.aliveMs);
      diary.alive(['tcp:80']);
    }
  };
  const notes = () => records.map(({ body }) => body);
  return { clock, diary, notes, alive };
}

test('it notes that it was up, one interval after the other without a hole', async () => {
  const { clock, diary, notes, alive } = stage();
  const from = clock.now();
  await alive(60_000);
  diary.up(['tcp:80']);
  await alive(60_000);
  diary.up(['tcp:80']);
  expect(notes()).toEqual([
    { what: 'up', from, to: from + 60_000, listening: ['tcp:80'] },
    { what: 'up', from: from + 60_000, to: from + 120_000, listening: ['tcp:80'] },
  ]);
});

test('a time in which the process stood still is not claimed', async () => {
  const { clock, diary, notes, alive } = stage();
  const from = clock.now();
  await alive(20_000);
  await clock.advance(3_600_000);
  diary.alive(['tcp:80']);
  await alive(20_000);
  diary.up(['tcp:80']);
  expect(notes()).toEqual([
    { what: 'up', from, to: from + 20_000, listening: ['tcp:80'] },
    { what: 'up', from: from + 3_620_000, to: from + 3_640_000, listening: ['tcp:80'] },
  ]);
});

test('a clock that is set back claims nothing', async () => {
  const { clock, diary, notes } = stage();
  await clock.advance(5_000);
  diary.alive([]);
  clock.jump(-3_600_000);
  diary.alive([]);
  diary.up([]);
  const times = notes().map(({ from, to }) => Number(to) - Number(from));
  expect(times.every((each) => each > 0 && each <= 5_000)).toBe(true);
});

test('the same nonce from the same place is noted once a minute', async () => {
  const { clock, diary, notes } = stage();
  const heard = { by: 'tcp', from: '10.1.1.1', nonce: '00112233445566778899aabbccddeeff' } as const;
  for (let n = 0; n < 10; n++) diary.heard(heard);
  expect(notes()).toHaveLength(1);
  diary.heard({ ...heard, by: 'http' });
  expect(notes()).toHaveLength(2);
  await clock.advance(sentinelBounds.repeatMs);
  diary.heard(heard);
  expect(notes()).toHaveLength(3);
});

test('a flood is bounded, and what was left out is counted in the next note of being up', async () => {
  const { clock, diary, notes } = stage();
  for (let n = 0; n < sentinelBounds.notesPerHour + 25; n++) {
    diary.heard({ by: 'dns', from: '10.1.1.1', nonce: n.toString(16).padStart(32, '0') });
  }
  await clock.advance(5_000);
  diary.up([]);
  expect(diary.dropped).toBe(25);
  expect(notes()).toHaveLength(sentinelBounds.notesPerHour + 1);
  expect(notes().at(-1)).toMatchObject({ what: 'up', dropped: 25 });
});
