import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTemplate, templateNames } from './channel-template.ts';

it('reads names in braces, and doubled braces as text', () => {
  expect(parseTemplate('【{severity}】{ summary } {{x}}\n{affected}\n')).toEqual({
    ok: true,
    value: [['【', { name: 'severity' }, '】', { name: 'summary' }, ' ', '{', 'x', '}'], [{ name: 'affected' }]],
  });
});

it('says which name is none, and where a brace lacks its other one', () => {
  expect(parseTemplate('{sumary}')).toEqual({ ok: false, name: 'sumary' });
  expect(parseTemplate('{}')).toEqual({ ok: false, name: '' });
  for (const text of ['{summary', 'summary}', '{a{summary}', '{{summary}'])
    expect(parseTemplate(text)).toMatchObject({ ok: false });
});

it('takes any text whose braces are doubled as it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...templateNames), (text, name) => {
      const line = text.replace(/\n/g, ' ');
      const parsed = parseTemplate(`${line.replace(/[{}]/g, '$&$&')}{${name}}`);
      if (!parsed.ok) throw new Error('refused');
      const pieces = parsed.value[0] ?? [];
      expect(pieces.at(-1)).toEqual({ name });
      expect(pieces.slice(0, -1).join('')).toBe(line);
    }),
  );
});
