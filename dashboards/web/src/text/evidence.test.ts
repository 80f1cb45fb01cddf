import { describe, expect, it } from 'vitest';
import zh from '../../../i18n/zh-CN.json' with { type: 'json' };
import { evidenceText, evidenceValue } from './evidence.ts';
import { wordsOf } from './language.ts';

const t = wordsOf({ language: 'zh-CN', dictionary: zh });

describe("evidence in the reader's words", () => {
  it.each([
    ['poll', '轮询'],
    ['ge-1-1 operStatus', 'ge-1-1 端口状态'],
    ['wan1 errors', 'wan1 误码'],
    ['something new', 'something new'],
  ])('calls %s %s', (what, text) => {
    expect(evidenceText(t, what)).toBe(text);
  });

  it.each([
    ['answered', '有响应'],
    ['admin down', '已关闭'],
    ['12.5/s', '12.5/s'],
    ['lowerLayerDown', 'lowerLayerDown'],
  ])('says of %s: %s', (value, text) => {
    expect(evidenceValue(t, value)).toBe(text);
  });
});
