import type { IsolationReading, RowSource } from '../../../collector/index.ts';
import { type Message, message } from '../../../core/index.ts';
import { isBehindBoundary } from '../boundary.ts';
import { type BlockSide, insideOf } from '../inside.ts';
import type { CheckFinding, CheckSeverity, DeclaredBoundary, IsolationCheck, Scene } from '../model.ts';
import { foundAt } from './found.ts';
import { neighboursHere } from './heard.ts';
import { tableCheck } from './table-check.ts';

/** ISO-55: through a controlled boundary more can be reached than was declared for it. */
export const iso55: IsolationCheck = tableCheck({
  id: 'ISO-55',
  severity: 'S2',
  clauses: ['8.1.3.1 a)', '8.1.3.2 a)'],
  about: ({ device }, scene) => boundariesOf(device.id, scene).length > 0,
  needs: () => ['interfaces', 'routes', 'neighbours'],
  look: (reading, scene) =>
    boundariesOf(reading.deviceId, scene).flatMap((boundary) => beyond(boundary, reading, scene)),
  doubt: (reading, scene) => {
    const lost = boundariesOf(reading.deviceId, scene).find((boundary) => indexOf(boundary, reading) === undefined);
    return lost === undefined
      ? undefined
      : message('isolation.ISO-55.no-interface', { boundary: lost.id, port: lost.interfaceName });
  },
});

function boundariesOf(deviceId: string, { declaration }: Scene): readonly DeclaredBoundary[] {
  return declaration.boundaries.filter((boundary) => boundary.deviceId === deviceId);
}

function indexOf({ interfaceName }: DeclaredBoundary, { interfaces }: IsolationReading): number | undefined {
  return interfaces.rows.find(({ name }) => name === interfaceName)?.ifIndex;
}

/** Routes by the boundary's interface, and neighbours at it, that none of its prefixes covers. */
function beyond(
  boundary: DeclaredBoundary,
  reading: IsolationReading,
  { declaration }: Scene,
): readonly CheckFinding[] {
  const { id, interfaceName } = boundary;
  const { deviceId } = reading;
  const ifIndex = indexOf(boundary, reading);
  const inside = insideOf(declaration);
  const judged = (what: string, side: BlockSide, source: RowSource, text: Message): readonly CheckFinding[] => {
    const severity = severities[side];
    const isDeclared = isBehindBoundary(declaration, { deviceId, port: interfaceName, what });
    return severity === undefined || isDeclared ? [] : [foundAt(deviceId, source, severity, text)];
  };
  if (ifIndex === undefined) return [];
  const routes = reading.routes.rows
    .filter((route) => route.ifIndex === ifIndex && route.kind !== 'reject' && route.kind !== 'blackhole')
    .flatMap(({ prefix, nextHop = '-', source }) => {
      const text = message('isolation.ISO-55.route', { boundary: id, prefix, nextHop });
      return judged(prefix, inside.sideOfBlock(prefix), source, text);
    });
  const neighbours = neighboursHere(reading)
    .filter((row) => row.ifIndex === ifIndex)
    .flatMap(({ address, mac, source }) => {
      const text = message('isolation.ISO-55.neighbour', { boundary: id, address, mac });
      return judged(address, inside.sideOf(address), source, text);
    });
  return [...routes, ...neighbours];
}

/** Our own prefixes behind somebody else's boundary are as wrong as his that were not declared. */
const severities: Readonly<Record<BlockSide, CheckSeverity | undefined>> = {
  everything: 'S1',
  global: 'S1',
  outside: 'S2',
  around: 'S2',
  inner: 'S2',
  link: undefined,
  unreadable: undefined,
};
