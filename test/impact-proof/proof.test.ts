import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { impactOf } from '../../audit/index.ts';
import { seededRandom } from '../../core/index.ts';
import { type LookedFrom, startLookedFrom } from '../../lab/testing/looked-from.fake.ts';
import { proveImpact } from './run.ts';
import { seenFrom } from './see.ts';

let stage: LookedFrom;
beforeAll(async () => {
  stage = await startLookedFrom();
});
afterAll(() => stage.running.stop());

describe('the impact of failures, held to what every point sees over real sockets', () => {
  it('is exact for 20 failures by chance', async () => {
    const { city, vantage, settle } = stage;
    const lab = { vantage, settle, apply: async (command: string) => stage.apply(command) };
    const wrong: string[] = [];
    const proof = await proveImpact({
      city,
      lab,
      failures: 20,
      chance: seededRandom(9),
      tell: (line) => wrong.push(line),
    });
    expect(proof, wrong.join('\n')).toEqual({ failures: 20, exact: 20, missing: 0, extra: 0 });
  }, 60_000);

  it('would not be found exact if it were not: a loss that nobody foretold is seen', async () => {
    const { city, vantage } = stage;
    stage.apply('cut F04');
    const seen = await seenFrom(vantage, city);
    const lost = [...seen].filter(([, word]) => word === 'lost').map(([view]) => view);
    expect(lost).toHaveLength(9);
    expect(lost.every((view) => view.startsWith('rulin-1/'))).toBe(true);
    // The same city with another link to that point in its papers foretells nothing.
    const links = new Map(city.links);
    const own = links.get('F04');
    if (own !== undefined) links.set('F99', { ...own, id: 'F99' });
    const papers = { ...city, links };
    expect(impactOf(papers, [{ kind: 'link', id: 'F04' }]).lost).toEqual([]);
  });
});
