import { expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import { smallCity } from '../city.fake.ts';
import { createHeartbeat } from './heartbeat.ts';

const minute = 60_000;

function stage() {
  const clock = new FakeClock(Date.UTC(2026, 0, 5, 8, 1));
  const city = smallCity();
  const heartbeat = createHeartbeat({
    city: () => city,
    states: { peek: () => undefined },
    clock,
    settings: () => ({ heartbeatSeconds: 300, periodSeconds: 60 }),
  });
  const [point] = city.points.keys();
  const devices = [...city.devices.values()].filter((device) => device.pointId === point && device.snmp !== 'none');
  const of = (records: ReturnType<typeof heartbeat.tick>) =>
    records.find(({ subject }) => subject === `point ${point}`)?.body;
  return { clock, city, heartbeat, devices, of };
}

it('records each point once an interval, on the round of the clock, also those that nobody heard', async () => {
  const { clock, city, heartbeat, of } = stage();
  expect(heartbeat.tick()).toEqual([]);
  await clock.advance(4 * minute);
  const records = heartbeat.tick();
  expect(records).toHaveLength(city.points.size);
  expect(of(records)).toMatchObject({
    from: '2026-01-05T08:01:00.000Z',
    to: '2026-01-05T08:05:00.000Z',
    answered: 0,
    coverage: 0,
    longestGapSeconds: 240,
    state: 'unknown',
  });
  expect(heartbeat.tick()).toEqual([]);
});

it('gives the share of due polls that were answered, and the longest silence of one device', async () => {
  const { clock, heartbeat, devices, of } = stage();
  for (let n = 0; n < 4; n++) {
    await clock.advance(minute);
    for (const [index, { id }] of devices.entries()) {
      const outcome = index === 0 && n > 0 ? 'silent' : 'answered';
      heartbeat.polled({ deviceId: id, outcome, finishedAt: clock.now() });
    }
  }
  const body = of(heartbeat.tick());
  expect(devices.length).toBe(2);
  expect(body).toMatchObject({ devices: 2, answered: 5, failed: 3, coverage: 0.625, longestGapSeconds: 180 });
});

it('begins anew after each interval and closes an interval that is not over', async () => {
  const { clock, heartbeat, devices, of } = stage();
  await clock.advance(4 * minute);
  heartbeat.tick();
  await clock.advance(2 * minute);
  for (const { id } of devices) heartbeat.polled({ deviceId: id, outcome: 'answered', finishedAt: clock.now() });
  expect(of(heartbeat.close())).toMatchObject({ from: '2026-01-05T08:05:00.000Z', answered: 2, coverage: 0.5 });
  expect(heartbeat.close()).toEqual([]);
});

it('is never over 1, however often somebody polls out of turn', async () => {
  const { clock, heartbeat, devices, of } = stage();
  await clock.advance(4 * minute);
  for (let n = 0; n < 50; n++) {
    for (const { id } of devices) heartbeat.polled({ deviceId: id, outcome: 'answered', finishedAt: clock.now() });
  }
  expect(of(heartbeat.tick())).toMatchObject({ coverage: 1 });
});
