import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { type StockTake, scanSources, stockLimits } from '../../audit/index.ts';
import { render } from '../../core/index.ts';
import { personOf } from '../http/guards.ts';
import type { ApiServer } from '../http/server.ts';
import { invalidRequest, notFound } from '../problems/problem.ts';
import { preferredLanguage } from '../problems/texts.ts';
import {
  networks,
  proposal,
  scanFile,
  scanOutcome,
  stockTakeDetail,
  stockTakePage,
  stockTake as stockTakeSchema,
} from '../schemas/keeping.ts';
import { closed, id, pageQuery, problems, words } from '../schemas/parts.ts';
import { wireProposal, wireScan, wireStockFinding, wireStockTake } from '../views/keeping.ts';
import { pageOf } from '../views/page.ts';
import type { WireScanOutcome, WireStockTakeDetail } from '../wire-keeping.ts';
import type { KeepingDeps } from './keeping.ts';

const tags = ['stock-takes'];
const params = closed({ id });
/** Scans that one answer lists. */
const listedScans = 500;
const words1000 = Type.String({ minLength: 1, maxLength: 1_000, pattern: '\\S' });
/** Base64 takes four bytes for three; the rest of the body is small. */
const fileBody = Math.ceil((stockLimits.fileBytes * 4) / 3) + 4_096;

/** Counting a place: start, scan, compare, sign. */
export function stockTakeRoutes(server: ApiServer, { keeping, ledger, view, texts, refuse }: KeepingDeps): void {
  const { stockTakes, approvals } = keeping;
  const wire = (take: StockTake) => wireStockTake(take, stockTakes);

  function found(wanted: string): StockTake {
    const take = stockTakes.find(wanted);
    if (take === undefined) throw notFound('stock-take', wanted);
    return take;
  }

  function detail(take: StockTake, request: FastifyRequest): WireStockTakeDetail {
    const result = stockTakes.resultOf(take);
    const here = new Set(result.found);
    const waiting = approvals.waitingFor(`stock-take ${take.id}`);
    return {
      ...wire(take),
      expectedDigest: take.expectedDigest,
      list: take.expected.map((line) => ({ ...line, found: here.has(line.terminalId) })),
      findings: result.findings.map(wireStockFinding),
      scans: stockTakes.scans(take.id).slice(-listedScans).toReversed().map(wireScan),
      proposal: waiting === undefined ? null : wireProposal(waiting, personOf(request).user),
      checkpoint: ledger?.checkpoint() ?? null,
      covered: take.record !== undefined && take.record < (ledger?.status().signedSize ?? 0),
    };
  }

  server.get(
    '/stock-takes',
    {
      schema: {
        summary: 'Stock-takes, newest first',
        tags,
        querystring: closed({ ...pageQuery, place: Type.Optional(id) }),
        response: { 200: stockTakePage, ...problems(401, 403) },
      },
    },
    ({ query }) => {
      const some = stockTakes.list().filter(({ placeId }) => query.place === undefined || placeId === query.place);
      return pageOf(some, query, (take) => take.id, wire);
    },
  );

  server.post(
    '/stock-takes',
    {
      schema: {
        summary: 'Begin to count a place; the list of what should be there is frozen and put on record',
        tags,
        querystring: closed({}),
        body: closed({ place: id }),
        response: { 201: stockTakeSchema, ...problems(401, 403, 404, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const placeId = request.body.place;
      if (!view.city().points.has(placeId)) throw notFound('point', placeId);
      const answer = stockTakes.begin({ placeId, by: personOf(request) });
      if (!answer.ok) throw refuse(request, answer.reason);
      return reply.code(201).send(wire(answer.value));
    },
  );

  server.get(
    '/stock-takes/:id',
    {
      schema: {
        summary: 'One stock-take: what should be there, what was scanned, how the two compare',
        tags,
        params,
        querystring: closed({}),
        response: { 200: stockTakeDetail, ...problems(401, 403, 404) },
      },
    },
    (request) => detail(found(request.params.id), request),
  );

  server.post(
    '/stock-takes/:id/scans',
    {
      schema: {
        summary: 'A label was read',
        tags,
        params,
        querystring: closed({}),
        body: closed({
          code: Type.String({ maxLength: 200 }),
          source: words(scanSources),
          network: Type.Optional(words(networks, 'The network that it was found plugged into')),
        }),
        response: { 200: scanOutcome, ...problems(401, 403, 404, 409, 413, 415) },
      },
    },
    (request): WireScanOutcome => {
      const take = found(request.params.id);
      const { code, source, network } = request.body;
      const seen = network === undefined ? {} : { network };
      const answer = stockTakes.scan({ id: take.id, code, source, by: personOf(request), ...seen });
      if (!answer.ok) throw refuse(request, answer.reason);
      const { scan, repeated } = answer.value;
      const finding = stockTakes.resultOf(take).findings.find((each) => each.barcode === scan.code);
      const verdict = finding === undefined || finding.kind === 'missing' ? 'found' : finding.kind;
      const terminalId = finding?.terminalId ?? keeping.custody.findByCode(scan.code)?.terminalId ?? null;
      const registeredAt = finding?.registeredAt ?? null;
      return { code: scan.code, repeated, verdict, terminalId, registeredAt, stockTake: wire(take) };
    },
  );

  server.delete(
    '/stock-takes/:id/scans/:code',
    {
      schema: {
        summary: 'Take back a label that was read by mistake',
        tags,
        params: closed({ id, code: Type.String({ minLength: 1, maxLength: 200 }) }),
        querystring: closed({}),
        response: { 200: stockTakeDetail, ...problems(401, 403, 404, 409) },
      },
    },
    (request) => {
      const answer = stockTakes.unscan({ id: found(request.params.id).id, code: request.params.code });
      if (!answer.ok) throw refuse(request, answer.reason);
      return detail(answer.value, request);
    },
  );

  server.post(
    '/stock-takes/:id/file',
    {
      bodyLimit: fileBody,
      schema: {
        summary: `The CSV file of a handheld (${stockLimits.fileBytes} bytes at most): column barcode, perhaps time, network, place`,
        tags,
        params,
        querystring: closed({}),
        body: closed({
          name: Type.String({ minLength: 1, maxLength: 200 }),
          content: Type.String({ maxLength: fileBody, description: 'Base64' }),
        }),
        response: { 200: scanFile, ...problems(401, 403, 404, 409, 413, 415) },
      },
    },
    (request) => {
      const { name, content } = request.body;
      const bytes = Buffer.from(content, 'base64');
      if (bytes.toString('base64').replace(/=+$/, '') !== content.replace(/=+$/, ''))
        throw invalidRequest([{ where: 'body/content', what: 'base64' }]);
      const answer = stockTakes.importFile({ id: found(request.params.id).id, name, bytes, by: personOf(request) });
      if (!answer.ok) throw refuse(request, answer.reason);
      const { stockTake, taken, repeated, mistakes, mistakeCount } = answer.value;
      const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
      return {
        taken,
        repeated,
        mistakeCount,
        mistakes: mistakes.map(({ line, column, what, why, remedy }) => ({
          line,
          column,
          text: [what, why, remedy].map((each) => render(dictionary, each)).join(' '),
        })),
        stockTake: wire(stockTake),
      };
    },
  );

  server.post(
    '/stock-takes/:id/finish',
    {
      schema: {
        summary: 'Propose the result; a second person who did not scan signs it',
        tags,
        params,
        querystring: closed({}),
        body: closed({ note: words1000 }),
        response: { 202: proposal, ...problems(401, 403, 404, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const by = personOf(request);
      const answer = stockTakes.finish({ id: found(request.params.id).id, note: request.body.note.trim(), by });
      if (!answer.ok) throw refuse(request, answer.reason);
      return reply.code(202).send(wireProposal(answer.proposal, by.user));
    },
  );

  server.post(
    '/stock-takes/:id/abandon',
    {
      schema: {
        summary: 'Give up a stock-take, with the reason on record',
        tags,
        params,
        querystring: closed({}),
        body: closed({ reason: words1000 }),
        response: { 200: stockTakeSchema, ...problems(401, 403, 404, 409, 413, 415) },
      },
    },
    (request) => {
      const { reason } = request.body;
      const answer = stockTakes.abandon({
        id: found(request.params.id).id,
        reason: reason.trim(),
        by: personOf(request),
      });
      if (!answer.ok) throw refuse(request, answer.reason);
      return wire(answer.value);
    },
  );
}
