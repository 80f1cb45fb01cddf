import type { Counter, PollFault } from '../observation.ts';
import { decodeMac, decodeText } from './text.ts';
import type { SnmpValue } from './varbind.ts';

/** What most error and discard counters are, made once. */
const zero: Counter = { value: 0n, bits: 32 };

/**
 * Reads cells as the type that the MIB gives them. A value of another type, or one that cannot be (a negative speed), is
 * absent and counted: one fault `bad-value` names the columns, however many cells there were.
 */
export class Cells {
  readonly #part: string;
  readonly #bad = new Map<string, number>();

  constructor(part: string) {
    this.#part = part;
  }

  /** INTEGER, Gauge32, Unsigned32 or TimeTicks from 0; a plain INTEGER is taken for any of them, as many agents send it. */
  number(cell: SnmpValue | undefined, column: string): number | undefined {
    if (cell === undefined) return undefined;
    const { type } = cell;
    if (type !== 'integer' && type !== 'gauge32' && type !== 'timeTicks' && type !== 'counter32')
      return this.bad(column);
    return cell.value < 0 ? this.bad(column) : cell.value;
  }

  /** INTEGER of either sign. */
  integer(cell: SnmpValue | undefined, column: string): number | undefined {
    if (cell === undefined) return undefined;
    return cell.type === 'integer' || cell.type === 'gauge32' ? cell.value : this.bad(column);
  }

  /** Counter32 or Counter64; the width is that of the type received, whichever column it stands in. */
  counter(cell: SnmpValue | undefined, column: string): Counter | undefined {
    if (cell === undefined) return undefined;
    if (cell.type === 'counter64') return { value: cell.value, bits: 64 };
    if (cell.type !== 'counter32') return this.bad(column);
    return cell.value === 0 ? zero : { value: BigInt(cell.value), bits: 32 };
  }

  text(cell: SnmpValue | undefined, column: string): string | undefined {
    if (cell === undefined) return undefined;
    return cell.type === 'octets' ? decodeText(cell.value) : this.bad(column);
  }

  /** Lower-case hex with colons; undefined without a fault where the device has none. */
  mac(cell: SnmpValue | undefined, column: string): string | undefined {
    if (cell === undefined) return undefined;
    return cell.type === 'octets' ? decodeMac(cell.value) : this.bad(column);
  }

  oid(cell: SnmpValue | undefined, column: string): string | undefined {
    if (cell === undefined) return undefined;
    return cell.type === 'oid' ? cell.value : this.bad(column);
  }

  address(cell: SnmpValue | undefined, column: string): string | undefined {
    if (cell === undefined) return undefined;
    if (cell.type === 'octets' && cell.value.length === 4) return cell.value.join('.');
    return cell.type === 'ipAddress' ? cell.value : this.bad(column);
  }

  /** Counts a value that cannot be. */
  bad(column: string): undefined {
    this.#bad.set(column, (this.#bad.get(column) ?? 0) + 1);
    return undefined;
  }

  faults(): readonly PollFault[] {
    if (this.#bad.size === 0) return [];
    const detail = [...this.#bad].map(([column, count]) => (count === 1 ? column : `${column} x${count}`)).join(', ');
    return [{ reason: 'bad-value', part: this.#part, detail: detail.slice(0, 500) }];
  }
}
