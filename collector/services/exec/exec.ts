import { localTools } from '../../backups/access/run-tool.ts';
import { type Attempt, notTried, reasonOf } from '../attempt.ts';
import { theirWords } from '../fault.ts';
import type { ProbeOutcome } from '../model.ts';
import { pluginBounds, probeValueOf, readPluginOutput } from './perfdata.ts';

/** What the exit code of a plugin means (Monitoring Plugins Development Guidelines, section 2.4). */
const outcomes: Readonly<Record<number, { readonly outcome: ProbeOutcome; readonly reason: string }>> = {
  0: { outcome: 'good', reason: 'exec-ok' },
  1: { outcome: 'slow', reason: 'exec-warning' },
  2: { outcome: 'bad', reason: 'exec-critical' },
  3: { outcome: 'unknown', reason: 'exec-unknown' },
};

/**
 * Runs a plugin, without a shell, and takes its exit code, first line and performance data. Its children end with it, at the
 * deadline too; one that hangs there is bad, as in Nagios (service_check_timeout_state). @throws ProbeFault
 */
export const tryExec: Attempt<'exec'> = async ({ probe, phases, signal, clock }) => {
  const { command, arguments: words, environment, timeoutMs } = probe;
  phases.enter('answer');
  const run = await localTools(
    clock,
    signal,
  )({
    argv: [command, ...words],
    env: environment,
    cwd: '/',
    // The deadline of the try comes first, and ends it by the signal.
    mostMs: 2 * timeoutMs,
    mostBytes: pluginBounds.outputBytes,
    leavesNothing: true,
  });
  if (!run.ran && run.why === 'too-large')
    throw notTried('exec-too-much', { command, bytes: pluginBounds.outputBytes });
  if (!run.ran) throw notTried('exec-missing', { command, said: theirWords(run.err) });
  const { line, data } = readPluginOutput(run.out);
  const said = theirWords(line || run.err) || command;
  const values = data.map(probeValueOf);
  const known = outcomes[run.code];
  if (run.code < 0) return { outcome: 'unknown', reason: reasonOf('exec-died', { said }), values };
  if (known === undefined)
    return { outcome: 'unknown', reason: reasonOf('exec-code', { code: run.code, said }), values };
  return { outcome: known.outcome, reason: reasonOf(known.reason, { said }), values };
};
