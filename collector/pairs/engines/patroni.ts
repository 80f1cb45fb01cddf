import { message } from '../../../core/index.ts';
import type { Asked, PatroniFacts } from '../model.ts';
import { endpointOf, engineBounds, type MemberAsk, theirWords } from './ask.ts';
import { failed, networkFailure, unreadable } from './failure.ts';
import { httpGet } from './http-get.ts';
import { type JsonObject, listOf, mustText, numberAt, objectOf, parseJson, textAt } from './json.ts';
import { told, Unlikely } from './told.ts';

/** Asks Patroni's REST API of one member: /patroni, /cluster, /history. Never throws. */
export async function readPatroni(ask: MemberAsk): Promise<Asked<PatroniFacts> | undefined> {
  const { patroni } = ask.settings;
  if (patroni === undefined) return undefined;
  const { clock, timeoutMs } = ask;
  const place = endpointOf(ask, patroni.port);
  const base = new URL(`http://${place.host.includes(':') ? `[${place.host}]` : place.host}:${place.port}`);
  const get = (path: string) => httpGet({ url: new URL(path, base), connectTo: place, clock, timeoutMs });
  try {
    // Its status says which role it has (503 for a replica in some), the answer is the same.
    const [own, cluster, history] = await Promise.all([get('/patroni'), get('/cluster'), get('/history')]);
    const at = clock.now();
    if (own.status === 401 || own.status === 403)
      return failed('refused', at, message('collector.pairs.patroni.refused', { ...place, status: own.status }));
    // What the cluster is cannot be told by one member alone: without it there would be no leader, which is a finding.
    if (cluster.status !== 200) throw new Unlikely(`/cluster: ${cluster.status}`);
    // Before Patroni 2 there is none.
    const past = history.status === 404 ? [] : listOf(parseJson(history.text), '/history');
    const facts = patroniOf(
      objectOf(parseJson(own.text), '/patroni'),
      objectOf(parseJson(cluster.text), '/cluster'),
      past,
    );
    return { outcome: 'answered', at, facts };
  } catch (thrown) {
    const at = clock.now();
    return networkFailure(thrown, { at, ...place }) ?? unreadable(thrown, at);
  }
}

/** @throws Unlikely */
export function patroniOf(own: JsonObject, cluster: JsonObject, history: readonly unknown[]): PatroniFacts {
  const lastSeenSeconds = numberAt(own, 'dcs_last_seen');
  return told<PatroniFacts>({
    role: theirWords(mustText(own, 'role')),
    state: theirWords(mustText(own, 'state')),
    timeline: numberAt(own, 'timeline'),
    // Both keys are there only when they are true.
    paused: own.pause === true || cluster.pause === true,
    unlocked: own.cluster_unlocked === true,
    dcsLastSeenAt: lastSeenSeconds === undefined ? undefined : lastSeenSeconds * 1_000,
    members: listOf(cluster.members, 'members')
      .slice(0, engineBounds.rows)
      .map((each) => {
        const member = objectOf(each, 'member');
        return told<PatroniFacts['members'][number]>({
          name: theirWords(mustText(member, 'name')),
          role: theirWords(mustText(member, 'role')),
          state: theirWords(textAt(member, 'state')),
          timeline: numberAt(member, 'timeline'),
          // `unknown` is a word, and stays unknown.
          lagBytes: numberAt(member, 'lag'),
        });
      }),
    history: history.slice(-engineBounds.rows).map(historyOf),
  });
}

/** `[timeline, lsn, reason, iso time, new leader]`; the last two came later. */
function historyOf(value: unknown): PatroniFacts['history'][number] {
  const [timeline, , reason, time, leader] = listOf(value, 'history');
  if (typeof timeline !== 'number' || !Number.isSafeInteger(timeline)) throw new Unlikely('history without a timeline');
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return told<PatroniFacts['history'][number]>({
    timeline,
    reason: theirWords(reason),
    at: Number.isNaN(at) ? undefined : at,
    leader: typeof leader === 'string' ? theirWords(leader) : undefined,
  });
}
