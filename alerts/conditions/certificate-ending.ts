import type { ProbeResult } from '../../collector/index.ts';
import { message } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import type { Finding } from './finding.ts';

/** With fewer days than this it is no longer a matter for next week. */
const urgentDays = 7;

/** A certificate as it was seen last. */
export interface CertificateStanding {
  readonly probeId: string;
  readonly serviceId: string | undefined;
  readonly nameZh: string;
  readonly warnDays: number;
  readonly newest: ProbeResult;
}

/** A certificate that ends soon is a trouble the first time that it is seen. One that has ended is a service that is down. */
export function certificateEnding(certificates: readonly CertificateStanding[], city: City): readonly Finding[] {
  return certificates.flatMap(({ probeId, serviceId, nameZh, warnDays, newest }): readonly Finding[] => {
    const days = newest.values.find(({ name }) => name === 'certificate_days')?.value;
    if (days === undefined || newest.outcome === 'unknown') return [];
    const params = { probe: probeId, name: nameZh, days: Math.floor(days) };
    return [
      {
        condition: 'certificate-ending',
        source: `${newest.vantageId} ${probeId}`,
        root: { kind: 'district', id: city.services.get(serviceId ?? '')?.districtId ?? city.id },
        topic: probeId,
        reading: days < warnDays ? 'bad' : 'good',
        at: newest.startedAt,
        raiseAfter: 1,
        clearAfter: 1,
        severity: days < urgentDays ? 'major' : 'minor',
        summary: message('alerts.certificate-ending.summary', params),
        remedy: message('alerts.certificate-ending.remedy', params),
        details: [{ text: newest.reason, value: probeId }],
      },
    ];
  });
}
