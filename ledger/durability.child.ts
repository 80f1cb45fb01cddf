/** Run by durability.test.ts as a process of its own, to be killed: appends and signs without end, and says what it signed. */
import { createLog, systemClock } from '../core/index.ts';
import { openLedger } from './index.ts';
import { trialOptions, trialRecord } from './trial.fake.ts';

const [folder = ''] = process.argv.slice(2);
const ledger = await openLedger({
  ...trialOptions(folder),
  clock: systemClock,
  log: createLog('error'),
  flushIntervalMs: 5,
  checkpointIntervalMs: 60_000,
});
for (let n = ledger.head().size; ; n += 37) {
  for (let each = n; each < n + 37; each++) ledger.append(trialRecord(each));
  // Sometimes flushed and not signed: the end of the file is then beyond the signed head.
  if (n % 2 === 0) {
    await ledger.flush();
    continue;
  }
  await ledger.sign();
  process.stdout.write(`${JSON.stringify(ledger.checkpoint())}\n`);
}
