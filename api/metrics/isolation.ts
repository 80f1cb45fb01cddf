import type { EpochMs } from '../../core/index.ts';
import type { IsolationPort } from '../ports.ts';
import { checkVerdicts, isolationWords } from '../schemas/isolation.ts';
import { familyText, type Line, labelText } from './text.ts';

/** Isolation of every place: one series for each word, 1 for the one that holds; coverage, age of evidence, checks that fail. */
export function* isolationText(isolation: IsolationPort | undefined, now: EpochMs): Generator<string> {
  if (isolation === undefined) return;
  const verdicts: Line[] = [];
  const coverage: Line[] = [];
  const ages: Line[] = [];
  const gaps: Line[] = [];
  const checks: Line[] = [];
  for (const {
    placeId,
    kind,
    districtId,
    word,
    coverage: covered,
    oldestAt,
    checks: standings,
  } of isolation.places()) {
    const place = { place: placeId, district: districtId, kind };
    for (const verdict of isolationWords) verdicts.push([labelText({ ...place, verdict }), verdict === word ? 1 : 0]);
    const { decided, applicable } = covered;
    coverage.push([labelText(place), applicable === 0 ? 0 : decided / applicable]);
    if (oldestAt !== undefined) ages.push([labelText(place), Math.max(0, now - oldestAt) / 1000]);
    const open = isolation.devicesOf(placeId).map((id) => isolation.gaps.openMs(id, now));
    if (open.length > 0) gaps.push([labelText(place), Math.max(...open) / 1000]);
    for (const verdict of checkVerdicts) {
      const count = standings.filter((standing) => standing.verdict === verdict).length;
      checks.push([labelText({ ...place, verdict }), count]);
    }
  }
  const help = '1 for the verdict of the place, 0 for the others';
  yield familyText('fangzhou_isolation_verdict', 'gauge', help, verdicts);
  yield familyText(
    'fangzhou_isolation_coverage_ratio',
    'gauge',
    'Checks that passed or failed, of those that apply: 0 to 1',
    coverage,
  );
  yield familyText(
    'fangzhou_isolation_evidence_age_seconds',
    'gauge',
    'Age of the oldest observation that the verdict rests on',
    ages,
  );
  yield familyText(
    'fangzhou_isolation_unread_seconds',
    'gauge',
    'How long the device that was not read for longest has not been',
    gaps,
  );
  yield familyText('fangzhou_isolation_checks', 'gauge', 'Checks of the place, by verdict', checks);
}
