/** Lives through declared days over the Spring Festival, and holds every message to an independent count of who must be told what when. */
import { seededRandom } from '../../core/index.ts';
import { proofCity } from './city.ts';
import { compare } from './compare.ts';
import { expectedOf } from './oracle.ts';
import { day, storyOf } from './story.ts';
import { live } from './world.ts';

export interface PagingProof {
  readonly days: number;
  /** Declared troubles, also those that nobody has to hear of. */
  readonly faults: number;
  /** Messages that somebody got. */
  readonly pages: number;
  readonly lost: number;
  readonly duplicated: number;
  /** Told to somebody who was not to be told, or nobody. */
  readonly misrouted: number;
}

/** Days of one story: each has its own rosters, policies and chances. */
const daysTogether = 20;

export async function provePaging(wish: {
  readonly days: number;
  readonly seed: number;
  readonly tell?: (line: string) => void;
}): Promise<PagingProof> {
  const { days, seed, tell = () => {} } = wish;
  const sum = { days, faults: 0, pages: 0, lost: 0, duplicated: 0, misrouted: 0 };
  const city = proofCity();
  for (let done = 0; done < days; done += daysTogether) {
    const random = seededRandom(seed * 100_003 + done);
    const story = storyOf(random, Math.min(daysTogether, days - done));
    const told = await live(city, story, random);
    const { lost, duplicated, misrouted } = compare(
      told,
      expectedOf(story).filter(({ to }) => to < story.to),
    );
    const late = misrouted.filter(({ at }) => at < story.to - day / 24);
    sum.faults += story.troubles.length;
    sum.pages += told.length;
    sum.lost += lost.length;
    sum.duplicated += duplicated.length;
    sum.misrouted += late.length;
    const iso = (at: number): string => new Date(at).toISOString().slice(0, 19);
    for (const one of lost)
      tell(`lost: ${one.root} ${one.event} to ${one.person}, ${iso(one.from)} to ${iso(one.to)} (from day ${done})`);
    for (const [word, some] of [
      ['duplicated', duplicated],
      ['misrouted', late],
    ] as const)
      for (const one of some)
        tell(
          `${word}: ${one.root} ${one.event} to ${one.person} ${iso(one.at)} ${one.condition} ${one.pageId} (from day ${done})`,
        );
    tell(`${done + daysTogether} days: ${JSON.stringify(sum)}`);
  }
  return sum;
}
