import { addressOf, numberOf, present, textOf } from '../isolation/fields.ts';
import type { OneShotRow, TableSpec } from '../snmp/one-shot/table-spec.ts';
import type { VrrpInstance, VrrpState } from './model.ts';
import { keepalivedInstances, keepalivedStates, newMasterReasons, rfcStates } from './vrrp-tables.ts';

/** An instance with what tells it from others on the same host. */
export interface FoundInstance {
  readonly instance: VrrpInstance;
  /** 4 or 6. */
  readonly family: number;
  /** Undefined where the MIB names the interface instead. */
  readonly ifIndex?: number;
}

/** A RowStatus or truth of 1 and 2 as a boolean; anything else says nothing. */
function truth(value: number | undefined): boolean | undefined {
  return value === 1 ? true : value === 2 ? false : undefined;
}

function stateOf(row: OneShotRow, words: readonly VrrpState[]): VrrpState {
  const state = numberOf(row, 'state');
  return state === undefined ? 'unknown' : (words[state] ?? 'unknown');
}

function decidingOid(spec: TableSpec, row: OneShotRow): string {
  const column = spec.columns.find(([, name]) => name === 'state')?.[0] ?? 0;
  return `${spec.entry}.${column}.${row.index}`;
}

/** Rows of KEEPALIVED-MIB: instances, and their addresses by the instance's number. */
export function keepalivedFound(
  instances: readonly OneShotRow[],
  addresses: readonly OneShotRow[],
): readonly FoundInstance[] {
  return instances.map((row): FoundInstance => {
    const own = addresses.filter(({ index }) => index.split('.')[0] === row.index);
    const virtualAddresses = own.flatMap((each) => addressOf(each, 'virtualAddress') ?? []);
    const vips = numberOf(row, 'vipsStatus');
    const unset = own.some((each) => numberOf(each, 'status') === 2);
    // Adverts are counted in seconds by VRRP 2 and in hundredths by VRRP 3.
    const unitMs = numberOf(row, 'version') === 3 ? 10 : 1000;
    const interval = numberOf(row, 'advertInterval');
    return {
      family: virtualAddresses.length > 0 && virtualAddresses.every((text) => text.includes(':')) ? 6 : 4,
      instance: {
        vrid: numberOf(row, 'vrid') ?? 0,
        name: textOf(row, 'name'),
        state: stateOf(row, keepalivedStates),
        mib: 'keepalived',
        oid: decidingOid(keepalivedInstances, row),
        ...present('basePriority', numberOf(row, 'basePriority')),
        ...present('effectivePriority', numberOf(row, 'effectivePriority')),
        ...present('addressesSet', vips === undefined ? undefined : vips === 1 && !unset),
        virtualAddresses,
        ...present('preempt', truth(numberOf(row, 'preempt'))),
        ...present('advertIntervalMs', interval === undefined ? undefined : interval * unitMs),
        ...present('interfaceName', textOf(row, 'interfaceName') || undefined),
      },
    };
  });
}

/** Rows of RFC 2787 or RFC 6527; `effectivePriority` is the one in force, which is all that they know. */
export function rfcFound(
  mib: 'rfc2787' | 'rfc6527',
  spec: TableSpec,
  rows: readonly OneShotRow[],
  addresses: readonly OneShotRow[],
): readonly FoundInstance[] {
  return rows.map((row): FoundInstance => {
    const own = addresses.filter(({ index }) => index.startsWith(`${row.index}.`));
    const interval = numberOf(row, 'advertInterval');
    const reason = numberOf(row, 'newMasterReason');
    return {
      family: numberOf(row, 'family') === 2 ? 6 : 4,
      ...present('ifIndex', numberOf(row, 'ifIndex')),
      instance: {
        vrid: numberOf(row, 'vrid') ?? 0,
        name: '',
        state: stateOf(row, rfcStates),
        mib,
        oid: decidingOid(spec, row),
        ...present('effectivePriority', numberOf(row, 'priority')),
        virtualAddresses: own.flatMap((each) => addressOf(each, 'virtualAddress') ?? []),
        ...present('preempt', truth(numberOf(row, 'preempt'))),
        ...present('advertIntervalMs', interval === undefined ? undefined : interval * (mib === 'rfc2787' ? 1000 : 10)),
        ...counters(row),
        ...present('newMasterReason', reason === undefined ? undefined : newMasterReasons[reason]),
      },
    };
  });
}

function counters(row: OneShotRow): Pick<VrrpInstance, 'becomeMaster' | 'advertisementsReceived'> {
  const count = (field: string) => (row[field] === undefined ? undefined : Number(row[field]));
  return {
    ...present('becomeMaster', count('becomeMaster')),
    ...present('advertisementsReceived', count('advertisementsReceived')),
  };
}

/**
 * The same instances told by several MIBs as one list; `sources` in the order of trust. Two are one when VRID and family agree,
 * and, where a VRID is used on several interfaces, the interface too (`nameOf`: ifIndex to ifDescr).
 */
export function mergedInstances(
  sources: readonly (readonly FoundInstance[])[],
  nameOf: (ifIndex: number) => string | undefined,
): readonly VrrpInstance[] {
  const named = sources.map((found) =>
    found.map((each) => {
      const name = each.ifIndex === undefined ? undefined : nameOf(each.ifIndex);
      const interfaceName = each.instance.interfaceName ?? name;
      return { ...each, instance: { ...each.instance, ...present('interfaceName', interfaceName) } };
    }),
  );
  const merged: FoundInstance[] = [];
  for (const found of named) {
    const before = [...merged];
    for (const each of found) {
      const alike = (other: FoundInstance) =>
        other.instance.vrid === each.instance.vrid && other.family === each.family;
      const candidates = before.filter(alike);
      const onlyOne = candidates.length === 1 && found.filter(alike).length === 1;
      const same = onlyOne
        ? candidates[0]
        : candidates.find(({ instance }) => instance.interfaceName === each.instance.interfaceName);
      const at = same === undefined ? -1 : merged.indexOf(same);
      if (same === undefined || at < 0) merged.push(each);
      else merged[at] = { ...same, instance: filledUp(same.instance, each.instance) };
    }
  }
  return merged.map(({ instance }) => instance);
}

/** What the trusted one lacks comes from the other. */
function filledUp(trusted: VrrpInstance, other: VrrpInstance): VrrpInstance {
  const { virtualAddresses } = trusted;
  return {
    ...other,
    ...trusted,
    virtualAddresses: virtualAddresses.length === 0 ? other.virtualAddresses : virtualAddresses,
  };
}
