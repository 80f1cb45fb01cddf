import { describe, expect, it } from 'vitest';
import type { Observation } from '../../collector/index.ts';
import { afterPathReturned, afterPoll, type Contact, isOutdated } from './contact.ts';
import { type DeviceInput, judgeDevice } from './device.ts';
import type { Known } from './judgement.ts';
import type { PathStatus } from './path.ts';

const limits = {
  periodMs: 30_000,
  staleAfterMs: 90_000,
  raiseAfterPolls: 3,
  errorsPerSecondRaise: 10,
  errorsPerSecondClear: 1,
};
const up: Known = { state: 'up', reason: { key: 'audit.device.answers' } };
const down: Known = { state: 'down', reason: { key: 'audit.device.silent' } };
const hidden: Known = { state: 'unknown', reason: { key: 'audit.behind' }, behind: [{ kind: 'link', id: 'F1' }] };
const alive: PathStatus = { word: 'alive' };
const dead: PathStatus = { word: 'dead', behind: [{ kind: 'link', id: 'F1' }] };
const doubt: PathStatus = { word: 'doubt', ask: ['agg'] };

function poll(outcome: Observation['outcome'], at: number, more: Partial<Observation> = {}): Observation {
  return {
    deviceId: 'x',
    startedAt: at,
    finishedAt: at,
    outcome,
    faults: [],
    requests: 1,
    responses: 1,
    values: 1,
    ...more,
  };
}

/** Polls every 30 s: a answered, s silent, r refused, p partial; the last one is now, at 1,000,000. */
function contact(letters: string): Contact | undefined {
  const outcomes = { a: 'answered', s: 'silent', r: 'refused', p: 'partial' } as const;
  let known: Contact | undefined;
  [...letters].forEach((letter, index) => {
    known = afterPoll(
      known,
      poll(outcomes[letter as keyof typeof outcomes], 1_000_000 - 30_000 * (letters.length - 1 - index)),
      limits,
    );
  });
  return known;
}

const judge = (letters: string, path: PathStatus, before: Known, more: Partial<DeviceInput> = {}) =>
  judgeDevice({ hasAgent: true, contact: contact(letters), path, before, now: 1_000_000, limits, ...more });

describe('a device', () => {
  it.each([
    ['', alive, up, 'unknown', 'audit.not-observed'],
    ['a', alive, up, 'up', 'audit.device.answers'],
    ['ap', alive, up, 'degraded', 'audit.device.partial'],
    ['ar', alive, up, 'unknown', 'audit.device.refused'],
    ['rrrrr', dead, up, 'unknown', 'audit.device.refused'],
    ['as', alive, up, 'up', 'audit.device.answers'],
    ['ass', alive, up, 'up', 'audit.device.answers'],
    ['asss', alive, up, 'down', 'audit.device.silent'],
    ['asss', doubt, up, 'up', 'audit.device.answers'],
    ['assss', doubt, up, 'unknown', 'audit.device.silent-undecided'],
    ['assss', doubt, down, 'down', 'audit.device.silent'],
    ['as', dead, up, 'unknown', 'audit.behind'],
    ['asss', dead, down, 'unknown', 'audit.behind'],
    ['asss', doubt, hidden, 'unknown', 'audit.device.path-returned'],
    ['s', alive, { state: 'unknown', reason: { key: 'audit.not-observed' } }, 'unknown', 'audit.device.never-answered'],
    ['sss', alive, { state: 'unknown', reason: { key: 'audit.not-observed' } }, 'down', 'audit.device.silent'],
  ] as const)('after %s is judged', (letters, path, before, state, key) => {
    const judged = judge(letters, path, before);
    expect([judged.state, judged.reason.key]).toEqual([state, key]);
  });

  it('is unknown when its last poll is too old, whatever it said', () => {
    for (const letters of ['a', 'asss', 'r']) {
      expect(judge(letters, alive, down, { now: 1_000_000 + 90_001 })).toMatchObject({
        state: 'unknown',
        reason: { key: 'audit.stale' },
      });
    }
  });

  it('is unknown when it is declared without an agent', () => {
    expect(judge('', alive, up, { hasAgent: false }).reason.key).toBe('audit.device.no-agent');
  });

  it('is degraded when its processor stays at its limit', () => {
    let known: Contact | undefined;
    for (let i = 0; i < 3; i += 1)
      known = afterPoll(known, poll('answered', 1_000_000, { host: { cpuRatio: 0.99 } }), limits);
    expect(judge('', alive, up, { contact: known }).reason.key).toBe('audit.device.busy');
  });

  it('is down no sooner for being polled again at once', () => {
    let known = contact('as');
    for (const ms of [1, 500, 14_999]) known = afterPoll(known, poll('silent', 1_000_000 + ms), limits);
    expect(known).toMatchObject({ misses: 4, missesOnPath: 1, decidingMissAt: 0 });
    for (const at of [1_030_000, 1_060_000, 1_061_000]) known = afterPoll(known, poll('silent', at), limits);
    expect(known).toMatchObject({ missesOnPath: 3, decidingMissAt: 1_060_000 });
  });

  it('is counted anew once its path came back', () => {
    const before = contact('asss');
    if (before === undefined) throw new Error('a contact');
    const returned = afterPathReturned(before);
    expect(returned).toMatchObject({ misses: 3, missesOnPath: 0, decidingMissAt: 0 });
    const next = afterPoll(returned, poll('silent', 1_030_000), limits);
    expect(judge('', alive, hidden, { contact: next, now: 1_030_000 }).state).not.toBe('down');
  });
});

describe('a poll', () => {
  it('is outdated when it is older than what is known, unless the clock was set back', () => {
    const known = contact('a');
    expect(isOutdated(known, poll('answered', 1_000_001), 90_000)).toBe(false);
    expect(isOutdated(known, poll('answered', 1_000_000), 90_000)).toBe(true);
    expect(isOutdated(known, poll('answered', 940_000), 90_000)).toBe(true);
    expect(isOutdated(known, poll('answered', 800_000), 90_000)).toBe(false);
    expect(isOutdated(undefined, poll('answered', 1), 90_000)).toBe(false);
  });
});
