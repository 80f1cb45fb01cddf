import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Unlikely } from '../told.ts';
import { type Answers, maySee, postgresqlFactsOf } from './facts.ts';

const primary: Answers = {
  about: [
    {
      version: '15.18',
      in_recovery: 'f',
      system_identifier: '7712775949538887249',
      wal_timeline: '0000001A',
      lsn: '18446744073709551615',
      received_lsn: null,
      replay_paused: null,
      replayed_at: null,
      may_monitor: 't',
    },
  ],
  standbys: [],
  slots: [{ name: 'pair', active: 'f', wal_status: null, retained: '1283784' }],
  receiver: [],
  archiver: [],
  rights: [],
};
const about = (changed: Record<string, string | null>): Answers => ({
  ...primary,
  about: [{ ...primary.about[0], ...changed }],
});

describe('facts of PostgreSQL', () => {
  it('a primary without a standby has an empty list, its timeline is read as hexadecimal, and positions keep 64 bits', () => {
    const facts = postgresqlFactsOf(primary);
    expect(facts).toMatchObject({
      inRecovery: false,
      timeline: 26,
      lsnBytes: 18_446_744_073_709_551_615n,
      standbys: [],
    });
    expect(facts.slots).toEqual([{ name: 'pair', active: false, retainedBytes: 1_283_784 }]);
    expect(facts).not.toHaveProperty('archiver');
    expect(facts).not.toHaveProperty('receiver');
  });

  it('a standby has the timeline of its receiver, and none when no receiver runs', () => {
    const standby = about({ in_recovery: 't', wal_timeline: null, replay_paused: 't' });
    expect(postgresqlFactsOf(standby)).toMatchObject({ inRecovery: true, replayPaused: true });
    expect(postgresqlFactsOf(standby)).not.toHaveProperty('timeline');
    const receiver = [{ status: 'streaming', sender_host: '10.10.1.21', timeline: '7' }];
    expect(postgresqlFactsOf({ ...standby, receiver })).toMatchObject({
      timeline: 7,
      receiver: { status: 'streaming', senderHost: '10.10.1.21' },
    });
  });

  it('an idle standby tells no lag in seconds, one that only receives no position, and one that ran ahead is not behind', () => {
    const standby = { name: 's', address: '', state: 'streaming', sync_state: 'async' };
    const rows = [
      { ...standby, replay_bytes: '0', replay_lag_ms: null },
      { ...standby, replay_bytes: null, replay_lag_ms: null },
      { ...standby, replay_bytes: '-48', replay_lag_ms: '1680.25' },
    ];
    expect(postgresqlFactsOf({ ...primary, standbys: rows }).standbys).toEqual([
      { name: 's', address: '', state: 'streaming', syncState: 'async', replayBytesBehind: 0 },
      { name: 's', address: '', state: 'streaming', syncState: 'async' },
      { name: 's', address: '', state: 'streaming', syncState: 'async', replayBytesBehind: 0, replayLagMs: 1680.25 },
    ]);
  });

  it.each([
    ['no role', { in_recovery: null }],
    ['a role that is no flag', { in_recovery: 'maybe' }],
    ['no identity', { system_identifier: null }],
    ['a position below zero', { lsn: '-1' }],
    ['a timeline that is no file name', { wal_timeline: '0000000G' }],
  ])('%s is refused and never guessed', (_, changed) => {
    expect(() => postgresqlFactsOf(about(changed))).toThrow(Unlikely);
  });

  it('columns that are null for want of rights are refused, not read as a standby without a state', () => {
    const standbys = [{ name: 's', address: '', state: null, sync_state: '', replay_bytes: null, replay_lag_ms: null }];
    expect(() => postgresqlFactsOf({ ...primary, standbys })).toThrow(Unlikely);
    expect(maySee(about({ may_monitor: 'f' }))).toBe(false);
    expect(maySee({ ...primary, about: [] })).toBe(false);
  });

  it('whatever texts stand in the columns, they become facts or are refused', () => {
    const columns = Object.keys(primary.about[0] ?? {});
    const row = fc.dictionary(
      fc.constantFrom(...columns),
      fc.oneof(fc.constant(null), fc.string(), fc.constantFrom('t', 'f', '1', 'NaN')),
    );
    fc.assert(
      fc.property(row, row, (first, second) => {
        try {
          const facts = postgresqlFactsOf({
            ...primary,
            about: [{ ...primary.about[0], ...first }],
            receiver: [second],
          });
          expect(typeof facts.inRecovery).toBe('boolean');
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Unlikely);
        }
      }),
    );
  });
});
