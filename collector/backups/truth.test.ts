import { describe, expect, it } from 'vitest';
import { classify } from './classify.ts';
import { finding, scrubbed } from './said.ts';
import { compareVersions, truthTable } from './truth.ts';

/** What tools printed that are not installed here, or in states that no test makes: out of their documentation and sources. */
const recorded = [
  ['restic', '0.18.0', 'list', 10, '', 'missing', 'fail'],
  ['restic', '0.17.3', 'list', 11, '', 'locked', 'unknown'],
  ['restic', '0.18.0', 'list', 12, '', 'wrong-password', 'unknown'],
  ['restic', '0.14.0', 'list', 12, '', 'unknown-code', 'unknown'],
  ['restic', '0.14.0', 'list', 3, '', 'incomplete', 'fail'],
  ['restic', '0.16.4', 'list', 130, '', 'unknown-code', 'unknown'],
  [
    'restic',
    '0.14.0',
    'check',
    1,
    'unable to create lock in backend: repository is already locked by PID 14464 on vm by root (UID 0, GID 0)',
    'locked',
    'unknown',
  ],
  ['restic', '0.14.0', 'list', 0, '/srv/township-c does not exist, skipping', 'source-missing', 'fail'],
  [
    'restic',
    '0.14.0',
    'list',
    1,
    'Fatal: unable to open repository at /srv/a: ReadDir: open /srv/a/keys: not a directory',
    'missing',
    'fail',
  ],
  ['restic', '0.14.0', 'list', 0, 'something that nobody has read before', 'unknown-code', 'unknown'],
  [
    'restic',
    '0.14.0',
    'check',
    -1,
    'Load(<data/562f709eeb>, 247, 874) returned error, retrying after 552.330144ms: open /r/data/56/562f: permission denied',
    'pack-unreadable',
    'unknown',
  ],
  [
    'restic',
    '0.14.0',
    'check',
    1,
    'pack 49d570426bac2072 failed to download: StreamPack: open /r/data/49/49d5: permission denied',
    'pack-unreadable',
    'unknown',
  ],
  [
    'restic',
    '0.14.0',
    'list',
    -1,
    'Load(<snapshot/562f709eeb>, 0, 0) returned error, retrying after 552.330144ms: open /r/snapshots/56: permission denied',
    'unreachable',
    'unknown',
  ],
  ['borg', '1.2.4', 'check', 1, '', 'damaged', 'fail'],
  ['borg', '1.2.4', 'list', 1, '', 'unknown-code', 'unknown'],
  ['borg', '1.4.0', 'list', 13, '', 'missing', 'fail'],
  ['borg', '1.4.0', 'list', 52, '', 'wrong-password', 'unknown'],
  [
    'borg',
    '1.2.4',
    'list',
    2,
    'ERROR Failed to create/acquire the lock /r/lock.exclusive (timeout). msgid=LockTimeout',
    'locked',
    'unknown',
  ],
  [
    'pgbackrest',
    '2.45',
    'list',
    55,
    'ERROR: [055]: unable to load info file /r/archive/fiscal/archive.info',
    'missing',
    'fail',
  ],
  [
    'pgbackrest',
    '2.45',
    'list',
    31,
    "ERROR: [031]: option 'lock-path' not valid for command 'verify'",
    'malformed',
    'unknown',
  ],
] as const;

describe('the truth table', () => {
  for (const [tool, version, command, code, err, reason, weight] of recorded) {
    it(`takes ${tool} ${version} ${command} with code ${code} and "${err.slice(0, 40)}" for ${reason}`, () => {
      const found = classify({ tool, version, command, answer: { ran: true, code, out: '', err } });
      expect(found.map((each) => [each.reason, each.weight])).toEqual([[reason, weight]]);
    });
  }

  it('has a row, a reason and a word or code for each line, and none that could never hold', () => {
    for (const row of truthTable) {
      expect(row.says !== undefined || row.code !== undefined).toBe(true);
      if (row.from !== undefined && row.below !== undefined)
        expect(compareVersions(row.from, row.below)).toBeLessThan(0);
    }
  });

  it('compares versions by their numbers', () => {
    expect(compareVersions('0.9.6', '0.14.0')).toBeLessThan(0);
    expect(compareVersions('2.45', '2.45.0')).toBe(0);
  });

  it('keeps the words of many lines of one kind within a bound', () => {
    const err = Array.from(
      { length: 5_000 },
      (_, index) => `pack ${index.toString(16).padStart(64, 'a')}: does not exist`,
    ).join('\n');
    const found = classify({
      tool: 'restic',
      version: '0.14.0',
      command: 'check',
      answer: { ran: true, code: 1, out: '', err },
    });
    expect(found).toHaveLength(1);
    expect(found[0]?.said.length).toBeLessThanOrEqual(2_000);
  });

  it('takes secrets out of what is kept: passwords in addresses, behind words for them, and the known one', () => {
    const said = 'rest:https://user:hunter22@host/ --password=abc PASSPHRASE: "d e f" the correct horse\u001b[2J';
    expect(scrubbed(said, ['correct horse'])).toBe(
      'rest:https://user:***@host/ --password=*** PASSPHRASE: *** the *** [2J',
    );
    expect(finding('damaged', 'fail', 'x'.repeat(5_000)).said).toHaveLength(2_000);
  });
});
