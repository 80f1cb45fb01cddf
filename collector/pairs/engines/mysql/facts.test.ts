import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Unlikely } from '../told.ts';
import { type Answers, mysqlFactsOf } from './facts.ts';

const primary: Answers = {
  about: {
    version: '8.0.39',
    server_id: '3e11fa47-71ca-11e1-9e33-c80aa9429562',
    read_only: '0',
    gtid: '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5,\n4e11fa47-71ca-11e1-9e33-c80aa9429562:1',
  },
  replica: undefined,
  replicas: undefined,
  grants: [
    "GRANT USAGE ON *.* TO `fangzhou`@`10.8.1.5` IDENTIFIED BY PASSWORD '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19'",
  ],
};
const replicaWith = (row: Answers['replica']): Answers => ({ ...primary, replica: row });

/** MySQL 8.0.22 and newer, as the manual names them. */
const newWords = {
  Replica_IO_State: 'Waiting for source to send event',
  Source_Host: '10.10.1.21',
  Replica_IO_Running: 'Yes',
  Replica_SQL_Running: 'No',
  Last_IO_Error: '',
  Last_SQL_Error:
    "Error 'Duplicate entry '1' for key 'PRIMARY'' on query. Default database: ''. Query: 'insert into money.payment values (1, 'salary')'",
  Seconds_Behind_Source: null,
};
/** MariaDB and older MySQL, in another order. */
const oldWords = {
  Seconds_Behind_Master: '17',
  Last_SQL_Error: '',
  Slave_SQL_Running: 'Yes',
  Slave_IO_Running: 'Connecting',
  Last_IO_Error: 'error connecting to master',
  Master_Host: '10.10.1.22',
};

describe('facts of MySQL and MariaDB', () => {
  it('a primary replicates from nobody, and how many follow it is left out where it may not be asked', () => {
    expect(mysqlFactsOf(primary)).toEqual({
      version: '8.0.39',
      serverId: '3e11fa47-71ca-11e1-9e33-c80aa9429562',
      readOnly: false,
      gtid: '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5,4e11fa47-71ca-11e1-9e33-c80aa9429562:1',
      excessRights: [],
    });
  });

  it.each([
    [['GRANT SLAVE MONITOR ON *.* TO `f`@`h`', 'GRANT SELECT (`a`, `b`), SHOW VIEW ON `p`.`t` TO `f`@`h`'], []],
    [['GRANT SELECT, INSERT, UPDATE ON `money`.* TO `f`@`h`'], ['INSERT', 'UPDATE']],
    [
      ["GRANT ALL PRIVILEGES ON *.* TO `root`@`h` IDENTIFIED BY PASSWORD '*0' WITH GRANT OPTION"],
      ['ALL PRIVILEGES', 'GRANT OPTION'],
    ],
    [['GRANT REPLICATION CLIENT,SYSTEM_VARIABLES_ADMIN ON *.* TO `f`@`h`'], ['SYSTEM_VARIABLES_ADMIN']],
    [['GRANT USAGE ON *.* TO `f`@`h`', 'GRANT `keeper`@`%` TO `f`@`h`'], undefined],
  ])('of the grants %j only rights beyond reading are told', (grants, excess) => {
    const facts = mysqlFactsOf({ ...primary, grants });
    expect(facts.excessRights).toEqual(excess);
    expect(JSON.stringify(facts)).not.toContain('PASSWORD');
  });

  it('new words and old ones say the same, in whatever order; a stopped thread tells no seconds', () => {
    expect(mysqlFactsOf(replicaWith(newWords)).replica).toEqual({
      sourceHost: '10.10.1.21',
      ioRunning: 'Yes',
      sqlRunning: 'No',
      sqlError: "Error 'Duplicate entry '1' for key 'PRIMARY''",
    });
    expect(mysqlFactsOf(replicaWith(oldWords)).replica).toEqual({
      sourceHost: '10.10.1.22',
      ioRunning: 'Connecting',
      sqlRunning: 'Yes',
      secondsBehind: 17,
      ioError: 'error connecting to master',
    });
  });

  it.each([
    ['1', true],
    ['ON', true],
    ['NO_LOCK', true],
    ['0', false],
    ['OFF', false],
  ])('read_only %s is understood', (word, readOnly) => {
    expect(mysqlFactsOf({ ...primary, about: { ...primary.about, read_only: word } }).readOnly).toBe(readOnly);
  });

  it.each([
    ['no variables', { ...primary, about: undefined }],
    ['a variable without a value', { ...primary, about: { ...primary.about, read_only: null } }],
    ['a status without its threads', replicaWith({ Source_Host: 'x' })],
    ['seconds that are none', replicaWith({ ...oldWords, Seconds_Behind_Master: 'soon' })],
    ['a count that is none', { ...primary, replicas: '-1' }],
  ])('%s are refused and never guessed', (_, answers) => {
    expect(() => mysqlFactsOf(answers)).toThrow(Unlikely);
  });

  it('whatever texts stand in the columns, they become facts or are refused', () => {
    const value = fc.oneof(fc.constant(null), fc.string(), fc.constantFrom('Yes', 'No', '0', '1'));
    const row = fc.dictionary(fc.constantFrom(...Object.keys({ ...newWords, ...oldWords })), value);
    fc.assert(
      fc.property(row, fc.option(value), (replica, replicas) => {
        try {
          const facts = mysqlFactsOf({ ...primary, replica, replicas: replicas ?? undefined });
          expect(facts.replica?.ioRunning).not.toBe('');
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Unlikely);
        }
      }),
    );
  });
});
