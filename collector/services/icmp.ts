import { isIP } from 'node:net';
import { localTools } from '../backups/access/run-tool.ts';
import { type Attempt, bad, notTried } from './attempt.ts';
import { theirWords } from './fault.ts';
import { tenths } from './phases.ts';
import { resolveHost } from './resolve.ts';

/** Between two echo requests, seconds: the least that ping allows everybody. */
const pauseSeconds = 0.2;

/** What ping's closing lines say (iputils); undefined where they are missing. */
export interface PingSummary {
  readonly sent: number;
  readonly received: number;
  /** Round trips, milliseconds; undefined when nothing came back. */
  readonly averageMs?: number;
  readonly worstMs?: number;
  /** Who said why no reply comes, and in which words (ICMP errors). */
  readonly refusal?: { readonly from: string; readonly why: string };
}

/**
 * Echo requests (RFC 792, RFC 4443) by the system's ping, which may do it where this process may not. More of them lost than
 * declared is bad. The phases `answer` and `total` are of one round trip, the mean, so that budgets hold whatever the count. @throws ProbeFault
 */
export const tryIcmp: Attempt<'icmp'> = async ({ probe, phases, signal, place, clock }) => {
  const { host, count, mostLoss, timeoutMs } = probe;
  const target = place({ host, port: 0 }).host;
  if (isIP(target) === 0) phases.enter('resolve');
  const [address = target] = await resolveHost(target, { signal });
  phases.enter('answer');
  // A fifth is left for the program itself, on a machine that has other work.
  const waitSeconds = Math.max(0.1, 0.8 * (timeoutMs / 1_000) - count * pauseSeconds).toFixed(1);
  const argv = [
    'ping',
    `-${isIP(address)}`,
    '-n',
    '-c',
    `${count}`,
    '-i',
    `${pauseSeconds}`,
    '-W',
    waitSeconds,
    address,
  ];
  const run = await localTools(clock, signal)({ argv, mostMs: 2 * timeoutMs, mostBytes: 65_536 });
  if (!run.ran)
    throw notTried(run.why === 'tool-missing' ? 'tool-missing' : 'tool-failed', { tool: 'ping', said: run.err });
  const summary = readPing(run.out);
  if (summary === undefined) {
    if (/unreachable|prohibited/i.test(run.err)) throw bad('unreachable', { host, code: theirWords(run.err) });
    throw notTried('tool-failed', { tool: 'ping', said: theirWords(run.err || run.out) });
  }
  const { sent, received, averageMs, worstMs, refusal } = summary;
  const loss = 1 - received / sent;
  const percent = Math.round(loss * 1_000) / 10;
  const values = [
    { name: 'loss', value: percent, unit: '%' },
    ...(averageMs === undefined ? [] : [{ name: 'rtt', value: averageMs / 1_000, unit: 's' }]),
    ...(worstMs === undefined ? [] : [{ name: 'rtt-worst', value: worstMs / 1_000, unit: 's' }]),
  ];
  // Every phase but the echo itself has passed by now.
  const resolveMs = phases.times().resolve ?? 0;
  const measured = averageMs === undefined ? {} : { answer: tenths(averageMs), total: tenths(resolveMs + averageMs) };
  if (loss <= mostLoss) return { outcome: 'good', values, phases: measured };
  const { tried } =
    received > 0
      ? bad('icmp-loss', { host, sent, received, percent })
      : refusal === undefined
        ? bad('icmp-silent', { host, sent })
        : bad('icmp-refused', { host, ...refusal });
  return { ...tried, values, phases: measured };
};

/** Reads the closing lines of ping (iputils-ping, and BusyBox's). */
export function readPing(out: string): PingSummary | undefined {
  const counts = /^(\d+) packets transmitted, (\d+) (?:packets )?received/m.exec(out);
  if (counts === null || Number(counts[1]) === 0) return undefined;
  const times = /= [\d.]+\/([\d.]+)\/([\d.]+)/.exec(out);
  const refusal = /^From (\S+?):? icmp_seq=\d+ (.+)$/m.exec(out);
  return {
    sent: Number(counts[1]),
    // Duplicates of a reply are counted apart by ping.
    received: Math.min(Number(counts[1]), Number(counts[2])),
    ...(times === null ? {} : { averageMs: Number(times[1]), worstMs: Number(times[2]) }),
    ...(refusal === null ? {} : { refusal: { from: refusal[1] ?? '', why: theirWords(refusal[2]) } }),
  };
}
