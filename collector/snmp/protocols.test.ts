import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import { authProtocols, privProtocols, type SnmpCredential } from '../../inventory/index.ts';
import { type Agent, octets, startAgent, viewOf } from '../../lab/agent/index.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { sessionKinds } from './session-kinds.fake.ts';
import { type Snmpd, startSnmpd, toolArguments, userLines } from './snmpd.fake.ts';
import { agentTarget } from './target.ts';

const run = promisify(execFile);
const sysLocation = '1.3.6.1.2.1.1.6.0';
const place = '镇财政所';

type V3 = Extract<SnmpCredential, { version: 'v3' }>;
const plain = { version: 'v3', authKey: 'auth-password', privKey: 'priv-password', context: '' } as const;

/** Every level, and every pair of authentication and privacy; each with a user of its own. */
const users: readonly V3[] = [
  { ...plain, user: 'clear', level: 'noAuthNoPriv', authProtocol: 'sha', privProtocol: 'aes' },
  ...authProtocols.map(
    (authProtocol) =>
      ({ ...plain, user: authProtocol, level: 'authNoPriv', authProtocol, privProtocol: 'aes' }) as const,
  ),
  ...authProtocols.flatMap((authProtocol) =>
    privProtocols.map(
      (privProtocol) =>
        ({ ...plain, user: `${authProtocol}-${privProtocol}`, level: 'authPriv', authProtocol, privProtocol }) as const,
    ),
  ),
];
const communities: readonly SnmpCredential[] = [
  { version: 'v1', community: 'public' },
  { version: 'v2c', community: 'public' },
];
const credentials: readonly (readonly [string, SnmpCredential])[] = [...communities, ...users].map((credential) => [
  credential.version === 'v3' ? `v3 ${credential.user}` : credential.version,
  credential,
]);

suiteNeeding(['snmpd', 'snmpget'], 'every SNMP version, level and protocol', () => {
  let daemon: Snmpd;
  const agents: Agent[] = [];

  beforeAll(async () => {
    daemon = await startSnmpd([`sysLocation ${place}`, ...users.map(userLines)]);
    const view = viewOf([{ oid: sysLocation, value: octets(place) }]);
    const known = [{ version: 'v2c', community: 'public' } as const, ...users];
    for (const host of ['127.0.0.1', '::1']) agents.push(await startAgent({ view, credentials: known, host }));
  });
  afterAll(async () => {
    await Promise.all([daemon.stop(), ...agents.map((agent) => agent.stop())]);
  });

  describe.each(sessionKinds)('a session %s', (_, open) => {
    it.each(credentials)(
      "reads Debian's snmpd and the lab's agent with %s over IPv4 and IPv6",
      async (_, credential) => {
        for (const target of [daemon.v4, daemon.v6, ...agents.map((agent) => agentTarget(agent))]) {
          const session = open({ target, credential, clock: systemClock });
          const result = await session.get('system', [sysLocation]);
          const next = await session.getBulk('system', ['1.3.6.1.2.1.1.5.255'], 1);
          session.close();
          expect(result).toEqual({
            ok: true,
            varbinds: [{ oid: sysLocation, type: 'octets', value: Buffer.from(place) }],
          });
          expect(next.ok && next.varbinds[0]?.oid).toBe(sysLocation);
          expect(session.version).toBe(credential.version);
          expect(session.takeNotes()).toEqual([]);
        }
      },
    );
  });

  it.each(credentials)(
    "lets Debian's snmpget read the lab's agent with %s over IPv4 and IPv6",
    async (_, credential) => {
      for (const { host, port } of agents) {
        const place = host === '::1' ? `udp6:[::1]:${port}` : `udp:${host}:${port}`;
        const { stdout } = await run(toolPath('snmpget'), [
          ...['-t', '2', '-r', '1', '-Onqx'],
          ...toolArguments(credential),
          ...[place, sysLocation],
        ]);
        expect(stdout.replaceAll(/[\s"]/g, '').toLowerCase()).toContain(Buffer.from('镇财政所').toString('hex'));
      }
    },
  );
});
