import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askServer } from './report-client.ts';

const wish = { kind: 'uptime', scope: 'city', from: 'nonsense', to: 'nonsense', language: 'en' } as const;

describe('asking a running server for a report', () => {
  let server: Server;
  let answer: { readonly status: number; readonly body: object };

  beforeEach(async () => {
    server = createServer((_request, response) => {
      response.writeHead(answer.status, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const ask = () =>
    askServer({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      token: 'token',
      wish,
      progress: () => {},
      stop: new AbortController().signal,
    });

  it('ends as wrong usage where the server names a wrong part of the wish', async () => {
    const errors = [{ where: 'from', what: 'from is nonsense, which is no date (Write a day)' }];
    answer = { status: 400, body: { detail: 'Parts of the request are wrong: ...', errors } };
    await expect(ask()).rejects.toMatchObject({ exitCode: 2, what: { params: { what: errors[0]?.what } } });
  });

  it('ends as a failure where nothing is wrong with the wish', async () => {
    answer = { status: 409, body: { detail: 'Not possible: 20 reports are waiting already (Try again later).' } };
    await expect(ask()).rejects.toMatchObject({ exitCode: 1, what: { key: 'cli.report.refused' } });
  });

  it('says that nobody is there where nobody answers, so that the report is made without a server', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
    await new Promise((resolve) => gone.close(resolve));
    const stop = new AbortController().signal;
    expect(await askServer({ url, token: 't', wish, progress: () => {}, stop })).toBeUndefined();
  });
});
