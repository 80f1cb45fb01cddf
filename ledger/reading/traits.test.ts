import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, recordKinds, utf8 } from '../verify/index.ts';
import { traitsOf } from './traits.ts';

it('tells of any record what a search asks, whatever its body and subject hold', () => {
  const kinds = fc.constantFrom(...recordKinds);
  const words = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('","v":1}', '\\', '"kind":"login"', '点'.repeat(200)),
  );
  fc.assert(
    fc.property(kinds, words, fc.dictionary(words, words), fc.nat(), (kind, subject, body, seq) => {
      const at = new Date(1_800_000_000_000 + seq).toISOString();
      const entry = utf8(canonicalJson({ v: 1, seq, at, kind, subject, body }));
      expect(traitsOf(entry, seq)).toMatchObject({ kind, subject, at: Date.parse(at) });
    }),
  );
});

it('tells nothing of what is no record', () => {
  expect(traitsOf(utf8('{"at":"x"}'), 0)).toBeUndefined();
  expect(traitsOf(new Uint8Array(0), 0)).toBeUndefined();
});
