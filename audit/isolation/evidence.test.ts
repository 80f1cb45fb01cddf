import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TableOutcome } from '../../collector/index.ts';
import { isolationChecks } from './catalogue.ts';
import { deviceWith, readingWith, sceneTime, sceneWith, table } from './scene.fake.ts';

const outcomes: readonly TableOutcome[] = ['read', 'not-offered', 'refused', 'truncated', 'silent', 'malformed'];
const needs = {
  'ISO-05': ['interfaces'],
  'ISO-07': ['routes'],
  'ISO-08': ['neighbours', 'addresses'],
  'ISO-10': ['interfaces'],
} as const;
const checkOf = (id: string) => isolationChecks.filter((check) => check.id === id);

describe('evidence', () => {
  it.each(Object.entries(needs))('of %s never passes unless its tables were read whole', (id, needed) => {
    const [check] = checkOf(id);
    fc.assert(
      fc.property(
        fc.record(Object.fromEntries(needed.map((name) => [name, fc.constantFrom(...outcomes)]))),
        (given) => {
          const tables = Object.fromEntries(Object.entries(given).map(([name, outcome]) => [name, table([], outcome)]));
          const [judged] = check?.judge(sceneWith({ reading: readingWith(tables) })) ?? [];
          const whole = Object.values(given).every((outcome) => outcome === 'read');
          expect(judged?.verdict).toBe(whole ? 'pass' : 'unknown');
          const trouble = Object.values(given).some((outcome) => outcome !== 'read' && outcome !== 'not-offered');
          expect(judged?.notOffered ?? false).toBe(!whole && !trouble);
        },
      ),
    );
  });

  it.each([
    ['none came yet', { reading: undefined }, 'isolation.no-reading'],
    ['the device is silent', { reading: readingWith({ outcome: 'silent' }) }, 'isolation.silent'],
    ['it is old', { reading: readingWith(), now: sceneTime + 900_001 }, 'isolation.stale'],
    ['the device restarted', { reading: readingWith({ upTimeAfterTicks: 3 }) }, 'isolation.restarted'],
    ['the device has no agent', { reading: readingWith(), device: deviceWith({ snmp: 'none' }) }, 'isolation.no-agent'],
  ] as const)('is unknown to checks of tables when %s', (_, scene, reason) => {
    for (const check of [...Object.keys(needs), 'ISO-13'].flatMap(checkOf)) {
      const judged = check.judge(sceneWith(scene));
      for (const one of judged) expect([check.id, one.verdict, one.reason.key]).toEqual([check.id, 'unknown', reason]);
    }
    expect(checkOf('ISO-05')[0]?.judge(sceneWith(scene))).toHaveLength(1);
  });

  it('is unknown where the device fell silent before its time was read again', () => {
    const { upTimeAfterTicks: _, ...reading } = readingWith();
    expect(checkOf('ISO-05')[0]?.judge(sceneWith({ reading }))).toMatchObject([
      { verdict: 'unknown', reason: { key: 'isolation.restarted' } },
    ]);
  });

  it('is as old as its reading, which just still counts at the end of its period', () => {
    const [judged] = checkOf('ISO-05')[0]?.judge(sceneWith({ reading: readingWith(), now: sceneTime + 900_000 })) ?? [];
    expect(judged).toMatchObject({ verdict: 'pass', observedAt: sceneTime });
  });
});
