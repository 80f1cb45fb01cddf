import { compareTokens, type Token } from '../lease/token.ts';
import type { ArbiterAnswer, ArbiterRequest } from './protocol.ts';

/** What the arbiter must never forget: the highest token that it stood for, and for whom. */
export interface Votes {
  readonly token: Token;
  readonly id: string;
}

export const noVotes: Votes = { token: { timeline: 0, epoch: 0 }, id: '' };

/**
 * One request. `heardMs` is how long ago the holder was last heard, by the arbiter's steady clock; after the arbiter's own start it
 * counts from there, so that a holder which it has not heard yet is not taken for dead.
 *
 * - A holder is granted while nobody has a higher token; with a token once given to somebody else it is refused for ever.
 * - A vote is granted once for one token, and only when the holder was not heard for five sixths of the ttl: it stopped deciding after
 *   four, counted from when it last asked, which is before it was heard.
 */
export function decide(
  votes: Votes,
  request: ArbiterRequest,
  heardMs: number,
): { readonly votes: Votes; readonly granted: boolean } {
  const order = compareTokens(request.token, votes.token);
  const mine = request.id === votes.id;
  const next: Votes = { token: request.token, id: request.id };
  const keep = { votes, granted: false };
  if (request.do === 'status') return keep;
  if (request.do === 'hold') return order > 0 || (order === 0 && mine) ? { votes: next, granted: true } : keep;
  const silent = heardMs >= (request.ttlMs * 5) / 6 || mine;
  if (!silent) return keep;
  if (request.do === 'vote') return order > 0 || (order === 0 && mine) ? { votes: next, granted: true } : keep;
  // A person who knows that the other is off may go below a vote that came to nothing.
  return { votes: next, granted: true };
}

export function answerOf(votes: Votes, granted: boolean, heardMs: number | undefined): ArbiterAnswer {
  return { granted, token: votes.token, id: votes.id, heardMs };
}
