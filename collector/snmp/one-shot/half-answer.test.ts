import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../core/index.ts';
import { loadSnmprec, startAgent } from '../../../lab/agent/index.ts';
import { sharedFolder, suiteNeeding } from '../../../test/needs.ts';
import { agentTarget } from '../target.ts';
import { pollTarget } from './poll-target.ts';

const credential = { version: 'v2c', community: 'public' } as const;
const walk = 'walks/huawei-s5720.snmprec.gz';

suiteNeeding([`shared/${walk}`], 'a device that falls silent in the middle of a one-shot', () => {
  it('leaves a half answer: the tables that came, and for each other one that it is missing and why', async () => {
    const { view } = await loadSnmprec(join(sharedFolder(), walk));
    const agent = await startAgent({ view, credentials: [credential] });
    let stopped: Promise<void> | undefined;
    const said = await pollTarget({
      target: agentTarget(agent),
      credential,
      clock: systemClock,
      timeoutMs: 1_000,
      retries: 0,
      onProgress: ({ part }) => {
        if (part === 'ipNetToMediaTable') stopped = agent.stop();
      },
    });
    await stopped;
    expect(said).toMatchObject({ outcome: 'partial', isWhole: false, isStopped: false });
    expect(said.identity?.sysObjectID).toBe('1.3.6.1.4.1.2011.2.23.276');
    expect([said.interfaces.length, said.neighbours.length]).toEqual([39, 49]);
    expect([said.bridge, said.routes, said.lldp]).toEqual([[], [], []]);
    const unanswered = said.missing.filter(({ reason }) => reason === 'timeout').map(({ part }) => part);
    expect(unanswered).toEqual(expect.arrayContaining(['dot1dTpFdbTable', 'ipRouteTable', 'lldpRemTable']));
    // After two silences the rest is not waited for.
    expect(said.missing).toContainEqual({
      reason: 'timeout',
      part: 'lldpRemTable',
      detail: 'not asked: the device had fallen silent',
    });
  });
});
