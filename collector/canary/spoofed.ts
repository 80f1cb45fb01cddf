import { message } from '../../core/index.ts';
import type { CanaryProbe } from './model.ts';
import { runTool } from './tool.ts';
import { notRun } from './words.ts';

/**
 * The two-sensor test: an echo request to an inner host whose sender claims to be the outside sentinel, by Debian's nping. The reply goes
 * to the sentinel; if it arrives there, that host has a way out. Here nothing ever comes back, so the outcome says only whether it
 * was sent.
 */
export const probeSpoofed: CanaryProbe = async ({ target, nonce, timeoutMs, claimed = '' }) => {
  const { address } = target;
  const run = await runTool(
    'nping',
    [
      '--icmp',
      '--icmp-type',
      '8',
      '--source-ip',
      claimed,
      '--data',
      `${nonce}${nonce}`,
      '-c',
      '1',
      '--no-capture',
      '-H',
      address,
    ],
    timeoutMs + 4_000,
  );
  if (!run.ran) return notRun('nping', run.why);
  const sent = /Raw packets sent: (\d+)/.exec(run.out)?.[1];
  if (sent === undefined || sent === '0')
    return notRun('nping', /root|privileg/i.test(`${run.out}${run.err}`) ? 'not-permitted' : 'failed');
  return { outcome: 'silent', detail: message('collector.canary.spoofed-sent', { address, claimed }) };
};
