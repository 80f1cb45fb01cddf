import { describe, expect, it } from 'vitest';
import en from '../../../i18n/en.json' with { type: 'json' };
import zh from '../../../i18n/zh-CN.json' with { type: 'json' };
import { wordsOf } from '../text/language.ts';
import type { Standing } from './sight.ts';
import { lossText, standingText, standingTitle } from './words.ts';

const inChinese = wordsOf({ language: 'zh-CN', dictionary: zh });
const inEnglish = wordsOf({ language: 'en', dictionary: en });
const standing = (some: Partial<Standing>): Standing => ({
  word: 'behind',
  seconds: null,
  changes: null,
  heardAt: null,
  ...some,
});

describe('the words of the own standby', () => {
  it('say how far it is behind, in the unit that is known', () => {
    expect(standingText(standing({ seconds: 12.2, changes: 4 }), inEnglish)).toBe('behind by 13 s');
    expect(standingText(standing({ seconds: 12.2, changes: 4 }), inChinese)).toBe('落后 13 秒');
    expect(standingText(standing({ changes: 4 }), inEnglish)).toBe('behind by 4 changes');
    expect(standingText(standing({}), inEnglish)).toBe('behind');
    expect(standingText(standing({ word: 'absent', seconds: 3 }), inEnglish)).toBe('absent');
  });

  it('never make a loss smaller than it is, and say what is not known', () => {
    expect(lossText({ seconds: 0.41, changes: 0 }, inEnglish)).toContain('0.5 s, 0 changes');
    expect(lossText({ seconds: null, changes: 3 }, inEnglish)).toContain('the seconds are not known');
    expect(lossText({ seconds: 61, changes: null }, inEnglish)).toContain('61 s; the number of changes is not known');
    expect(lossText({ seconds: null, changes: null }, inChinese)).toBe('若现在接管，会丢失多少，目前不明');
  });

  it('tell in the tooltip that the other side was never heard', () => {
    expect(standingTitle(standing({ word: 'absent' }), inEnglish)).toMatch(/^absent · never heard · .*not known$/);
  });
});
