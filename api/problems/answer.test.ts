import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../stage.fake.ts';
import type { WireProblem } from '../wire.ts';

describe('what is wrong with a request', () => {
  let stage: Stage;
  let cookie = '';
  beforeAll(async () => {
    stage = await openStage();
    cookie = await stage.login();
  });
  afterAll(() => stage.close());

  const detail = async (
    url: string,
    language: string,
    more: { readonly method?: 'POST'; readonly payload?: string } = {},
  ): Promise<string> => {
    const json = more.payload === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { cookie, 'accept-language': language, ...json };
    const reply = await stage.api.server.inject({ url, headers, ...more });
    expect(reply.statusCode).toBe(400);
    return reply.json<WireProblem>().detail;
  };

  it.each([
    ['/api/v1/devices?state=bogus', '应为以下之一：up, degraded, down, unknown', 'must be one of: up'],
    ['/api/v1/devices?limit=0', '不得小于 1', 'must be 1 or more'],
    ['/api/v1/devices?limit=501', '不得大于 500', 'must be 500 or less'],
    [`/api/v1/devices?q=${'x'.repeat(101)}`, '至多 100 个字符', '100 characters at most'],
    ['/api/v1/devices/%ff', '不是 UTF-8', 'no UTF-8'],
  ])('%s is said in the language of the request', async (url, zh, en) => {
    const said = await detail(url, 'zh-CN');
    expect(said).toContain(zh);
    expect(said).not.toMatch(/must|FST_/);
    expect(await detail(url, 'en')).toContain(en);
  });

  it.each([
    ['{bad', '不是有效的 JSON'],
    ['', '请求体是空的'],
  ])('a body %j is named for what it is', async (payload, zh) => {
    const url = '/api/v1/incidents/INC-1/acknowledge';
    expect(await detail(url, 'zh-CN', { method: 'POST', payload })).toContain(zh);
  });
});
