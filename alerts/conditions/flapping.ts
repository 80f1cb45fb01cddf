import type { ElementRef } from '../../audit/index.ts';
import { type EpochMs, message } from '../../core/index.ts';
import type { Finding } from './finding.ts';

export type Flapping = Pick<ElementRef, 'kind' | 'id'>;

/** An element that goes up and down again and again, none of it long enough to be an outage. */
export function flapping({ kind, id }: Flapping, reading: Finding['reading'], at: EpochMs): Finding {
  const params = { kind: `key:alerts.flapping.${kind}`, id };
  return {
    ...{ condition: 'flapping', source: `${kind} ${id}`, root: { kind, id }, reading, at },
    summary: message('alerts.flapping.summary', params),
    remedy: message(kind === 'link' ? 'alerts.flapping.link.remedy' : 'alerts.flapping.device.remedy'),
  };
}
