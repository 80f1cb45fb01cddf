import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { SnmpCredential } from '../../inventory/index.ts';
import { suiteNeeding, toolPath } from '../../test/needs.ts';
import { type Agent, type AgentOptions, startAgent } from './agent.ts';
import { octets, timeTicks } from './value.ts';
import { viewOf } from './view.ts';

const run = promisify(execFile);
const started: Agent[] = [];

const v3 = (user: string, authProtocol: 'sha' | 'sha256'): SnmpCredential => ({
  version: 'v3',
  user,
  level: 'authPriv',
  authProtocol,
  authKey: 'correct-horse',
  privProtocol: 'aes',
  privKey: 'battery-staple',
  context: '',
});
const credentials = [{ version: 'v2c', community: 'lab' } as const, v3('one', 'sha'), v3('two', 'sha256')];
const rows = [
  { oid: '1.3.6.1.2.1.1.1.0', value: octets('方舟 lab') },
  { oid: '1.3.6.1.2.1.1.3.0', value: timeTicks(4242) },
  ...Array.from({ length: 300 }, (_, index) => ({
    oid: `1.3.6.1.2.1.2.2.1.2.${index + 1}`,
    value: octets('x'.repeat(40)),
  })),
  { oid: '1.3.6.1.4.1.1.0', value: octets('y'.repeat(3000)) },
  {
    oid: '1.3.6.1.4.1.2.0',
    value: (): never => {
      throw new Error('a sensor that broke');
    },
  },
];

async function start(options: Partial<AgentOptions> = {}): Promise<Agent> {
  const agent = await startAgent({ view: viewOf(rows), credentials, name: 'agent-test', ...options });
  started.push(agent);
  return agent;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((agent) => agent.stop()));
});

/** What a tool of Net-SNMP says on both outputs, whatever its exit. */
async function ask(tool: string, agent: Agent, options: readonly string[], oids: readonly string[]): Promise<string> {
  const args = ['-t', '2', '-r', '1', '-On', ...options, `${agent.host}:${agent.port}`, ...oids];
  try {
    const { stdout, stderr } = await run(toolPath(tool), args, { maxBuffer: 64 * 1024 * 1024 });
    return stdout + stderr;
  } catch (thrown) {
    const { stdout = '', stderr = '' } = thrown as { stdout?: string; stderr?: string };
    return stdout + stderr;
  }
}

const community = ['-v2c', '-c', 'lab'];
const secured = (user: string, digest: string, auth = 'correct-horse', priv = 'battery-staple') => [
  ...['-v3', '-u', user, '-l', 'authPriv', '-a', digest, '-A', auth, '-x', 'AES', '-X', priv],
];

describe('an agent that strangers send anything to', () => {
  it('never throws and still answers afterwards', async () => {
    const agent = await start();
    const socket = createSocket('udp4');
    const send = (bytes: Uint8Array) =>
      new Promise<void>((resolve) => socket.send(bytes, agent.port, agent.host, () => setImmediate(resolve)));
    const get = Buffer.from('302402010104036c6162a01a02020c5a020100020100300e300c06082b060102010103000500', 'hex');
    const damaged = fc.tuple(fc.nat({ max: get.length - 1 }), fc.nat({ max: 255 })).map(([at, byte]) => {
      const copy = Buffer.from(get);
      copy[at] = byte;
      return copy;
    });
    const cut = fc.nat({ max: get.length }).map((length) => get.subarray(0, length));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), damaged, cut), async (bytes) => send(bytes)),
      { numRuns: 500 },
    );
    const last = Buffer.from(get.toString('hex').replace('02020c5a', '02020d6b'), 'hex');
    const answered = new Promise<Buffer>((resolve) =>
      socket.on('message', (bytes) => bytes.includes(Buffer.from('02020d6b', 'hex')) && resolve(bytes)),
    );
    await send(last);
    expect((await answered).toString('hex')).toContain('43021092');
    socket.close();
    expect(agent.stats.packets).toBeGreaterThan(500);
    expect(agent.stats.malformed).toBeGreaterThan(0);
  });

  it('rejects when its port is taken instead of throwing later', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toThrow(/EADDRINUSE/);
  });
});

suiteNeeding(['snmpget'], 'an agent asked by Net-SNMP', () => {
  it.each([
    ['v2c', community],
    ['v3 SHA', secured('one', 'SHA')],
    ['v3 SHA-256', secured('two', 'SHA-256')],
  ])('answers a get, an absent instance and a walk over %s', async (_name, options) => {
    const agent = await start();
    const got = await ask('snmpget', agent, options, ['1.3.6.1.2.1.1.3.0', '1.3.6.1.2.1.2.2.1.2.999', '1.3.6.1.9.1']);
    expect(got).toContain('.1.3.6.1.2.1.1.3.0 = Timeticks: (4242)');
    expect(got).toContain('No Such Instance');
    expect(got).toContain('No Such Object');
    const walked = await ask('snmpbulkwalk', agent, options, ['1.3.6.1.2.1.2']);
    expect(walked.match(/STRING/g)).toHaveLength(300);
    expect(await ask('snmpwalk', agent, options, ['1.3.6.1.2.1.2'])).toBe(walked);
  });

  it('reports an unknown user, a wrong digest, a wrong key and a wrong level, each counted', async () => {
    const agent = await start();
    const oid = ['1.3.6.1.2.1.1.3.0'];
    expect(await ask('snmpget', agent, secured('nobody', 'SHA'), oid)).toContain('Unknown user name');
    expect(await ask('snmpget', agent, secured('one', 'SHA', 'wrong-horse'), oid)).toContain('Authentication failure');
    expect(await ask('snmpget', agent, secured('one', 'SHA', 'correct-horse', 'paper-clip'), oid)).toContain(
      'Decryption error',
    );
    const unencrypted = ['-v3', '-u', 'one', '-l', 'authNoPriv', '-a', 'SHA', '-A', 'correct-horse'];
    expect(await ask('snmpget', agent, unencrypted, oid)).toContain('Unsupported security level');
    expect(agent.stats.refused).toMatchObject({
      unknownUserName: 1,
      wrongDigest: 1,
      decryptionError: 1,
      unsupportedSecurityLevel: 1,
    });
  });

  it('refuses boots of the past with a report from which the manager learns the present', async () => {
    const agent = await start({ engineBoots: 7 });
    const engine = ['-Z', '3,10', '-e', `0x${agent.engineId.toString('hex')}`];
    const got = await ask('snmpget', agent, [...secured('one', 'SHA'), ...engine], ['1.3.6.1.2.1.1.3.0']);
    expect(agent.stats.refused.notInTimeWindow).toBeGreaterThan(0);
    expect(got).toContain('(4242)');
  });

  it('cuts a bulk answer to fit and says tooBig where a single value cannot', async () => {
    const agent = await start({ maxMessageOctets: 700 });
    const bulk = await ask('snmpbulkget', agent, [...community, '-Cr100'], ['1.3.6.1.2.1.2']);
    expect(bulk.match(/STRING/g)).toHaveLength(11);
    expect(await ask('snmpget', agent, community, ['1.3.6.1.4.1.1.0'])).toContain('tooBig');
    expect(agent.stats.tooBig).toBe(1);
  });

  it('says genErr for a value that cannot be read, and goes on', async () => {
    const agent = await start();
    expect(await ask('snmpget', agent, community, ['1.3.6.1.4.1.2.0'])).toContain('genError');
    expect(agent.stats.failures).toBe(1);
    expect(await ask('snmpget', agent, community, ['1.3.6.1.2.1.1.3.0'])).toContain('(4242)');
  });

  it('refuses to be written and has no word for a wrong community', async () => {
    const agent = await start();
    expect(await ask('snmpset', agent, community, ['1.3.6.1.2.1.1.1.0', 's', 'mine'])).toContain('notWritable');
    expect(await ask('snmpget', agent, ['-v2c', '-c', 'other', '-t', '0.2'], ['1.3.6.1.2.1.1.1.0'])).toContain(
      'Timeout',
    );
    expect(agent.stats.badCommunities).toBe(2);
  });

  it('answers version 1 in its own words', async () => {
    const agent = await start();
    const options = ['-v1', '-c', 'lab'];
    expect(await ask('snmpget', agent, options, ['1.3.6.1.9.0'])).toContain('noSuchName');
    expect((await ask('snmpwalk', agent, options, ['1.3.6.1.2.1.2'])).match(/STRING/g)).toHaveLength(300);
  });

  it('keeps quiet to v2c where its community is one of v1 alone', async () => {
    const agent = await start({ credentials: [{ version: 'v1', community: 'old' }] });
    const oid = ['1.3.6.1.2.1.1.3.0'];
    expect(await ask('snmpget', agent, ['-v1', '-c', 'old'], oid)).toContain('(4242)');
    expect(await ask('snmpget', agent, ['-v2c', '-c', 'old', '-t', '0.2', '-r', '0'], oid)).toContain('Timeout');
    expect(agent.stats.badCommunities).toBe(1);
  });

  it('knows the contexts that it was given, and every one when given none', async () => {
    const oid = ['1.3.6.1.2.1.1.3.0'];
    const inContext = [...secured('one', 'SHA'), '-n', 'vlan-7'];
    expect(await ask('snmpget', await start(), inContext, oid)).toContain('(4242)');
    expect(await ask('snmpget', await start({ contexts: ['', 'vlan-7'] }), inContext, oid)).toContain('(4242)');
    const agent = await start({ contexts: [''] });
    expect(await ask('snmpget', agent, secured('one', 'SHA'), oid)).toContain('(4242)');
    expect(await ask('snmpget', agent, inContext, oid)).toContain('Bad context');
    expect(agent.stats.refused.unknownContext).toBe(1);
  });

  it('is silent, loses every second request or answers late when told to', async () => {
    const agent = await start({ behaviour: { silent: true } });
    const oid = ['1.3.6.1.2.1.1.3.0'];
    expect(await ask('snmpget', agent, [...community, '-t', '0.2', '-r', '0'], oid)).toContain('Timeout');
    agent.behave({ silent: false, dropShare: 0.5, delayMs: 20 });
    expect(await ask('snmpget', agent, community, oid)).toContain('(4242)');
    expect(await ask('snmpget', agent, [...community, '-t', '0.2', '-r', '0'], oid)).toContain('Timeout');
    expect(agent.stats.dropped).toBe(2);
  });
});
