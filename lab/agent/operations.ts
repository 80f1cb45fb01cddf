import { endOfMibView, noSuchInstance, noSuchObject, nullValue, tags, type Value } from './value.ts';
import { varbindList } from './varbinds.ts';
import type { View } from './view.ts';

/** The PDUs that an agent takes (RFC 3416 section 3). */
export const pduTypes = { get: 0xa0, getNext: 0xa1, response: 0xa2, set: 0xa3, getBulk: 0xa5 } as const;

/** SNMPv1 and SNMPv2 error-status words (RFC 3416 section 3). */
export const errorStatus = {
  noError: 0,
  tooBig: 1,
  noSuchName: 2,
  genErr: 5,
  authorizationError: 16,
  notWritable: 17,
} as const;

export interface Operation {
  readonly type: number;
  /** v1 knows neither exceptions nor Counter64 (RFC 2089, RFC 3584). */
  readonly version1: boolean;
  readonly oids: readonly string[];
  readonly nonRepeaters: number;
  readonly maxRepetitions: number;
  /** Room for the encoded bindings. */
  readonly limitOctets: number;
}

export interface Answer {
  readonly status: number;
  readonly index: number;
  readonly varbinds: Buffer;
  readonly count: number;
}

function failure(operation: Operation, status: number, index: number): Answer {
  const list = varbindList(Number.POSITIVE_INFINITY);
  // tooBig carries no bindings in v2 (RFC 3416 section 4.2.1); all else repeats those of the request.
  if (status !== errorStatus.tooBig || operation.version1) for (const oid of operation.oids) list.add(oid, nullValue);
  return { status, index, varbinds: list.bytes(), count: list.count };
}

function getExact(view: View, oid: string): Value {
  const index = view.find(oid);
  if (index >= 0) return view.valueAt(index);
  // The object exists when another instance shares its column: all but the last number, which is enough for a lab.
  const column = oid.slice(0, oid.lastIndexOf('.') + 1);
  const next = view.after(column.slice(0, -1));
  return next < view.size && view.oidAt(next).startsWith(column) ? noSuchInstance : noSuchObject;
}

function nextIndex(view: View, oid: string, version1: boolean): number {
  let index = view.after(oid);
  while (version1 && index < view.size && view.valueAt(index).tag === tags.counter64) index += 1;
  return index;
}

function answerEach(view: View, operation: Operation): Answer {
  const list = varbindList(operation.limitOctets);
  for (const [position, oid] of operation.oids.entries()) {
    let name = oid;
    let value: Value;
    if (operation.type === pduTypes.get) {
      value = getExact(view, oid);
    } else {
      const index = nextIndex(view, oid, operation.version1);
      value = index < view.size ? view.valueAt(index) : endOfMibView;
      if (index < view.size) name = view.oidAt(index);
    }
    if (operation.version1 && (value.tag >= tags.noSuchObject || value.tag === tags.counter64))
      return failure(operation, errorStatus.noSuchName, position + 1);
    if (!list.add(name, value)) return failure(operation, errorStatus.tooBig, 0);
  }
  return { status: errorStatus.noError, index: 0, varbinds: list.bytes(), count: list.count };
}

/** RFC 3416 section 4.2.3: as many repetitions as fit; a row may be cut in the middle. */
function answerBulk(view: View, operation: Operation): Answer {
  const list = varbindList(operation.limitOctets);
  const nonRepeaters = Math.max(0, Math.min(operation.nonRepeaters, operation.oids.length));
  for (const oid of operation.oids.slice(0, nonRepeaters)) {
    const index = view.after(oid);
    const ended = index >= view.size;
    if (!list.add(ended ? oid : view.oidAt(index), ended ? endOfMibView : view.valueAt(index)))
      return failure(operation, errorStatus.tooBig, 0);
  }
  const names = operation.oids.slice(nonRepeaters);
  const places = names.map((oid) => view.after(oid));
  repeating: for (let repetition = 0; repetition < operation.maxRepetitions; repetition += 1) {
    let ended = true;
    for (const [column, place] of places.entries()) {
      const name = place < view.size ? view.oidAt(place) : (names[column] ?? '');
      const value = place < view.size ? view.valueAt(place) : endOfMibView;
      if (!list.add(name, value)) break repeating;
      if (place < view.size) {
        ended = false;
        places[column] = place + 1;
        names[column] = name;
      }
    }
    if (ended) break;
  }
  if (list.count === 0 && names.length > 0 && operation.maxRepetitions > 0)
    return failure(operation, errorStatus.tooBig, 0);
  return { status: errorStatus.noError, index: 0, varbinds: list.bytes(), count: list.count };
}

/** What the view says to a request; a SET is always refused: the lab is read-only, as what it tries. */
export function answer(view: View, operation: Operation): Answer {
  const refused = view.refuses === undefined ? -1 : operation.oids.findIndex((oid) => view.refuses?.(oid));
  if (refused >= 0) {
    const status = operation.version1 ? errorStatus.noSuchName : errorStatus.authorizationError;
    return failure(operation, status, refused + 1);
  }
  if (operation.type === pduTypes.getBulk) return answerBulk(view, operation);
  if (operation.type === pduTypes.set)
    return failure(operation, operation.version1 ? errorStatus.noSuchName : errorStatus.notWritable, 1);
  return answerEach(view, operation);
}
