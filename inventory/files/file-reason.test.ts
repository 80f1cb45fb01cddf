import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { dictionary, message, render } from '../../core/index.ts';
import { inventoryTexts } from '../texts.ts';
import { fileReason } from './file-reason.ts';

it('says in words why a file cannot be read, and passes on what nobody foresaw', async () => {
  const why = (path: string) =>
    readFile(path).then(
      () => '',
      (thrown: unknown) => {
        const texts = dictionary('en', inventoryTexts, { en: { x: '{reason}' }, 'zh-CN': {} });
        return render(texts, message('x', { reason: fileReason(thrown) }));
      },
    );
  expect(await why('/none/such')).toBe('there is no such file');
  expect(await why(import.meta.dirname)).toBe('it is not a regular file');
  expect(fileReason(new Error('unexpected\nend'))).toBe('unexpected end');
  expect(fileReason(undefined)).toBe('undefined');
});
