import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import { type Agent, type AgentOptions, startAgent, timeTicks, viewOf } from '../../lab/agent/index.ts';
import { sessionKinds } from './session-kinds.fake.ts';
import type { SnmpSession } from './snmp-session.ts';
import { agentTarget } from './target.ts';

const sysUpTime = '1.3.6.1.2.1.1.3.0';
const credential: SnmpCredential = {
  version: 'v3',
  user: 'monitor',
  level: 'authPriv',
  authProtocol: 'sha256',
  authKey: 'auth-password',
  privProtocol: 'aes',
  privKey: 'priv-password',
  context: '',
};

let agent: Agent | undefined;
let session: SnmpSession | undefined;
afterEach(async () => {
  session?.close();
  await agent?.stop();
});

async function start(options: Partial<AgentOptions>): Promise<Agent> {
  const view = viewOf([{ oid: sysUpTime, value: timeTicks(42) }]);
  agent = await startAgent({ view, credentials: [credential], ...options });
  return agent;
}

describe.each(sessionKinds)('a v3 session %s, within one request', (_, open) => {
  /** Polls an agent, stops it, starts another at the same port, and asks the same session again. */
  async function replaced(before: Partial<AgentOptions>, after: Partial<AgentOptions>) {
    const first = await start(before);
    const kept = open({
      target: agentTarget(first),
      credential,
      clock: systemClock,
      timeoutMs: 1_000,
      retries: 0,
    });
    session = kept;
    expect((await kept.get('system', [sysUpTime])).ok).toBe(true);
    await first.stop();
    await start({ ...after, port: first.port });
    return { result: await kept.get('system', [sysUpTime]), boots: kept.engineBoots() };
  }

  it('follows an agent that restarted', async () => {
    const { result, boots } = await replaced({ engineBoots: 3 }, { engineBoots: 4 });
    expect(result.ok).toBe(true);
    expect(boots).toBe(4);
  });

  it('follows an agent that lost its boots and counts from 1 again', async () => {
    const { result, boots } = await replaced({ engineBoots: 30 }, { engineBoots: 1 });
    expect(result.ok).toBe(true);
    expect(boots).toBe(1);
  });

  it('follows an agent whose clock jumped within the same boots', async () => {
    const hourAgo = Date.now() - 3_600_000;
    const { result } = await replaced({ engineBoots: 2, bootedAt: hourAgo }, { engineBoots: 2, bootedAt: Date.now() });
    expect(result.ok).toBe(true);
  });

  it('follows a device that was replaced by another one', async () => {
    const { result, boots } = await replaced({ name: 'old', engineBoots: 9 }, { name: 'new', engineBoots: 2 });
    expect(result.ok).toBe(true);
    expect(boots).toBe(2);
  });
});
