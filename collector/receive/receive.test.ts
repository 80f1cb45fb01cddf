import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../core/clock.fake.ts';
import type { InterfaceReading } from '../observation.ts';
import { createAnnouncements } from './announcements.ts';
import type { DeviceMessage } from './device-message.ts';
import { createGate } from './gate.ts';
import { createMessageKeeper } from './keeper.ts';
import { receiveLimits } from './limits.ts';
import { createTally, otherSources } from './tally.ts';

const { perSourceBurst, perSourcePerSecond, totalBurst, totalPerSecond, repetitionMs, keptBurst } = receiveLimits;

describe('the gate', () => {
  it('lets a burst of one source through, then so many a second, and never at the cost of others', async () => {
    const clock = new FakeClock();
    const gate = createGate(clock);
    const admitted = (source: string, times: number) =>
      Array.from({ length: times }, () => gate.admit(source)).filter(Boolean).length;
    expect(admitted('storm', 10_000)).toBe(perSourceBurst);
    expect(admitted('quiet', 10)).toBe(10);
    await clock.advance(1_000);
    expect(admitted('storm', 10_000)).toBe(perSourcePerSecond);
  });

  it('reads no more than so many of all, and remembers no more sources than its bound', async () => {
    const clock = new FakeClock();
    const gate = createGate(clock);
    let admitted = 0;
    for (let source = 0; source < 100_000; source++) if (gate.admit(`s${source}`)) admitted++;
    expect(admitted).toBeLessThanOrEqual(totalBurst);
    expect(gate.sources).toBeLessThanOrEqual(receiveLimits.sources);
    await clock.advance(60_000);
    let later = 0;
    for (let source = 0; source < 100_000; source++) if (gate.admit(`t${source}`)) later++;
    // The old names have gone: new ones have room of their own again.
    expect(later).toBeGreaterThan(receiveLimits.sources / 2);
    expect(later).toBeLessThanOrEqual(Math.max(totalBurst, totalPerSecond));
  });
});

const trap = (text: string, deviceId = 'd1'): DeviceMessage => ({
  deviceId,
  at: 0,
  kind: 'trap',
  from: '10.1.1.1:162',
  via: 'v2c',
  name: 'linkDown',
  text,
  repeats: 0,
});

describe('what is kept of messages', () => {
  function stage() {
    const clock = new FakeClock();
    const kept: DeviceMessage[] = [];
    const keeper = createMessageKeeper({ clock, keep: (message) => void kept.push(message) });
    return { clock, kept, keeper };
  }

  it('is the first of equal ones at once, and their number when their time is over', async () => {
    const { clock, kept, keeper } = stage();
    for (let n = 0; n < 500; n++) expect(keeper.take('same', trap('same'))).toBe(n === 0);
    expect(kept.map(({ repeats }) => repeats)).toEqual([0]);
    await clock.advance(repetitionMs);
    expect(kept.map(({ repeats }) => repeats)).toEqual([0, 499]);
    expect(keeper.take('same', trap('same'))).toBe(true);
    expect(kept).toHaveLength(3);
    await clock.advance(10 * repetitionMs);
    expect(kept).toHaveLength(3);
    expect(keeper.depth).toBe(0);
  });

  it('is of another device another message', () => {
    const { keeper } = stage();
    expect(keeper.take('same', trap('same', 'd1'))).toBe(true);
    expect(keeper.take('same', trap('same', 'd2'))).toBe(true);
  });

  it('of a storm of different ones is a burst, and one entry that counts the rest', async () => {
    const { clock, kept, keeper } = stage();
    for (let n = 0; n < 20_000; n++) keeper.take(`${n}`, trap(`${n}`));
    expect(kept).toHaveLength(keptBurst);
    expect(keeper.depth).toBeLessThanOrEqual(receiveLimits.remembered + 1);
    await clock.advance(repetitionMs);
    expect(kept.at(-1)).toMatchObject({ kind: 'suppressed', deviceId: 'd1', repeats: 20_000 - keptBurst });
    expect(kept).toHaveLength(keptBurst + 1);
  });

  it('says of the first unread message that it is one, also when read ones were left out before it', async () => {
    const { clock, keeper } = stage();
    for (let n = 0; n <= keptBurst; n++) keeper.take(`${n}`, trap(`${n}`));
    expect([keeper.suppressed(trap('x')), keeper.suppressed(trap('x'))]).toEqual([true, false]);
    await clock.advance(repetitionMs);
    expect(keeper.suppressed(trap('x'))).toBe(true);
  });

  it('tells what it is still counting when it ends', () => {
    const { kept, keeper } = stage();
    keeper.take('same', trap('same'));
    keeper.take('same', trap('same'));
    keeper.suppressed(trap('x'));
    keeper.close();
    expect(kept.map(({ kind, repeats }) => [kind, repeats])).toEqual([
      ['trap', 0],
      ['trap', 1],
      ['suppressed', 1],
    ]);
  });
});

describe('the tally of refusals', () => {
  it('counts by source and reason, and those beyond its bound together', () => {
    const tally = createTally(new FakeClock(), 3);
    for (let source = 0; source < 1_000; source++) tally.add(`10.0.0.${source}`, 'unknown-source');
    expect(tally.add('10.0.0.0', 'unknown-source', 'again')).toBe(false);
    const list = tally.list();
    expect(list).toHaveLength(4);
    expect(list[0]).toMatchObject({ source: otherSources, count: 997 });
    expect(list.find(({ source }) => source === '10.0.0.0')).toMatchObject({ count: 2, detail: 'again' });
  });
});

describe('an announcement', () => {
  const reading = (name: string, ifIndex: number) => ({ name, ifIndex, ifDescr: `descr ${name}` }) as InterfaceReading;
  const interfaces = [reading('ge-1', 1), reading('ge-2', 2)];
  const seen = (deviceId = 'd1') => ({ deviceId, interfaces });

  it('is found by name, by description and by index, of that device alone', () => {
    const announcements = createAnnouncements(new FakeClock());
    announcements.note('d1', { word: 'down', interfaceName: 'ge-1' });
    announcements.note('d1', { word: 'down', ifIndex: 2 });
    announcements.note('d2', { word: 'down', interfaceName: 'descr ge-2' });
    expect([...announcements.downPorts(seen())]).toEqual(['ge-1', 'ge-2']);
    expect([...announcements.downPorts(seen('d2'))]).toEqual(['ge-2']);
    expect([...announcements.downPorts(seen('d3'))]).toEqual([]);
  });

  it('is taken back by its opposite, and grows old', async () => {
    const clock = new FakeClock();
    const announcements = createAnnouncements(clock);
    announcements.note('d1', { word: 'down', interfaceName: 'ge-1' });
    announcements.note('d1', { word: 'up', interfaceName: 'ge-1' });
    announcements.note('d1', { word: 'restarted' });
    expect(announcements.downPorts(seen()).size).toBe(0);
    announcements.note('d1', { word: 'down', interfaceName: 'ge-1' });
    await clock.advance(60_001);
    expect(announcements.downPorts(seen()).size).toBe(0);
  });

  it('of more ports than the bound forgets the oldest', () => {
    const announcements = createAnnouncements(new FakeClock());
    for (let port = 1; port <= 100; port++) announcements.note('d1', { word: 'down', ifIndex: port });
    const many = Array.from({ length: 100 }, (_, index) => reading(`p${index + 1}`, index + 1));
    const down = announcements.downPorts({ deviceId: 'd1', interfaces: many });
    expect(down.size).toBe(64);
    expect(down.has('p100')).toBe(true);
  });
});
