import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/free-port.ts';
import { suiteNeeding } from '../../../test/needs.ts';
import { folderFor, removeFolder } from '../../pairs/engines/stages/server-process.fake.ts';
import { startNginx, type TestNginx } from '../stages/nginx.fake.ts';
import { createHttpStage, type HttpStage, said } from './stage.fake.ts';

let stage: HttpStage;
const asked: { readonly url: string; readonly headers: Record<string, unknown>; readonly body: string }[] = [];

const pages: Readonly<
  Record<
    string,
    { readonly headers?: Record<string, string | string[]>; readonly body: string | Buffer; readonly status?: number }
  >
> = {
  '/home': { body: '<title>预算管理系统</title> 预算', headers: { 'content-type': 'text/html; charset=utf-8' } },
  '/gbk': {
    body: iconv.encode('<title>系统</title>国库集中支付', 'gbk'),
    headers: { 'content-type': 'text/html; charset=gb2312' },
  },
  '/gzip': { body: gzipSync('预算'), headers: { 'content-encoding': 'gzip' } },
  '/br': { body: brotliCompressSync('预算'), headers: { 'content-encoding': 'br' } },
  '/zstd': { body: zstdCompressSync('预算'), headers: { 'content-encoding': 'zstd' } },
  '/twice': { body: gzipSync(deflateSync('预算')), headers: { 'content-encoding': 'deflate, gzip' } },
  '/bomb': { body: gzipSync(Buffer.alloc(20_000_000)), headers: { 'content-encoding': 'gzip' } },
  '/broken-gzip': {
    body: Buffer.concat([gzipSync('预算').subarray(0, 10), Buffer.from('xxxxxxxxxxxxxxxx')]),
    headers: { 'content-encoding': 'gzip' },
  },
  '/odd-coding': { body: 'x', headers: { 'content-encoding': 'compress' } },
  '/huge': { body: 'x'.repeat(3_000_000) },
  '/state': {
    body: '{"state":"UP","waiting":17,"nodes":[{"up":true},{"up":false}],"text":"12"}',
    headers: { 'content-type': 'application/json' },
  },
  '/in': { body: '<title>登录</title>', headers: { 'set-cookie': ['s=1; Path=/', 'theme=dark'] } },
  '/error': { body: '<title>Whitelabel Error Page</title>', status: 500 },
  '/none': { body: '<title>404 没有此页</title>', status: 404 },
  '/closed': { body: '', status: 403 },
};

beforeAll(async () => {
  stage = createHttpStage();
  await stage.serve('budget.inner', (request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://budget.inner');
      asked.push({ url: request.url ?? '', headers: request.headers, body });
      const page = pages[pathname];
      if (page !== undefined) return response.writeHead(page.status ?? 200, page.headers).end(page.body);
      if (pathname === '/to') {
        const status = Number(searchParams.get('status') ?? 302);
        return response.writeHead(status, { location: searchParams.get('next') ?? '', 'set-cookie': 'way=1' }).end();
      }
      if (pathname === '/circle') return response.writeHead(302, { location: '/circle' }).end();
      if (pathname === '/who')
        return response.end(`cookie ${request.headers.cookie ?? 'none'} ${request.method} ${body}`);
      if (pathname === '/cut') {
        response.writeHead(200, { 'content-length': 100 }).write('half');
        return void setTimeout(() => request.socket.destroy(), 20);
      }
      if (pathname === '/slow-head') return;
      if (pathname === '/slow-body') return void response.writeHead(200).write('<title>x</title>');
      if (pathname === '/big-head') return response.writeHead(200, { 'x-big': 'x'.repeat(80_000) }).end();
      response.writeHead(404).end();
    });
  });
  await stage.serve('other.inner', (request, response) => {
    response.end(`cookie ${request.headers.cookie ?? 'none'} secret ${request.headers['x-token'] ?? 'none'}`);
  });
});
afterAll(() => stage.close());

const text = (matches: RegExp, isForbidden = false) => ({ on: 'text', matches, isForbidden }) as const;
const json = (path: string, more: object) => ({ on: 'json', path, ...more }) as const;
const at = (path: string) => `http://budget.inner${path}`;

describe('a page over HTTP', () => {
  it('is good with its text, whatever its charset and coding, and tells its phases', async () => {
    for (const path of ['/home', '/gzip', '/br', '/zstd', '/twice'])
      expect(said(await stage.visit([{ url: at(path), assertions: [text(/预算/)] }]))).toBe('good: as expected');
    const result = await stage.visit([{ url: at('/gbk'), assertions: [text(/国库集中支付$/)] }]);
    expect(said(result)).toBe('good: as expected');
    expect(Object.keys(result.phases)).toEqual(['connect', 'first-byte', 'answer', 'total']);
    expect(result.steps).toMatchObject([
      { name: 'step-1', outcome: 'good', status: 200, phases: { answer: expect.any(Number) } },
    ]);
  });

  it.each([
    ['/home', [text(/凭证/)], 'bad answer: “凭证” is not on the page “预算管理系统”'],
    ['/home', [text(/预算/, true)], 'bad answer: “预算” is on the page “预算管理系统”'],
    ['/huge', [text(/凭证/)], 'bad answer: “凭证” is not in the first mebibyte'],
    ['/bomb', [text(/凭证/)], 'bad answer: “凭证” is not in the first mebibyte'],
    ['/huge', [text(/(x+)+y/)], 'unknown answer: the pattern /(x+)+y/ took longer than 500 ms'],
    [
      '/home',
      [{ on: 'header', name: 'content-type', matches: /json/ }],
      'bad first-byte: header content-type is text/html; charset=utf-8, not json',
    ],
    ['/home', [{ on: 'header', name: 'x-node', matches: /a/ }], 'bad first-byte: the answer has no header x-node'],
    [
      '/state',
      [json('$.state', { equals: 'UP' }), json('$.waiting', { least: 1, most: 20 }), json('$.text', { least: 12 })],
      'good: as expected',
    ],
    ['/state', [json('$.state', { equals: 'DOWN' })], 'bad answer: $.state is "UP", not DOWN'],
    ['/state', [json('$.waiting', { most: 16 })], 'bad answer: $.waiting is 17, above 16'],
    ['/state', [json('$.waiting', { least: 18 })], 'bad answer: $.waiting is 17, below 18'],
    ['/state', [json('$.nodes[?@.up==false]', {})], 'good: as expected'],
    ['/state', [json('$.nodes[?@.up==1]', {})], 'bad answer: the JSON has nothing at $.nodes[?@.up==1]'],
    ['/state', [json('$.state', { most: 1 })], 'bad answer: $.state is no number: "UP"'],
    ['/home', [json('$.state', {})], 'bad answer: the answer is no JSON: 预算管理系统'],
    ['/broken-gzip', [], "bad answer: the answer's compression (gzip) is broken"],
    ['/odd-coding', [], 'bad answer: the answer is compressed in an unknown way: compress'],
    ['/cut', [], 'bad answer: the answer ended early, after 4 bytes'],
    ['/big-head', [], 'bad first-byte: the head of the answer of budget.inner:80 is too big (HPE_HEADER_OVERFLOW)'],
    ['/error', [], 'bad first-byte: budget.inner/error fails (status 500): Whitelabel Error Page'],
    ['/none', [], 'bad first-byte: budget.inner/none does not exist (status 404): 404 没有此页'],
    ['/closed', [], 'bad first-byte: budget.inner/closed does not let the probe in (status 403): '],
    ['/closed', [{ on: 'status', in: [403] }], 'good: as expected'],
    ['/home', [{ on: 'status', in: [403] }], 'bad first-byte: budget.inner/home answers with status 200: 预算管理系统'],
  ] as const)('%s that must hold %j is told', async (path, assertions, expected) => {
    const result = await stage.visit([{ url: at(path), assertions }]);
    expect(said(result)).toContain(expected);
    expect(result.steps[0]?.outcome).toBe(result.outcome);
  });

  it('is told where it hangs at the deadline, with what its steps had reached', async () => {
    const head = await stage.visit([at('/home'), at('/slow-head')], { timeoutMs: 1_000 });
    expect(said(head)).toBe('bad first-byte: no end within 1 s, while: waiting for the answer');
    expect(head.steps).toMatchObject([
      { name: 'step-1', outcome: 'good', status: 200 },
      { name: 'step-2', outcome: 'bad', phases: { connect: expect.any(Number), 'first-byte': expect.any(Number) } },
    ]);
    const body = await stage.visit([at('/slow-body')], { timeoutMs: 1_000 });
    expect(said(body)).toBe('bad answer: no end within 1 s, while: receiving the answer');
  });

  it('that nobody serves, that is no HTTP, and whose server hangs up fail in their own ways', async () => {
    stage.point('nobody.inner', await freePort());
    expect(said(await stage.visit(['http://nobody.inner/']))).toBe(
      'bad connect: nobody.inner:80 refuses the connection',
    );
    await stage.serveRaw('ssh.inner', (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(said(await stage.visit(['http://ssh.inner/']))).toMatch(
      /^bad first-byte: ssh.inner:80 answers, and not in HTTP/,
    );
    await stage.serveRaw('hung.inner', (socket) => socket.on('data', () => socket.resetAndDestroy()));
    expect(said(await stage.visit(['http://hung.inner/']))).toBe(
      'bad first-byte: hung.inner:80 cut the connection (ECONNRESET)',
    );
    const unknown = await stage.visit(['http://nothing.invalid/'], { timeoutMs: 8_000 });
    expect(unknown.outcome).toBe('bad');
  });

  it('is followed where it redirects, with the cookies of the way, and not beyond what is allowed', async () => {
    const who = encodeURIComponent('/who');
    const seen = await stage.visit([{ url: at(`/to?next=${who}`), assertions: [text(/cookie way=1 GET/)] }]);
    expect(said(seen)).toBe('good: as expected');
    expect(said(await stage.visit([at('/circle')]))).toBe(
      'bad answer: more than 5 redirects, the last one at budget.inner',
    );
    expect(said(await stage.visit([{ url: at(`/to?next=${who}`), redirects: 0 }]))).toBe(
      'bad first-byte: budget.inner/to redirects to budget.inner/who (status 302), which was not to be followed',
    );
    expect(said(await stage.visit([at('/to?next=javascript:x')]))).toBe(
      'bad answer: budget.inner redirects to where nobody can go: javascript:x',
    );
  });

  it('is posted again after 307 and asked for after 303', async () => {
    const who = encodeURIComponent('/who');
    const post = (status: number, expected: RegExp) =>
      stage.visit([
        { url: at(`/to?status=${status}&next=${who}`), method: 'POST', body: 'a=1', assertions: [text(expected)] },
      ]);
    expect(said(await post(307, /POST a=1$/))).toBe('good: as expected');
    expect(said(await post(303, /GET $/))).toBe('good: as expected');
    expect(asked.at(-1)?.headers).not.toHaveProperty('content-type');
  });

  it('keeps its cookies from step to step, and gives neither them nor secret headers to another host', async () => {
    const token = { 'X-Token': 'sesame-77' };
    const result = await stage.visit([
      at('/in'),
      { url: at('/who'), assertions: [text(/cookie s=1; theme=dark|cookie theme=dark; s=1/)] },
      {
        url: at(`/to?next=${encodeURIComponent('http://other.inner/')}`),
        headers: token,
        secretHeaders: ['X-Token'],
        assertions: [text(/cookie none secret none/)],
      },
    ]);
    expect(said(result)).toBe('good: as expected');
    expect(asked.at(-1)?.headers).toMatchObject({ 'x-token': 'sesame-77', host: 'budget.inner' });
    expect(result.steps.map(({ name }) => name)).toEqual(['step-1', 'step-2', 'step-3']);
  });

  it('tells nothing of a secret that the page repeats', async () => {
    const secret = 'sesame-77';
    const step = {
      url: at('/who'),
      method: 'POST',
      headers: { 'X-Token': secret },
      secretHeaders: ['X-Token'],
    } as const;
    const result = await stage.visit([{ ...step, body: `<title>${secret}</title>`, assertions: [text(/凭证/)] }]);
    expect(said(result)).toMatch(/^bad answer: “凭证” is not on the page/);
    expect(JSON.stringify(result)).not.toContain(secret);
  });
});

suiteNeeding(['nginx'], 'a page of a real nginx', () => {
  let nginx: TestNginx;
  let folder: string;
  beforeAll(async () => {
    folder = folderFor(undefined, 'fangzhou-http');
    const dead = await freePort();
    nginx = await startNginx(folder, {
      front: `gzip on; gzip_min_length 1; default_type text/html;
        location = /home { return 200 '<title>front</title>${'good '.repeat(100)}'; }
        location = /moved { return 301 /home; }
        location = /busy { return 503; }
        location /app/ { proxy_pass http://127.0.0.1:${dead}; }`,
    });
    stage.point('front.inner', nginx.port('front'));
  });
  afterAll(async () => {
    await nginx.stop();
    removeFolder(folder);
  });

  it('is followed and unpacked', async () => {
    const result = await stage.visit([{ url: 'http://front.inner/moved', assertions: [text(/good good/)] }]);
    expect(said(result)).toBe('good: as expected');
  });

  it('tells a web server that lives from the application behind it that does not', async () => {
    expect(said(await stage.visit(['http://front.inner/app/']))).toBe(
      'bad first-byte: the proxy at front.inner finds nobody behind it for /app/ (status 502): 502 Bad Gateway',
    );
    expect(said(await stage.visit(['http://front.inner/busy']))).toMatch(
      /^bad first-byte: the proxy at front.inner .*503/,
    );
  });
});
