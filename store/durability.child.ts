/** Run by durability.test.ts as a process of its own, to be killed: writes without end and says what has been acknowledged. */
import { createLog, systemClock } from '../core/index.ts';
import { openStore } from './index.ts';
import { trialOptions } from './trial.ts';

const [folder = '', first = '0', base = '0'] = process.argv.slice(2);
const store = await openStore({ ...trialOptions(folder, systemClock), log: createLog('error'), writeIntervalMs: 20 });
const rowsPerRound = 50;

void (async () => {
  for (;;) await store.maintain();
})();
for (let n = Number(first); ; n += rowsPerRound) {
  for (let row = n; row < n + rowsPerRound; row++) {
    store.append([
      { kind: 'interface', entityId: `e${row % 3}`, at: Number(base) + row * 1000, values: [row, row * 1.1] },
    ]);
  }
  store.put({ collection: 'state', key: 'count', body: n + rowsPerRound });
  store.record({ journal: 'events', at: systemClock.now(), subject: 's', body: n });
  await store.flush();
  process.stdout.write(`${n + rowsPerRound}\n`);
}
