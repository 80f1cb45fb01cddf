import { Type } from '@fastify/type-provider-typebox';
import { render } from '../../core/index.ts';
import {
  formatOffer,
  type LedgerRecord,
  ledgerLimits,
  nodeHash,
  type RecordQuery,
  toBase64,
  toHex,
} from '../../ledger/index.ts';
import type { ApiServer } from '../http/server.ts';
import type { LedgerPort } from '../ports.ts';
import { invalidRequest, notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { ledgerHead, ledgerPage, ledgerProof, recordKind } from '../schemas/ledger.ts';
import { closed, problems, time, wholeNumber, words } from '../schemas/parts.ts';
import { isoTime } from '../views/element.ts';
import type { WireLedger, WireLedgerRecord } from '../wire.ts';

const tags = ['ledger'];
const index = wholeNumber(0, Number.MAX_SAFE_INTEGER, 'The place of a record, from 0');

/** The evidence ledger: its head, its records with their proofs, and what a witness needs. */
export function ledgerRoutes(
  server: ApiServer,
  { ledger, texts }: { readonly ledger: LedgerPort; readonly texts: Texts },
): void {
  server.get(
    '/ledger',
    {
      schema: {
        summary: 'The head of the evidence ledger, signed and cosigned, and what a check of it found',
        tags,
        querystring: closed({}),
        response: { 200: ledgerHead, ...problems(401, 403) },
      },
    },
    () => wireHead(ledger),
  );

  server.get(
    '/ledger/records',
    {
      schema: {
        summary: 'Search the records, newest first',
        description: `Reads at most ${ledgerLimits.bundlesPerPage * 256} records for one page, then says where to go on.`,
        tags,
        querystring: closed({
          kind: Type.Optional(Type.Array(recordKind, { maxItems: 32, description: 'May be repeated' })),
          subject: Type.Optional(Type.String({ maxLength: 200, description: 'Whole, such as `point P01`' })),
          text: Type.Optional(Type.String({ minLength: 1, maxLength: ledgerLimits.maxSearchCharacters })),
          from: Type.Optional(time),
          to: Type.Optional(time),
          order: Type.Optional(words(['newest', 'oldest'] as const)),
          limit: Type.Optional(wholeNumber(1, ledgerLimits.maxPage, 'Records on a page; 50 when absent')),
          cursor: Type.Optional(index),
        }),
        response: { 200: ledgerPage, ...problems(401, 403) },
      },
    },
    async ({ query }) => {
      const { kind, subject, text, from, to, order, limit = 50, cursor } = query;
      const asked: RecordQuery = {
        limit,
        ...(kind === undefined ? {} : { kinds: kind }),
        ...(subject === undefined || subject === '' ? {} : { subject }),
        ...(text === undefined ? {} : { text }),
        ...(from === undefined ? {} : { from: Date.parse(from) }),
        ...(to === undefined ? {} : { to: Date.parse(to) }),
        ...(order === undefined ? {} : { order }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      const { records, next } = await ledger.records(asked);
      return { items: records.map(wireRecord), next: next ?? null };
    },
  );

  server.get(
    '/ledger/records/:index',
    {
      schema: {
        summary: 'One record with its proof',
        tags,
        params: closed({ index }),
        querystring: closed({}),
        response: { 200: ledgerProof, ...problems(401, 403, 404) },
      },
    },
    async ({ params }) => {
      const place = params.index;
      const entry = await ledger.entry(place);
      const record = await ledger.record(place);
      if (record === undefined) throw notFound('record', String(place));
      const bytes = entry ?? new Uint8Array(0);
      return {
        index: place,
        entry: Buffer.from(bytes).toString('utf8'),
        leafHash: toHex(nodeHash.leaf(bytes)),
        record: record.ok ? wireRecord(record.value) : null,
        fault: record.ok ? null : record.fault,
        proof: (await ledger.proof(place)) ?? null,
        cosignedProof: (await ledger.proof(place, { cosigned: true })) ?? null,
      };
    },
  );

  server.get(
    '/ledger/offer',
    {
      schema: {
        summary:
          'What a witness needs: the signed head, and the proof that it goes on from the size that the witness knows',
        description: 'The body of a C2SP tlog-witness request; `fangzhou witness cosign` takes it as a file.',
        tags,
        querystring: closed({ from: index }),
        response: {
          200: { description: 'The offer', content: { 'text/plain': { schema: Type.String() } } },
          ...problems(401, 403, 404),
        },
      },
    },
    async ({ query }, reply) => {
      const checkpoint = ledger.checkpoint();
      const { signedSize } = ledger.status();
      if (checkpoint === undefined) throw notFound('record', '0');
      if (query.from > signedSize) throw invalidRequest([{ where: 'from', what: `<= ${signedSize}` }]);
      const proof = query.from === 0 ? [] : await ledger.consistency(query.from, signedSize);
      reply.type('text/plain; charset=utf-8').header('content-disposition', 'attachment; filename="offer.txt"');
      return reply.send(formatOffer(query.from, proof, checkpoint) as never);
    },
  );

  server.post(
    '/ledger/cosignatures',
    {
      schema: {
        summary: 'Bring back a head that a declared witness has cosigned',
        tags,
        querystring: closed({}),
        body: closed({ checkpoint: Type.String({ minLength: 1, maxLength: 100_000 }) }),
        response: { 200: closed({ witnesses: Type.Array(Type.String()) }), ...problems(401, 403, 409, 413, 415) },
      },
    },
    async (request) => {
      const taken = await ledger.addCosignatures(request.body.checkpoint);
      if (taken.ok) return { witnesses: [...taken.value] };
      const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
      throw new Problem('conflict', { params: { reason: render(dictionary, taken.fault) } });
    },
  );
}

function wireHead(ledger: LedgerPort): WireLedger {
  const { origin, size, root } = ledger.head();
  const { condition, faults, faultCount, signedSize, signedAt, checked, checkedAt } = ledger.status();
  return {
    origin,
    size,
    root: toBase64(root),
    signedSize,
    signedAt: signedAt === undefined ? null : isoTime(signedAt),
    condition,
    faults,
    faultCount,
    checked,
    checkedAt: checkedAt === undefined ? null : isoTime(checkedAt),
    checkpoint: ledger.checkpoint() ?? null,
    cosigned: ledger.cosigned() ?? null,
    logKeys: ledger.logKeys,
    collectorKey: ledger.collectorKey,
    policy: ledger.policy(),
  };
}

function wireRecord({ seq, at, kind, subject, body, blob }: LedgerRecord): WireLedgerRecord {
  return { seq, at, kind, subject, body, blob: blob ?? null };
}
