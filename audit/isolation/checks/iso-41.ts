import { message } from '../../../core/index.ts';
import type { StationOwner } from '../model.ts';
import { surveyCheck } from './survey-check.ts';

/** An access point numbers its radios beside its wired port: so far apart at most. */
const nearby = 8n;
/** The bit that marks a locally administered address (IEEE 802, clause 8.2); access points set it for further networks. */
const localBit = 1n << 41n;

/** A radio in the building, or one whose BSSID stands beside the MAC of something inside: an access point on an inner port. */
export const iso41 = surveyCheck({
  id: 'ISO-41',
  severity: 'S2',
  clauses: ['8.1.3.1 d)'],
  surveyOf: (view, placeId) => view.wifiOf(placeId),
  find({ bssid, ssid, where }, { stations }) {
    const owner = ownerBeside(bssid, stations.ownerOf);
    if (owner === undefined && where !== 'here') return undefined;
    const params = { bssid, ssid: ssid || '-', owner: owner?.id ?? '' };
    const key = owner === undefined ? 'isolation.survey.radio-here' : 'isolation.survey.radio-beside';
    return { value: bssid, severity: 'S2', text: message(key, params) };
  },
});

function ownerBeside(bssid: string, ownerOf: (mac: string) => StationOwner | undefined): StationOwner | undefined {
  const number = BigInt(`0x${bssid.replaceAll(':', '')}`);
  for (const base of new Set([number, number & ~localBit])) {
    for (let apart = -nearby; apart <= nearby; apart += 1n) {
      const owner = ownerOf(macOf(base + apart));
      if (owner !== undefined && owner.network !== 'outer') return owner;
    }
  }
  return undefined;
}

function macOf(number: bigint): string {
  const digits = number < 0n ? '' : number.toString(16).padStart(12, '0');
  return digits.replace(/(..)(?!$)/g, '$1:');
}
