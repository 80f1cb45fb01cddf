import { contains, covers, type IpPrefix, message, parseAddress, parsePrefix } from '../../../core/index.ts';
import type { IsolationCheck, Scene } from '../model.ts';

/** From outside nothing inside may answer: judged from what a sentinel tried, and whether its control answered meanwhile. */
export const iso40: IsolationCheck = {
  id: 'ISO-40',
  severity: 'S1',
  clauses: ['8.1.3.1 a)'],
  evidence: 'outer',
  needed: false,
  judge(scene) {
    const sentinels = scene.outer?.sentinels ?? [];
    const rounds = sentinels.flatMap(({ tried = [] }) => tried);
    if (rounds.length === 0) return [];
    const own = prefixesOf(scene);
    const isHere = (text: string): boolean => {
      const address = parseAddress(text);
      return address !== undefined && own.some((prefix) => contains(prefix, address)) && !belongsToPoint(scene, text);
    };
    const covering = rounds
      .filter(({ prefixes }) => own.some((prefix) => prefixes.some((text) => isCovered(prefix, text))))
      .toSorted((a, b) => b.to - a.to);
    const shown = covering.find(({ control }) => control);
    // What was reached before the newest round that shows anything was reached no more in it.
    const since = shown?.from ?? 0;
    const findings = sentinels.flatMap(({ id, reached }) =>
      reached.flatMap(({ address, at, detail }) => {
        if (at < since || !isHere(address)) return [];
        const params = { address, sentinel: id, detail, at: new Date(at).toISOString() };
        return [{ value: address, severity: 'S1' as const, text: message('isolation.outside-in.reached', params) }];
      }),
    );
    const base = { severity: 'S1', findings } as const;
    const newest = covering[0];
    if (findings.length > 0) {
      const reason = message('isolation.outside-in.open', { count: findings.length });
      return [{ ...base, verdict: 'fail', observedAt: newest?.to ?? scene.now, reason }];
    }
    if (newest === undefined) return [{ ...base, verdict: 'unknown', reason: message('isolation.outside-in.untried') }];
    if (shown === undefined) {
      return [
        { ...base, verdict: 'unknown', observedAt: newest.to, reason: message('isolation.outside-in.no-control') },
      ];
    }
    const reason = message('isolation.outside-in.shut', { count: shown.addresses });
    return [{ ...base, verdict: 'pass', observedAt: shown.to, reason }];
  },
};

function prefixesOf({ city, placeId, districtId }: Scene): readonly IpPrefix[] {
  const point = city.points.get(placeId);
  const texts = point?.prefixes ?? city.districts.get(districtId)?.prefixes ?? city.prefixes;
  return texts.flatMap((text) => parsePrefix(text)?.prefix ?? []);
}

/** A data centre has what is left of its district's prefixes when the points have theirs. */
function belongsToPoint({ city, placeId, districtId }: Scene, text: string): boolean {
  const address = parseAddress(text);
  if (city.points.has(placeId) || address === undefined) return false;
  return [...city.points.values()].some(
    (point) =>
      point.districtId === districtId &&
      point.prefixes.some((prefix) => {
        const parsed = parsePrefix(prefix)?.prefix;
        return parsed !== undefined && contains(parsed, address);
      }),
  );
}

function isCovered(prefix: IpPrefix, text: string): boolean {
  const tried = parsePrefix(text)?.prefix;
  return tried !== undefined && (covers(tried, prefix) || covers(prefix, tried));
}
