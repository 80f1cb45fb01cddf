import { isIPv6 } from 'node:net';
import { message } from '../../core/index.ts';
import { type CanaryProbe, canaryBounds } from './model.ts';
import { runTool } from './tool.ts';
import { notRun } from './words.ts';

/**
 * Debian's traceroute with UDP (RFC 1393's elder way): every router on the way that answers. `proved` when the target itself is among
 * them. Which hops are declared is not decided here.
 */
export const probeTraceroute: CanaryProbe = async ({ target, timeoutMs }) => {
  const { address } = target;
  const perHop = String(Math.max(0.2, timeoutMs / 1000 / 4));
  const hopsAllowed = String(canaryBounds.hops);
  const family = isIPv6(address) ? '-6' : '-4';
  const run = await runTool(
    'traceroute',
    [family, '-n', '-q', '1', '-w', perHop, '-m', hopsAllowed, address],
    canaryBounds.hops * timeoutMs + 2_000,
  );
  if (!run.ran) return notRun('traceroute', run.why);
  if (/unreachable|prohibited/i.test(run.err)) {
    return { outcome: 'refused', hops: [], detail: message('collector.canary.no-route', { address }) };
  }
  if (run.code !== 0) return notRun('traceroute', 'failed');
  const lines = run.out.split('\n').slice(1);
  const hops = lines.flatMap((line) => /^\s*\d+\s+([0-9a-fA-F.:]+)\s/.exec(line)?.[1] ?? []);
  const refusing = lines.map((line) => /^\s*\d+\s+(\S+)\s.*\s(![A-Z]\d*)/.exec(line)).find((found) => found !== null);
  const detail = message('collector.canary.hops', { address, hops: hops.join(' ') || '-' });
  if (refusing?.[1] !== undefined) return { outcome: 'refused', from: refusing[1], hops, detail };
  if (hops.at(-1) === address) return { outcome: 'proved', from: address, hops, detail };
  return { outcome: hops.length > 0 ? 'answered' : 'silent', hops, detail };
};
