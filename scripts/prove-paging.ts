/**
 * `npm run --silent prove:paging -- --days N --seed S`: Fangzhou's own parts, from a poll to a message, live through declared days over the
 * Spring Festival: cuts, dead devices, storms, announced work, rosters with stand-ins, overrides and absences, answers, repeated
 * pages, kills. Who had to be told what when is counted from the declaration alone, by simple code that knows none of those parts.
 * Prints one JSON line; exits 1 when a message was lost, came twice or went to the wrong person. `--verbose` names each.
 */
import { provePaging } from '../test/paging-proof/run.ts';
import { proofFlags } from './proof-flags.ts';

const { wholes, has } = proofFlags({
  usage: 'prove:paging takes --days N (1 or more) and --seed S, whole numbers, and --verbose',
  wholes: { days: { default: 100, least: 1 }, seed: { default: 1 } },
});
const proof = await provePaging({ ...wholes, tell: (line) => has('verbose') && console.error(line) });
console.log(JSON.stringify(proof));
process.exitCode = proof.lost + proof.duplicated + proof.misrouted === 0 ? 0 : 1;
