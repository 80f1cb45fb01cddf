/** Run by canaries.test.ts inside a network namespace: tries the steps that it is given, and prints a result a line. */
import { systemClock } from '../../core/index.ts';
import { nodeSha256, parseVerifierKey } from '../../ledger/index.ts';
import type { CanaryStep } from './run.ts';
import { runCanaries } from './run.ts';
import { isToken } from './token.ts';

const [vkey = '', steps = '[]'] = process.argv.slice(2);
const key = parseVerifierKey(vkey, nodeSha256);
if (key === undefined) throw new RangeError('no key');
await runCanaries({
  steps: (JSON.parse(steps) as readonly CanaryStep[]).map((step) => ({
    ...step,
    isSigned: (nonce, token) => isToken(key, nonce, token),
  })),
  clock: systemClock,
  timeoutMs: 1_000,
  paceMs: 0,
  commit: async (commitments) => void process.stdout.write(`${JSON.stringify({ commitments })}\n`),
  onResult: (result) => void process.stdout.write(`${JSON.stringify(result)}\n`),
  stop: new AbortController().signal,
});
