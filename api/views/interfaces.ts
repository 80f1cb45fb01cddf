import type { InterfaceReading } from '../../collector/index.ts';
import type { WireInterface } from '../wire.ts';
import { type DeviceBook, rateOf } from './book.ts';
import { isoTime, type ViewContext } from './element.ts';
import { topologyOf } from './topology.ts';

/** An interface as last read, with its state and the rates of the newest poll. */
export function wireInterface(
  { view, bornAt, book }: ViewContext & { readonly book: DeviceBook },
  deviceId: string,
  reading: InterfaceReading,
): WireInterface {
  const id = `${deviceId}/${reading.name}`;
  const state = view.state('interface', id);
  const sample = book.page(deviceId)?.rates.get(id);
  return {
    id,
    name: reading.name,
    alias: reading.ifAlias ?? '',
    ifIndex: reading.ifIndex,
    adminStatus: reading.adminStatus,
    operStatus: reading.operStatus,
    speedBitsPerSecond: reading.speedBitsPerSecond,
    state: state?.state ?? 'unknown',
    since: isoTime(state?.since ?? bornAt),
    inBitsPerSecond: rateOf(sample, 'inBitsPerSecond'),
    outBitsPerSecond: rateOf(sample, 'outBitsPerSecond'),
    inErrorsPerSecond: rateOf(sample, 'inErrorsPerSecond'),
    outErrorsPerSecond: rateOf(sample, 'outErrorsPerSecond'),
    inDiscardsPerSecond: rateOf(sample, 'inDiscardsPerSecond'),
    outDiscardsPerSecond: rateOf(sample, 'outDiscardsPerSecond'),
    linkId: topologyOf(view.city()).linkOfInterface.get(id)?.id ?? null,
  };
}
