import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { textOf } from './charset.ts';
import { readPage } from './page.ts';
import { submit } from './submit.ts';

const url = new URL('https://sso.inner/cas/login?service=x');

describe('a page with a form', () => {
  it('is read as a browser reads it, however it is written', async () => {
    const page = await readPage(
      `<title>统一 登录</title><base href="/other/"><FORM method=post action=login#top>
       <input name=lt type=hidden value="LT-1&amp;2"><input name=username><input type=password name=password>
       <input type=checkbox name=warn value=true><input type=checkbox name=keep checked>
       <select name=area><option value=1>一<option value=2 selected>二</select><textarea name=note>a</textarea>
       <input disabled name=gone value=1><button name=go value=yes>登录</button><input type=submit name=other>
       <input name=outside form=elsewhere></FORM><div class="login-error">口令 错误</div>`,
      url,
    );
    expect(page).toMatchObject({ title: '统一 登录', complaint: '口令 错误', isSelfSent: false, refresh: undefined });
    const [form] = page.forms;
    if (form === undefined) throw new Error('no form');
    expect(form.action.href).toBe('https://sso.inner/other/login');
    const sent = submit(
      form,
      new Map([
        ['username', '张 三'],
        ['password', 'a&b=c'],
      ]),
      'utf-8',
    );
    expect(sent.method).toBe('POST');
    expect(sent.body).toBe('lt=LT-1%262&username=%E5%BC%A0+%E4%B8%89&password=a%26b%3Dc&keep=on&area=2&note=a&go=yes');
    expect(new URLSearchParams(sent.body).get('username')).toBe('张 三');
  });

  it('is sent to itself without an action, by GET without a method, in its own charset', async () => {
    const [form] = (await readPage('<form><input name=q></form>', url)).forms;
    if (form === undefined) throw new Error('no form');
    const sent = submit(form, new Map([['q', '预算']]), 'gb18030');
    expect(sent).toMatchObject({ method: 'GET', body: undefined });
    expect(sent.url.href).toBe('https://sso.inner/cas/login?q=%D4%A4%CB%E3');
  });

  it('is sent by a script, or left for another page by itself', async () => {
    const posted = await readPage(
      '<body onload="document.forms[0].submit()"><form method=post><input type=hidden name=code value=1></form>',
      url,
    );
    expect(posted.isSelfSent).toBe(true);
    const refreshed = await readPage('<meta http-equiv="Refresh" content="0; URL=\'/next\'">', url);
    expect(refreshed.refresh?.href).toBe('https://sso.inner/next');
    expect((await readPage('<meta http-equiv=refresh content="600;url=/next">', url)).refresh).toBeUndefined();
    expect((await readPage('<form action="javascript:go()"><input name=a></form>', url)).forms).toEqual([]);
  });

  it('is bounded whatever it holds', async () => {
    const deep = await readPage(`${'<div>'.repeat(60_000)}<form><input name=a></form>`, url);
    expect(deep.forms.length).toBeLessThanOrEqual(1);
    const wide = await readPage(`<form>${'<input name=a>'.repeat(5_000)}</form>`.repeat(3), url);
    expect(wide.forms[0]?.fields.length).toBeLessThanOrEqual(500);
  });
});

describe('the words of an answer', () => {
  const words = '国库集中支付系统';
  it.each([
    ['UTF-8 that nobody names', Buffer.from(words), undefined, 'utf-8'],
    ['GB18030 that nobody names', iconv.encode(words, 'gb18030'), undefined, 'gb18030'],
    ['GBK of the Content-Type', iconv.encode(words, 'gbk'), 'text/html; charset=GBK', 'gbk'],
    [
      'GB2312 of the page',
      Buffer.concat([Buffer.from('<meta charset="gb2312">'), iconv.encode(words, 'gb2312')]),
      'text/html',
      'gbk',
    ],
    [
      'Big5 of an older way',
      Buffer.concat([
        Buffer.from('<meta http-equiv="Content-Type" content="text/html; charset=big5">'),
        iconv.encode('國庫集中支付系統', 'big5'),
      ]),
      undefined,
      'big5',
    ],
    [
      'UTF-16 by its mark',
      Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(words, 'utf-16le')]),
      undefined,
      'utf-16le',
    ],
    [
      'XML by its declaration',
      Buffer.concat([Buffer.from('<?xml version="1.0" encoding="GB18030"?>'), iconv.encode(words, 'gb18030')]),
      undefined,
      'gb18030',
    ],
    ['a charset of nobody', Buffer.from(words), 'text/html; charset=klingon', 'utf-8'],
  ])('are read from %s', (_, bytes, contentType, charset) => {
    const read = textOf(bytes, contentType);
    expect(read.charset).toBe(charset);
    expect(read.text.replace(/<[^>]*>/g, '')).toBe(charset === 'big5' ? '國庫集中支付系統' : words);
  });

  it('are not taken for another charset because the bound cut a character', () => {
    expect(textOf(Buffer.from('预算').subarray(0, 5), undefined)).toEqual({ text: '预', charset: 'utf-8' });
  });

  it('are replaced where they are nothing at all', () => {
    expect(textOf(Buffer.from([0x41, 0xff, 0xff]), undefined).text).toContain('A');
  });
});
