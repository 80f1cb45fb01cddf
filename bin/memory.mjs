/** How Node is started for what runs for years: by the launcher, and by the benches that measure a part of it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const nodeFlags = [
  // What a poll leaves behind is short-lived: a nursery that fits the processor's cache halves CPU and memory (bench/README.md).
  '--max-semi-space-size=2',
  // The heap may grow by so much until it is collected; V8's own choice, up to 300 %, is for programs that end. Of the whole city with its
  // services, 12 % takes 0.61 of a core and 215 MB, 25 % 0.55 and 226, 40 % 0.36 and 219, 60 % 0.41 and 241, 100 % 0.50 and 274.
  '--heap-growing-percent=40',
  // V8's middle compiler: without it 4 to 10 MB less, and no difference in CPU that could be told from the machine's noise.
  '--no-maglev',
  '--disable-warning=ExperimentalWarning',
  '--import',
  pathToFileURL(join(import.meta.dirname, 'plain', 'hook.mjs')).href,
];

export const nodeEnv = {
  // A heap of malloc's for each of a dozen threads would hold 20 MB that nobody uses; they allocate little at a time.
  MALLOC_ARENA_MAX: '1',
};
