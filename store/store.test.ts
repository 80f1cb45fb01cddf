import { describeStore } from './contract.ts';
import { openStore } from './index.ts';
import { trialFolder, trialOptions } from './trial.ts';

describeStore('the store on SQLite', async () => {
  const { folder, remove } = await trialFolder();
  const options = trialOptions(folder);
  const store = await openStore(options);
  return {
    store,
    advance: (ms) => options.clock.advance(ms),
    now: () => options.clock.now(),
    async end() {
      await store.close();
      await remove();
    },
  };
});
