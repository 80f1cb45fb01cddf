import { type OneShotRow, single, type TableSpec, word } from '../snmp/one-shot/table-spec.ts';
import { numberOf, textOf } from './fields.ts';
import type { SeenPortAccess, TableReading } from './model.ts';
import { type IsolationTools, outcomeOfAll, sourceOf } from './walk.ts';

/** IEEE8021-PAE-MIB (802.1X-2004): whether anybody is asked at all, and port by port. */
const system: TableSpec = {
  table: 'dot1xPaeSystem',
  entry: '1.0.8802.1.1.1.1.1',
  index: single,
  columns: [[1, 'control', word(['enabled', 'disabled'])]],
};
const ports: TableSpec = {
  table: 'dot1xAuthConfigTable',
  entry: '1.0.8802.1.1.1.1.2.1.1',
  index: (reader) => ({ port: reader.number() }),
  columns: [
    [5, 'status', word(['authorized', 'unauthorized'])],
    [6, 'control', word(['forceUnauthorized', 'auto', 'forceAuthorized'])],
  ],
};

/**
 * Who may use a port. Where 802.1X is switched off for the whole device, what is set at its ports means nothing: then it
 * does not offer port access, whatever rows it has.
 */
export async function readPortAccess({ walk, portNames }: IsolationTools): Promise<TableReading<SeenPortAccess>> {
  const whole = await walk([system]);
  const off = whole.rows.some(({ control }) => control === 'disabled');
  if (off) {
    const walks = whole.walks.map((one) =>
      one.outcome === 'read' ? { ...one, outcome: 'not-offered' as const } : one,
    );
    return { outcome: 'not-offered', walks, rows: [] };
  }
  const walked = await walk([ports], ['control']);
  const missing = whole.walks.filter(({ outcome }) => outcome !== 'read' && outcome !== 'not-offered');
  const walks = [...walked.walks, ...missing];
  return { outcome: outcomeOfAll(walks), walks, rows: walked.rows.map((row) => accessOf(row, portNames)) };
}

function accessOf(row: OneShotRow, portNames: ReadonlyMap<number, string>): SeenPortAccess {
  const number = numberOf(row, 'port') ?? 0;
  const control = textOf(row, 'control');
  const known = control === 'forceUnauthorized' || control === 'auto' || control === 'forceAuthorized';
  return {
    port: portNames.get(number) ?? `port${number}`,
    control: known ? control : 'other',
    authorized: row.status === undefined ? undefined : row.status === 'authorized',
    source: sourceOf([ports], row, 'control'),
  };
}
