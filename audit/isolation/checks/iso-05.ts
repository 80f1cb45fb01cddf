import type { IsolationReading, RowSource, SeenInterface } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { type Device, mediaTypes } from '../../../inventory/index.ts';
import { judgeDevice } from '../evidence.ts';
import type { CheckFinding, CheckSeverity, Declaration, IsolationCheck } from '../model.ts';

const mediumNames: ReadonlyMap<number, string> = new Map(
  Object.entries(mediaTypes).map(([name, number]) => [number, name]),
);
/** IANAifType tunnel: judged by its far end, in ISO-10. */
const tunnel = 131;
const linkLocal = /^(?:169\.254\.|fe80:)/i;

/** A radio, cellular, telephone or USB interface on a managed device, by its type or by its name. */
export const iso05: IsolationCheck = {
  id: 'ISO-05',
  severity: 'S1',
  clauses: ['8.1.3.1 a)', '8.1.3.1 d)'],
  evidence: 'tables',
  needed: true,
  judge: (scene) =>
    scene.devices.map((seen) =>
      judgeDevice(iso05, scene, seen, {
        needed: ['interfaces'],
        find: (reading) =>
          reading.interfaces.rows.flatMap((row) => findingOf(row, seen.device, reading, scene.declaration)),
      }),
    ),
};

function findingOf(
  row: SeenInterface,
  device: Device,
  reading: IsolationReading,
  declaration: Declaration,
): readonly CheckFinding[] {
  if (declaration.allowedMedia.has(`${device.id}/${row.name}`)) return [];
  const severity = severityOf(row);
  if (severity === undefined) return [];
  const { name: port, operStatus: status } = row;
  if (row.ifType !== tunnel && declaration.forbiddenMedia.has(row.ifType) && !isItsOwnTrade(device, row.ifType)) {
    const medium = mediumNames.get(row.ifType) ?? String(row.ifType);
    return [{ ...row.source, severity, text: message('isolation.media.type', { port, medium, status }) }];
  }
  const named = namedBy(row, declaration);
  if (named === undefined || isManagementLink(row, reading)) return [];
  // A person's note says less than what the device itself calls the port.
  const doubted = named.column === 'ifAlias' && severity === 'S1' ? 'S2' : severity;
  const text = message('isolation.media.name', { port, name: named.source.value, status });
  return [{ ...named.source, severity: doubted, text }];
}

/** Up: S1. Neither up nor down: S2, as it cannot be excluded. Switched on and without a link: S3. Switched off: nothing. */
function severityOf({ operStatus, adminStatus }: SeenInterface): CheckSeverity | undefined {
  if (operStatus === 'up') return 'S1';
  if (
    operStatus === 'down' ||
    operStatus === 'dormant' ||
    operStatus === 'notPresent' ||
    operStatus === 'lowerLayerDown'
  )
    return adminStatus === 'down' ? undefined : 'S3';
  return 'S2';
}

/** Passive optics are what an OLT or ONU of the inventory is for. */
function isItsOwnTrade({ kind }: Device, ifType: number): boolean {
  return ifType === mediaTypes.gpon && (kind === 'olt' || kind === 'onu');
}

function namedBy(
  row: SeenInterface,
  { forbiddenNames }: Declaration,
): { readonly column: string; readonly source: RowSource } | undefined {
  const columns = [
    ['ifName', `1.3.6.1.2.1.31.1.1.1.1.${row.ifIndex}`, row.ifName ?? ''],
    ['ifDescr', `1.3.6.1.2.1.2.2.1.2.${row.ifIndex}`, row.description],
    ['ifAlias', `1.3.6.1.2.1.31.1.1.1.18.${row.ifIndex}`, row.alias],
  ] as const;
  for (const [column, oid, value] of columns)
    if (value !== '' && forbiddenNames.some((pattern) => pattern.test(value)))
      return { column, source: { oid, value } };
  return undefined;
}

/** A server's own management controller behind a USB network: its only addresses never leave that cable. */
function isManagementLink({ ifIndex }: SeenInterface, { addresses }: IsolationReading): boolean {
  const own = addresses.rows.filter((row) => row.ifIndex === ifIndex);
  return addresses.outcome === 'read' && own.length > 0 && own.every(({ address }) => linkLocal.test(address));
}
