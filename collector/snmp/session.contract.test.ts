import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { type Agent, counter64, gauge32, integer, octets, startAgent, viewOf } from '../../lab/agent/index.ts';
import { FakeSession } from './session.fake.ts';
import { sessionKinds } from './session-kinds.fake.ts';
import type { SnmpSession } from './snmp-session.ts';
import { agentTarget } from './target.ts';

const name = '1.3.6.1.2.1.1.5.0';
const row = (column: number, index: number) => `1.3.6.1.2.1.2.2.1.${column}.${index}`;

const credentials = [{ version: 'v2c', community: 'public' }] as const;
let agent: Agent;

beforeAll(async () => {
  const rows = [
    { oid: name, value: octets('sw-01') },
    { oid: row(1, 1), value: integer(1) },
    { oid: row(1, 4294967295), value: integer(-7) },
    { oid: row(2, 1), value: octets(Buffer.from([0xff, 0x00])) },
    { oid: row(2, 4294967295), value: gauge32(4294967295) },
    { oid: row(3, 1), value: counter64(18446744073709551615n) },
  ];
  agent = await startAgent({ view: viewOf(rows), credentials });
});
afterAll(() => agent.stop());

const doors: readonly (readonly [string, () => SnmpSession])[] = [
  ...sessionKinds.map(
    ([kind, open]) =>
      [
        `a real session ${kind}`,
        () => open({ target: agentTarget(agent), credential: credentials[0], clock: systemClock }),
      ] as const,
  ),
  [
    'the fake',
    () =>
      new FakeSession({
        [name]: { type: 'octets', value: Buffer.from('sw-01') },
        [row(1, 1)]: { type: 'integer', value: 1 },
        [row(1, 4294967295)]: { type: 'integer', value: -7 },
        [row(2, 1)]: { type: 'octets', value: Buffer.from([0xff, 0x00]) },
        [row(2, 4294967295)]: { type: 'gauge32', value: 4294967295 },
        [row(3, 1)]: { type: 'counter64', value: 18446744073709551615n },
      }),
  ],
];

describe.each(doors)('every session, here %s', (_, open) => {
  async function using<T>(body: (session: SnmpSession) => Promise<T>): Promise<T> {
    const session = open();
    try {
      return await body(session);
    } finally {
      session.close();
    }
  }

  it('gives values in the order asked, and says which ones the agent does not have', async () => {
    const result = await using((session) => session.get('system', [row(3, 1), row(9, 9), name]));
    expect(result.ok && result.varbinds.map(({ oid, value }) => [oid, value])).toEqual([
      [row(3, 1), 18446744073709551615n],
      [row(9, 9), null],
      [name, Buffer.from('sw-01')],
    ]);
    expect(result.ok && result.varbinds[1]?.type).toMatch(/^noSuch/);
  });

  it('gives the next names, and endOfMibView after the last', async () => {
    const result = await using((session) => session.getNext('ifTable', ['1.3.6.1.2.1.2', row(3, 1)]));
    expect(result.ok && result.varbinds).toEqual([
      { oid: row(1, 1), type: 'integer', value: 1 },
      { oid: row(3, 1), type: 'endOfMibView', value: null },
    ]);
  });

  it('gives a bulk repetition by repetition, with indexes up to 2^32-1', async () => {
    const result = await using((session) => session.getBulk('ifTable', [row(1, 0), row(2, 0)], 2));
    expect(result.ok && result.varbinds).toEqual([
      { oid: row(1, 1), type: 'integer', value: 1 },
      { oid: row(2, 1), type: 'octets', value: Buffer.from([0xff, 0x00]) },
      { oid: row(1, 4294967295), type: 'integer', value: -7 },
      { oid: row(2, 4294967295), type: 'gauge32', value: 4294967295 },
    ]);
  });

  it('counts what it sent and what came', async () => {
    const tally = await using(async (session) => {
      await session.get('system', [name]);
      await session.get('system', [name]);
      return session.tally;
    });
    expect(tally).toMatchObject({ requests: 2, responses: 2 });
  });

  it('answers with a fault once it is closed, and may be closed twice', async () => {
    const session = open();
    session.close();
    session.close();
    expect(await session.get('system', [name])).toMatchObject({
      ok: false,
      fault: { reason: 'internal', part: 'system' },
    });
  });
});
