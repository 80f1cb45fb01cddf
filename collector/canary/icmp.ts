import { isIPv6 } from 'node:net';
import { message } from '../../core/index.ts';
import type { CanaryProbe } from './model.ts';
import { runTool } from './tool.ts';
import { notRun } from './words.ts';

/**
 * One echo request whose payload is the nonce (RFC 792, RFC 4443), sent by Debian's ping. An answer from the target with the
 * same payload proves the way; an ICMP error names the router that knows none.
 */
export const probeIcmp: CanaryProbe = async ({ target, nonce, timeoutMs }) => {
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)));
  const family = isIPv6(target.address) ? '-6' : '-4';
  const run = await runTool(
    'ping',
    [family, '-n', '-c', '1', '-W', seconds, '-p', nonce, target.address],
    timeoutMs + 2_000,
  );
  if (!run.ran) return notRun('ping', run.why);
  if (/bytes from [^\n]*icmp_seq=1 /.test(run.out)) {
    // ping says so when the payload came back changed: then it is no answer to what was sent.
    const changed = /wrong data byte|\(DUP!\)|\(BAD CHECKSUM!\)/.test(run.out);
    const detail = message('collector.canary.icmp-reply', { address: target.address });
    return { outcome: changed ? 'answered' : 'proved', from: target.address, detail };
  }
  const refused = /^From (\S+?):? icmp_seq=1 (.+)$/m.exec(run.out);
  if (refused !== null) {
    const [, from = '', why = ''] = refused;
    return { outcome: 'refused', from, detail: message('collector.canary.icmp-error', { address: from, reason: why }) };
  }
  if (/unreachable|prohibited|Operation not permitted/i.test(run.err)) {
    return { outcome: 'refused', detail: message('collector.canary.no-route', { address: target.address }) };
  }
  // 1: nothing came back. 2: ping itself could not do it.
  if (run.code !== 1) return notRun('ping', 'failed');
  return { outcome: 'silent', detail: message('collector.canary.silent', { address: target.address }) };
};
