import type { SeenPart } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import type { CheckFinding, IsolationCheck } from '../model.ts';
import { foundAt } from './found.ts';
import { tableCheck } from './table-check.ts';

/** Words of a part that reaches a mobile network. */
const cellular = /\b(?:[345]g|lte|umts|wcdma|td-?scdma|cdma2000|wwan|cellular|uim|usim|sim ?card|mobile broadband)\b/i;
/** A card of which the device says in words that a subscriber is in it. */
const subscribed = /\b(?:u?sim|uim)\b.{0,40}\b(?:present|inserted|ready|detected)\b/i;
/** What comes and goes by ordinary service, and optics, which are counted where their light is. */
const ordinary = /\b(?:[qxc]?sfp\+?|xfp|gbic|transceiver|optic\w*|power|psu|fan|battery)\b/i;
const ordinaryClasses: ReadonlySet<string> = new Set(['powerSupply', 'fan', 'sensor', 'container', 'backplane', 'cpu']);

/** ISO-06: a card that tells a subscriber, a cellular module, or a part that was not there before. */
export const iso06: IsolationCheck = tableCheck({
  id: 'ISO-06',
  severity: 'S3',
  clauses: ['8.1.3.1 d)'],
  needs: () => ['parts'],
  look: ({ deviceId, parts }, _scene, { earlier }) => {
    const baseline = earlier?.parts.outcome === 'read' ? new Set(earlier.parts.rows.map(identityOf)) : undefined;
    return parts.rows.flatMap((part): readonly CheckFinding[] => {
      const { description, model, serial } = part;
      // The subscriber's identity stays out of findings, whatever a device writes into its description.
      const params = {
        part: withoutIdentity(description || model || part.index),
        serial: withoutIdentity(serial) || '-',
      };
      const source = { ...part.source, value: withoutIdentity(part.source.value) };
      const found = (severity: 'S1' | 'S2' | 'S3', key: string) => [
        foundAt(deviceId, source, severity, message(key, params)),
      ];
      if (part.simPresent === true || subscribed.test(`${description} ${model}`))
        return found('S1', 'isolation.ISO-06.sim');
      if (cellular.test(`${description} ${model}`)) return found('S2', 'isolation.ISO-06.cellular');
      const isNew = baseline !== undefined && !baseline.has(identityOf(part)) && !isOrdinary(part);
      return isNew ? found('S3', 'isolation.ISO-06.new-part') : [];
    });
  },
});

/** A part moved to another slot is the same part; one without a serial number is known by its place. */
function identityOf({ index, description, partClass, serial, model }: SeenPart): string {
  return JSON.stringify(serial === '' ? [index, description, partClass, model] : [serial, model]);
}

function isOrdinary({ partClass, description, model }: SeenPart): boolean {
  return ordinaryClasses.has(partClass) || ordinary.test(`${description} ${model}`);
}

/** IMSI and IMEI have 14 to 16 digits, an ICCID 19 or 20: none of them is repeated anywhere. */
function withoutIdentity(text: string): string {
  return text.replace(/\d{14,20}/g, '…');
}
