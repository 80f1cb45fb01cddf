import { impactOf } from '../../audit/index.ts';
import type { AgentTarget, City } from '../../inventory/index.ts';
import { type Failure, failuresOf } from './failures.ts';
import { type Seen, seenFrom } from './see.ts';

/** What the proof needs of a lab. */
export interface ProofLab {
  readonly vantage: AgentTarget;
  apply(command: string): Promise<void>;
  /** Lets so much of the lab's time pass as hosts need to take over. */
  settle(): Promise<void>;
}

export interface ImpactProof {
  readonly failures: number;
  /** Failures whose list was exactly what was seen. */
  readonly exact: number;
  /** Views that were lost, or could not be entered, and were not named so. */
  readonly missing: number;
  /** Views that were named and did not suffer. */
  readonly extra: number;
}

/** Fails elements of the city one failure after the other, and holds the list of what is lost to what every point sees. */
export async function proveImpact(deps: {
  readonly city: City;
  readonly lab: ProofLab;
  readonly failures: number;
  readonly chance: () => number;
  readonly tell?: (line: string) => void;
}): Promise<ImpactProof> {
  const { city, lab, failures, chance, tell = () => {} } = deps;
  const next = failuresOf(city, chance);
  /** What happens in a data centre takes the network from hosts, or their master: they need time, also when it is mended. */
  const waits = ({ elements }: Failure) =>
    elements.some(
      ({ kind, id }) => kind === 'pair' || (kind === 'device' && city.devices.get(id)?.pointId === undefined),
    );
  const intact = await compare({ commands: [], elements: [] });
  if (intact.wrong.length > 0) throw new Error(`not all is served before anything fails: ${intact.wrong.join(' ')}`);

  async function compare({ elements }: Failure) {
    const { lost, noLogin } = impactOf(city, elements);
    const named = new Map<string, Seen>([
      ...noLogin.map((view) => [`${view.pointId}/${view.serviceId}`, 'no-login'] as const),
      ...lost.map((view) => [`${view.pointId}/${view.serviceId}`, 'lost'] as const),
    ]);
    const seen = await seenFrom(lab.vantage, city);
    const wrong = [...seen].filter(([view, word]) => (named.get(view) ?? 'served') !== word);
    const unasked = [...named.keys()].filter((view) => !seen.has(view));
    return {
      wrong: [...wrong.map(([view, word]) => `${view}: ${named.get(view) ?? 'served'}, seen ${word}`), ...unasked],
      missing: wrong.filter(([, word]) => word !== 'served').length,
      extra: wrong.filter(([, word]) => word === 'served').length + unasked.length,
      suffering: named.size,
    };
  }

  let exact = 0;
  let missing = 0;
  let extra = 0;
  for (let number = 1; number <= failures; number += 1) {
    const failure = next();
    for (const command of failure.commands) await lab.apply(command);
    if (waits(failure)) await lab.settle();
    const found = await compare(failure);
    tell(`${number} ${failure.commands.join(', ')}: ${found.suffering} suffer ${found.wrong.slice(0, 20).join('; ')}`);
    exact += found.wrong.length === 0 ? 1 : 0;
    missing += found.missing;
    extra += found.extra;
    await lab.apply('repair all');
    if (waits(failure)) await lab.settle();
  }
  return { failures, exact, missing, extra };
}
