import { Type } from '@fastify/type-provider-typebox';
import { recordKinds } from '../../ledger/index.ts';
import type { WireLedger, WireLedgerPage, WireLedgerProof, WireLedgerRecord } from '../wire.ts';
import { closed, count, messageText, orNull, text, time, words } from './parts.ts';

export const recordKind = words(recordKinds);

const record = Type.Unsafe<WireLedgerRecord>(
  closed({
    seq: count,
    at: time,
    kind: recordKind,
    subject: text,
    body: Type.Record(Type.String(), Type.Unknown()),
    blob: orNull(closed({ sha256: text, bytes: count })),
  }),
);

export const ledgerHead = Type.Unsafe<WireLedger>(
  closed({
    origin: text,
    size: count,
    root: text,
    signedSize: count,
    signedAt: orNull(time),
    condition: words(['sound', 'failing', 'tampered', 'stopped'] as const),
    faults: Type.Array(messageText),
    faultCount: count,
    checked: count,
    checkedAt: orNull(time),
    checkpoint: orNull(text),
    cosigned: orNull(text),
    logKeys: Type.Array(text),
    collectorKey: text,
    policy: text,
  }),
);

export const ledgerPage = Type.Unsafe<WireLedgerPage>(
  closed({ items: Type.Array(record), next: orNull(count) }, { description: 'Records, newest first unless asked' }),
);

export const ledgerProof = Type.Unsafe<WireLedgerProof>(
  closed({
    index: count,
    entry: text,
    leafHash: text,
    record: orNull(record),
    fault: orNull(messageText),
    proof: orNull(text),
    cosignedProof: orNull(text),
  }),
);
