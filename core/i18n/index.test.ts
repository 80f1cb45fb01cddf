import { describe, expect, it } from 'vitest';
import { message, render } from '../message.ts';
import { dictionary, matchLanguage, pickLanguage } from './index.ts';

describe('the language of a terminal', () => {
  it.each([
    [{ flag: 'zh', env: { FANGZHOU_LANG: 'en' } }, 'zh-CN'],
    [{ env: { FANGZHOU_LANG: 'zh-CN', LANG: 'en_US.UTF-8' } }, 'zh-CN'],
    [{ env: { LANG: 'zh_CN.UTF-8' } }, 'zh-CN'],
    [{ env: { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' } }, 'en'],
    [{ env: { LC_ALL: '', LC_MESSAGES: 'zh_CN.GB18030', LANG: 'C' } }, 'zh-CN'],
    [{ env: { LANG: 'fr_FR.UTF-8' } }, 'en'],
    [{ flag: 'klingon', env: { LANG: 'zh_CN' } }, 'zh-CN'],
    [{ env: {} }, 'en'],
  ] as const)('%j speaks %s', (wish, language) => {
    expect(pickLanguage(wish)).toBe(language);
  });

  it('knows when a wish is for a language it does not speak', () => {
    expect(matchLanguage('de')).toBeUndefined();
    expect(matchLanguage('')).toBeUndefined();
    expect(matchLanguage('zhuang')).toBeUndefined();
  });
});

describe('a dictionary of several rooms', () => {
  const one = { 'zh-CN': { 'one.hello': '你好，{name}' }, en: { 'one.hello': 'hello, {name}' } };
  const two = { 'zh-CN': { 'two.bye': '再见' }, en: { 'two.bye': 'bye' } };

  it('holds the texts of each', () => {
    const words = dictionary('zh-CN', one, two);
    expect(render(words, message('one.hello', { name: '金坛' }))).toBe('你好，金坛');
    expect(render(words, message('two.bye'))).toBe('再见');
  });

  it('takes no text from what every object inherits', () => {
    expect(render(dictionary('en', one), message('toString'))).toBe('toString');
  });
});
