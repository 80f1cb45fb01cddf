import type { EpochMs } from '../../core/index.ts';
import type { PairsPort } from '../ports.ts';
import { pairVerdicts, pairWords } from '../schemas/pairs.ts';
import { verdictOf } from '../views/pairs.ts';
import { familyText, type Line, labelText } from './text.ts';

/** Hot-standby pairs: would it take over, the score, checks, takeovers known, age of the newest reading. */
export function* pairsText(pairs: PairsPort | undefined, now: EpochMs): Generator<string> {
  if (pairs === undefined) return;
  const words: Line[] = [];
  const scores: Line[] = [];
  const checks: Line[] = [];
  const takeovers: Line[] = [];
  const outages: Line[] = [];
  const ages: Line[] = [];
  for (const { pairId, districtId, readiness, judgements, observedAt } of pairs.pairs()) {
    const pair = { pair: pairId, district: districtId };
    for (const word of pairWords)
      words.push([labelText({ ...pair, readiness: word }), readiness.word === word ? 1 : 0]);
    // Without a score there is no line: 0 would claim that the pair is known to be unready.
    if (readiness.score !== undefined) scores.push([labelText(pair), readiness.score / 100]);
    for (const verdict of pairVerdicts) {
      const count = judgements.filter((one) => verdictOf(one) === verdict).length;
      checks.push([labelText({ ...pair, verdict }), count]);
    }
    const known = pairs.takeovers(pairId);
    takeovers.push([labelText(pair), pairs.takeoverCount(pairId)]);
    const last = known.find(({ rtoMs }) => rtoMs !== undefined)?.rtoMs;
    if (last !== undefined) outages.push([labelText(pair), last.most / 1000]);
    if (observedAt !== undefined) ages.push([labelText(pair), Math.max(0, now - observedAt) / 1000]);
  }
  yield familyText('fangzhou_pair_readiness', 'gauge', '1 for the word of the pair, 0 for the others', words);
  yield familyText(
    'fangzhou_pair_readiness_ratio',
    'gauge',
    'Readiness to take over: 0 to 1; none while unknown',
    scores,
  );
  yield familyText('fangzhou_pair_checks', 'gauge', 'Checks of the pair, by verdict', checks);
  yield familyText('fangzhou_pair_takeovers_total', 'counter', 'Takeovers seen since the pair is watched', takeovers);
  yield familyText(
    'fangzhou_pair_last_takeover_seconds',
    'gauge',
    'Time without service at the last takeover that was timed, at most',
    outages,
  );
  yield familyText('fangzhou_pair_reading_age_seconds', 'gauge', 'Age of the newest reading of the pair', ages);
}
