/** Run inside a network namespace: tries the probes that it is given, one after the other, and prints the results. */
import { systemClock } from '../../../core/index.ts';
import type { ProbeSettings } from '../../../inventory/index.ts';
import { runAgain } from '../run-again.fake.ts';

const [probes = '[]'] = process.argv.slice(2);
const results: unknown[] = [];
for (const probe of JSON.parse(probes) as readonly ProbeSettings[])
  results.push(await runAgain({ probe, vantageId: 'hub', clock: systemClock }));
process.stdout.write(JSON.stringify(results));
