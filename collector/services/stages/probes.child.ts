/** Run inside a network namespace: tries the probes that it is given, one after the other, and prints the results. */
import { systemClock } from '../../../core/index.ts';
import type { ProbeSettings } from '../../../inventory/index.ts';
import { runProbe } from '../run.ts';

const [probes = '[]'] = process.argv.slice(2);
const results: unknown[] = [];
for (const probe of JSON.parse(probes) as readonly ProbeSettings[])
  results.push(await runProbe({ probe, vantageId: 'hub', clock: systemClock }));
process.stdout.write(JSON.stringify(results));
