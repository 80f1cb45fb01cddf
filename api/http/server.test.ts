import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../core/index.ts';
import { openStage, type Stage } from '../stage.fake.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

describe('what goes wrong', () => {
  it('is a problem of RFC 9457 in the language of the request', async () => {
    const ask = (language: string) =>
      stage.api.server.inject({ url: '/api/v1/nothing?q=1', headers: { 'accept-language': language } });
    const english = await ask('en');
    expect(english.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(english.json()).toEqual({
      type: 'urn:fangzhou:problem:not-found',
      title: 'Not found',
      status: 404,
      detail: 'There is no such page: /api/v1/nothing.',
      instance: '/api/v1/nothing',
    });
    expect((await ask('zh-CN')).json().title).toBe('未找到');
  });

  it('with the method says which are allowed', async () => {
    const cookie = await stage.login();
    const reply = await stage.api.server.inject({
      method: 'PUT',
      url: '/api/v1/points/point1',
      headers: { cookie },
      payload: {},
    });
    expect(reply.statusCode).toBe(405);
    expect(reply.headers.allow).toBe('GET, HEAD');
    expect((await stage.api.server.inject({ method: 'DELETE', url: '/-/reload' })).headers.allow).toBe('POST');
  });

  it('with the size, the syntax or the address of a request is the client’s fault', async () => {
    const post = (payload: string) =>
      stage.api.server.inject({
        method: 'POST',
        url: '/api/v1/session',
        headers: { 'content-type': 'application/json' },
        payload,
      });
    expect((await post(JSON.stringify({ user: 'x'.repeat(70_000) }))).statusCode).toBe(413);
    expect((await post('{"user":')).statusCode).toBe(400);
    expect((await post('{"user":"a","password":"b","__proto__":{}}')).statusCode).toBe(400);
    expect((await post('')).statusCode).toBe(400);
    for (const url of ['/%', '/api/v1/points/%zz', '/api/v1/points/%00']) {
      const reply = await stage.api.server.inject({ url });
      expect([400, 401, 404]).toContain(reply.statusCode);
      expect(reply.headers['content-type']).toMatch(/problem\+json/);
    }
  });

  it('inside is told to the log, never to the client', async () => {
    const cookie = await stage.login();
    stage.pollResult = () => Promise.reject(new Error('secret path /etc/passwd'));
    const ask = { method: 'POST' as const, url: '/api/v1/devices/jintan-agg/poll', headers: { cookie }, payload: {} };
    const reply = await stage.api.server.inject(ask);
    expect(reply.statusCode).toBe(500);
    expect(reply.body).not.toContain('secret');
    expect(reply.json().type).toBe('urn:fangzhou:problem:internal');
  });

  it('with the disk is said with its remedy', async () => {
    const cookie = await stage.login();
    stage.store.breakWith('disk-full');
    const reply = await stage.api.server.inject({
      method: 'POST',
      url: '/api/v1/session/password',
      headers: { cookie },
      payload: { oldPassword: stage.auth.oneTimePassword, newPassword: 'a new long password' },
    });
    expect(reply.statusCode).toBe(503);
    expect(reply.json().type).toBe('urn:fangzhou:problem:unavailable');
  });
});

describe('security headers', () => {
  it('are on every answer, whatever it is', async () => {
    for (const url of ['/', '/api/v1/me', '/-/healthy', '/nothing', '/metrics']) {
      const { headers } = await stage.api.server.inject({ url });
      expect(headers['content-security-policy']).toContain("script-src 'self'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
  });
});

describe('the documentation', () => {
  it('describes every route with a summary, a tag and its problems, as OpenAPI 3.1', async () => {
    const document = (await stage.api.server.inject({ url: '/docs/json' })).json();
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.entries(
      document.paths as Record<string, Record<string, Record<string, unknown>>>,
    ).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    );
    expect(operations.length).toBeGreaterThan(25);
    for (const { name, operation } of operations) {
      expect(operation, name).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
      const responses = operation.responses as Record<string, { content?: object }>;
      expect(Object.keys(responses), name).toEqual(expect.arrayContaining(['400', '500']));
      expect(Object.keys(responses['400']?.content ?? {}), name).toEqual(['application/problem+json']);
    }
  });

  it('has a page that loads nothing from elsewhere and runs no inline script', async () => {
    const page = await stage.api.server.inject({ url: '/docs/' });
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(page.body).not.toMatch(/<script(?![^>]*src=)/);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('http');
    for (const [, path = ''] of page.body.matchAll(/(?:src|href)="\.\/([^"]+)"/g)) {
      expect((await stage.api.server.inject({ url: `/docs/${path}` })).statusCode, path).toBe(200);
    }
  });
});

describe('the pages', () => {
  it('say how they are built while they are not', async () => {
    const reply = await stage.api.server.inject({ url: '/', headers: { accept: 'text/html' } });
    expect(reply.statusCode).toBe(503);
    expect(reply.body).toContain('npm run build');
  });

  it('are kept for ever where their name is their content, and never where it is not', async () => {
    mkdirSync(join(stage.webFolder, 'assets'));
    writeFileSync(join(stage.webFolder, 'index.html'), '<!doctype html><title>wall</title>');
    writeFileSync(join(stage.webFolder, 'assets', 'app-ABCDEFGH.js'), 'plain');
    writeFileSync(join(stage.webFolder, 'assets', 'app-ABCDEFGH.js.gz'), gzipSync('zipped'));
    writeFileSync(join(stage.webFolder, '.secret'), 'x');
    const get = (url: string, headers = {}) => stage.api.server.inject({ url, headers });
    expect((await get('/')).headers['cache-control']).toBe('no-store');
    const script = await get('/assets/app-ABCDEFGH.js', { 'accept-encoding': 'gzip' });
    expect(script.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'gzip',
      'content-type': expect.stringContaining('javascript'),
    });
    expect((await get('/assets/app-ABCDEFGH.js')).body).toBe('plain');
    expect((await get('/points/point1', { accept: 'text/html' })).body).toContain('wall');
    expect((await get('/assets/app-OLDOLDOL.js', { accept: 'text/html' })).statusCode).toBe(404);
    expect((await get('/api/v1/none', { accept: 'text/html' })).statusCode).toBe(404);
    expect((await get('/.secret')).statusCode).toBe(404);
    expect((await get('/assets/..%2f..%2f..%2fetc%2fpasswd')).statusCode).toBeGreaterThanOrEqual(400);
  });
});

describe('on a real socket', () => {
  it('listens where it is told, and says who else is there', async () => {
    const { host, port } = await stage.api.listen({ host: 'localhost', port: 0 });
    expect(port).toBeGreaterThan(0);
    const reply = await fetch(`http://127.0.0.1:${port}/-/healthy`);
    expect(await reply.json()).toEqual({ status: 'healthy' });
    const second = await openStage();
    const failure = await second.api.listen({ host, port }).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as UserError).what).toMatchObject({ key: 'api.listen.in-use.what', params: { port } });
    await second.close();
  });

  it('refuses an address that is not this machine’s', async () => {
    const failure = await stage.api.listen({ host: '192.0.2.1', port: 0 }).catch((thrown: unknown) => thrown);
    expect((failure as UserError).what.key).toBe('api.listen.no-address.what');
  });

  it('survives bytes that are no HTTP, and headers that are too long', async () => {
    const { port } = await stage.api.listen({ host: '127.0.0.1', port: 0 });
    const answerTo = (bytes: string) =>
      new Promise<string>((resolve) => {
        let text = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
        socket.on('data', (data) => {
          text += data.toString('latin1');
        });
        socket.on('error', () => resolve(text));
        socket.on('close', () => resolve(text));
      });
    expect(await answerTo('\u0016\u0003\u0001 hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(await answerTo(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 431 /,
    );
    expect((await fetch(`http://127.0.0.1:${port}/-/healthy`)).status).toBe(200);
  });

  it('closes although a client keeps its connection', async () => {
    const { port } = await stage.api.listen({ host: '127.0.0.1', port: 0 });
    await new Promise<void>((resolve, reject) => {
      const asked = httpRequest({ port, path: '/-/healthy', headers: { connection: 'keep-alive' } }, (reply) => {
        reply.resume().on('end', resolve);
      });
      asked.on('error', reject).end();
    });
    await stage.api.close();
    await expect(fetch(`http://127.0.0.1:${port}/-/healthy`)).rejects.toThrow();
  });
});
