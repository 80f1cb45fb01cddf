import type { LinkHint } from '../receive/device-message.ts';
import { receiveLimits } from '../receive/limits.ts';
import { decodeText } from '../snmp/text.ts';
import type { Varbind } from '../snmp/varbind.ts';
import { standardTraps } from './notification-pdu.ts';
import type { Trap } from './trap.ts';

const ifEntry = '1.3.6.1.2.1.2.2.1';
const ifXEntry = '1.3.6.1.2.1.31.1.1.1';

/** What traps mostly carry; anything else shows by its OID. */
const objectNames: Readonly<Record<string, string>> = {
  [`${ifEntry}.1`]: 'ifIndex',
  [`${ifEntry}.2`]: 'ifDescr',
  [`${ifEntry}.3`]: 'ifType',
  [`${ifEntry}.7`]: 'ifAdminStatus',
  [`${ifEntry}.8`]: 'ifOperStatus',
  [`${ifXEntry}.1`]: 'ifName',
  [`${ifXEntry}.18`]: 'ifAlias',
  '1.3.6.1.6.3.1.1.4.3': 'snmpTrapEnterprise',
  '1.3.6.1.6.3.18.1.3': 'snmpTrapAddress',
  '1.3.6.1.2.1.1.1': 'sysDescr',
  '1.3.6.1.2.1.1.5': 'sysName',
};
const trapNames: Readonly<Record<string, string>> = {
  [`${standardTraps}.1`]: 'coldStart',
  [`${standardTraps}.2`]: 'warmStart',
  [`${standardTraps}.3`]: 'linkDown',
  [`${standardTraps}.4`]: 'linkUp',
  [`${standardTraps}.5`]: 'authenticationFailure',
  [`${standardTraps}.6`]: 'egpNeighborLoss',
};
const hintWords = { coldStart: 'restarted', warmStart: 'restarted', linkDown: 'down', linkUp: 'up' } as const;
/** An instance has at most so many sub-identifiers that are looked past for an object's name. */
const instanceLength = 2;

/** The trap's name; its OID where it is none of RFC 3418. */
export function trapName({ oid }: Pick<Trap, 'oid'>): string {
  return trapNames[oid] ?? oid;
}

/** A varbind's object with its instance: `ifOperStatus.3`; undefined where the object has no name here. */
export function objectName(oid: string): string | undefined {
  let object = oid;
  for (let cut = 0; cut <= instanceLength; cut++) {
    const name = objectNames[object];
    if (name !== undefined) return `${name}${oid.slice(object.length)}`;
    const dot = object.lastIndexOf('.');
    if (dot < 0) return undefined;
    object = object.slice(0, dot);
  }
  return undefined;
}

/** A value as text: octets as text where they are, as hexadecimal where they are not. */
export function valueText(varbind: Varbind): string {
  switch (varbind.type) {
    case 'octets':
      return looksLikeText(varbind.value) ? decodeText(varbind.value) : `0x${varbind.value.toString('hex')}`;
    case 'opaque':
      return `0x${varbind.value.toString('hex')}`;
    default:
      return varbind.value === null ? varbind.type : String(varbind.value);
  }
}

/** Text has no control characters but those of lines, and padding at its end. */
function looksLikeText(octets: Buffer): boolean {
  let end = octets.length;
  while (end > 0 && octets[end - 1] === 0) end--;
  for (let at = 0; at < end; at++) {
    const octet = octets[at] ?? 0;
    if (octet < 0x20 && octet !== 0x09 && octet !== 0x0a && octet !== 0x0d) return false;
  }
  return true;
}

/** The varbinds on one line, cut where it would be longer than is kept. */
export function trapText({ varbinds, enterprise }: Trap): string {
  const { textCharacters, varbinds: most } = receiveLimits;
  const parts = varbinds.slice(0, most).map((each) => `${objectName(each.oid) ?? each.oid}=${valueText(each)}`);
  if (enterprise !== undefined) parts.unshift(`enterprise=${enterprise}`);
  if (varbinds.length > most) parts.push(`+${varbinds.length - most}`);
  const text = parts.join(' ');
  return text.length > textCharacters ? `${text.slice(0, textCharacters - 1)}…` : text;
}

/** What a trap says of a port or the device; undefined when it speaks of something else. */
export function trapHintOf(trap: Trap): LinkHint | undefined {
  const name = trapName(trap);
  const word = hintWords[name as keyof typeof hintWords];
  if (word === undefined) return undefined;
  let ifIndex: number | undefined;
  let interfaceName: string | undefined;
  for (const varbind of trap.varbinds) {
    const { oid } = varbind;
    const object = objectName(oid);
    if (object === undefined || !object.startsWith('if')) continue;
    const instance = Number(oid.slice(oid.lastIndexOf('.') + 1));
    if (Number.isSafeInteger(instance) && instance > 0) ifIndex ??= instance;
    if (object.startsWith('ifIndex') && varbind.type === 'integer') ifIndex = varbind.value;
    if (varbind.type !== 'octets') continue;
    // ifName is what ports are called here; ifDescr where there is no ifName.
    if (object.startsWith('ifName')) interfaceName = decodeText(varbind.value);
    else if (object.startsWith('ifDescr')) interfaceName ??= decodeText(varbind.value);
  }
  return {
    word,
    ...(ifIndex === undefined ? {} : { ifIndex }),
    ...(interfaceName === undefined ? {} : { interfaceName }),
  };
}
