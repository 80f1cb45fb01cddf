import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectorTexts } from './texts.ts';

/** The words of `FaultReason`, which TypeScript forgets when it runs. */
function faultReasons(): readonly string[] {
  const source = readFileSync(join(import.meta.dirname, 'observation.ts'), 'utf8');
  const union = /export type FaultReason =([^;]+);/.exec(source)?.[1] ?? '';
  return [...union.matchAll(/'([a-z-]+)'/g)].map(([, reason]) => reason ?? '');
}

describe('every reason for which a poll may give nothing', () => {
  it.each(['zh-CN', 'en'] as const)('says in %s what it is and what to do, and no other text is kept', (language) => {
    const texts = collectorTexts[language];
    const named = (kind: string) =>
      Object.keys(texts).flatMap((key) => (key.startsWith(`collector.${kind}.`) ? [key.split('.')[2]] : []));
    const reasons = faultReasons();
    expect(reasons.length).toBeGreaterThan(20);
    expect(named('fault').sort()).toEqual([...reasons].sort());
    expect(named('remedy').sort()).toEqual([...reasons].sort());
  });
});
