import type { WirePort, WireTopology } from '../../../../api/wire-findings.ts';
import type { TextKey } from '../text/language.ts';

export const markTexts: Readonly<Record<WireTopology['cables'][number]['mark'], TextKey>> = {
  both: 'dashboards.topology.both',
  declared: 'dashboards.topology.declared',
  observed: 'dashboards.topology.observed',
};

export function portText({ deviceId, port }: WirePort): string {
  return port === null ? deviceId : `${deviceId} ${port}`;
}
