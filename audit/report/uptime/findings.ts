import { message } from '../../../core/index.ts';
import type { Outage } from '../../availability/model.ts';
import type { Span } from '../../availability/timeline.ts';
import { iso } from '../frame.ts';
import type { Finding, Told } from '../model.ts';
import type { Words } from '../words.ts';
import { toldOutages } from './judge.ts';
import type { ToldStory } from './stories.ts';

/** Every outage that is told, in the order of time, with the records that it rests on. */
export function findingsOf(
  all: readonly ToldStory[],
  placeOf: (subject: string, span: Span) => number | undefined,
  words: Words,
): readonly Finding[] {
  const found = toldOutages(all).toSorted(
    (a, b) => a.outage.from - b.outage.from || (a.story.element.id < b.story.element.id ? -1 : 1),
  );
  return found.map(({ story: { element, spans, subject }, outage }, index): Finding => {
    const until = outage.to ?? Number.POSITIVE_INFINITY;
    const places = spans
      // The span that ended it belongs to it as evidence: it says when it was seen to carry again.
      .filter(({ from }) => from >= outage.from && from <= until)
      .map((span) => placeOf(subject, span))
      .filter((place) => place !== undefined);
    return {
      id: `N${index + 1}`,
      element,
      from: iso(outage.from),
      to: outage.to === undefined ? null : iso(outage.to),
      seconds: outage.downMs / 1000,
      what: whatOf(outage, words),
      records: [...new Set(places)],
    };
  });
}

function whatOf(outage: Outage<Span>, words: Words): Told {
  const { first, to, unknownMs, plannedMs, beganBefore } = outage;
  if (plannedMs > 0) return words.tell(message('report.outage.planned', withReason(outage, words)));
  if (unknownMs === 0 && !beganBefore && to !== undefined) return words.tell(first.reason);
  const note = beganBefore
    ? 'report.outage.before'
    : to === undefined
      ? 'report.outage.lasting'
      : 'report.outage.unseen';
  return words.tell(message(note, withReason(outage, words)));
}

function withReason({ first, unknownMs, plannedMs }: Outage<Span>, words: Words) {
  // A reason has values of its own, so its words go in, not its key.
  const reason = words.tell(first.reason).text;
  return { reason, unseen: Math.round(unknownMs / 1000), planned: Math.round(plannedMs / 1000) };
}
