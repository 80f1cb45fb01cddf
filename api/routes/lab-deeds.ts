import type { FastifyRequest } from 'fastify';
import { type Clock, type Message, render } from '../../core/index.ts';
import type { LabPort } from '../ports.ts';
import { notFound, Problem } from '../problems/problem.ts';
import { preferredLanguage, type Texts } from '../problems/texts.ts';
import { isoTime } from '../views/element.ts';
import type { WireViolation } from '../wire-lab.ts';

export interface LabDeedsDeps {
  readonly lab: LabPort;
  readonly clock: Clock;
  readonly texts: Texts;
}

/** What is done in the lab and taken back, of the kinds that one part of the page shows: those with a check. */
export function labDeeds(
  { lab, clock, texts }: LabDeedsDeps,
  part: { readonly noun: string; readonly checkOf: (kind: string) => string | undefined },
) {
  const { noun, checkOf } = part;
  const wordsFor = (request: FastifyRequest) => {
    const dictionary = texts[preferredLanguage(request.headers['accept-language'])];
    return (text: Message) => render(dictionary, text);
  };

  function inForce(request: FastifyRequest): WireViolation[] {
    const say = wordsFor(request);
    return lab.faults().flatMap(({ verb, target, detail = '', text, since }) => {
      const check = checkOf(verb);
      if (check === undefined || text === undefined) return [];
      const name = [verb, target, ...(detail === '' ? [] : [detail])].join(':');
      return [{ id: name, kind: verb, check, target, detail, text: say(text), since: isoTime(since) }];
    });
  }

  async function command(request: FastifyRequest, line: string): Promise<void> {
    const result = await lab.apply(line);
    if (result.ok) return;
    const say = wordsFor(request);
    throw new Problem('conflict', { params: { reason: `${say(result.what)} ${say(result.remedy)}` } });
  }

  return {
    wordsFor,
    inForce,
    /** The deed as it is in force; one that is over at once, or was repaired in the same moment, was done all the same. */
    async perform(
      request: FastifyRequest,
      { kind, target, detail }: { readonly kind: string; readonly target: string; readonly detail?: string },
    ): Promise<WireViolation> {
      const check = checkOf(kind);
      if (check === undefined) throw notFound(noun, kind);
      await command(request, [kind, target, ...(detail === undefined ? [] : [detail])].join(' '));
      const all = inForce(request).filter((each) => each.kind === kind);
      const done = all.findLast((each) => each.target.toLowerCase() === target.toLowerCase());
      const over = { id: `${kind}:${target}`, kind, check, target, detail: detail ?? '', text: '' };
      return done ?? { ...over, since: isoTime(clock.now()) };
    },
    async takeBack(request: FastifyRequest, id: string): Promise<void> {
      const found = inForce(request).find((each) => each.id === id);
      if (found === undefined) throw notFound(noun, id);
      await command(request, `repair ${found.target} ${found.kind}`);
    },
  };
}
