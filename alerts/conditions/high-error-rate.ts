import { errorsOf } from '../../audit/index.ts';
import { message } from '../../core/index.ts';
import type { Finding, PollInput } from './finding.ts';
import { rootOfInterface } from './root.ts';

/** Errors per second in the worse direction of a port; what lies between the two thresholds changes nothing. */
export function highErrorRate(input: PollInput): readonly Finding[] {
  const { errorsPerSecondRaise, errorsPerSecondClear } = input.settings;
  const findings: Finding[] = [];
  for (const sample of input.samples) {
    if (sample.entityKind !== 'interface') continue;
    const rate = errorsOf(sample);
    if (rate === undefined) continue;
    const bad = rate >= errorsPerSecondRaise;
    if (!bad && !input.tracked('high-error-rate', sample.entityId)) continue;
    const params = { interface: sample.entityId, threshold: errorsPerSecondRaise };
    findings.push({
      condition: 'high-error-rate',
      source: sample.entityId,
      root: rootOfInterface(sample.entityId, input.states.topology),
      reading: bad ? 'bad' : rate <= errorsPerSecondClear ? 'good' : 'none',
      at: sample.at,
      summary: message('alerts.high-error-rate.summary', params),
      remedy: message('alerts.high-error-rate.remedy', params),
    });
  }
  return findings;
}
