import { describe, expect, it } from 'vitest';
import type { WirePair, WirePairProbe } from '../../../../api/wire-pairs.ts';
import { agreementOf, sightingsOf } from './sight.ts';

const now = Date.UTC(2026, 0, 5, 8);
const iso = (ago: number) => new Date(now - ago).toISOString();
type Member = WirePair['members'][number];
const a: Member = { deviceId: 'jintan-app-a', role: 'active', holdsAddress: true };
const b: Member = { deviceId: 'jintan-app-b', role: 'standby', holdsAddress: false };
const probe = (answeredBy: string | null, change: Partial<WirePairProbe> = {}): WirePairProbe => ({
  ...{ id: 'web', at: iso(500), ok: true, latencyMs: 3, reason: null, answeredBy },
  ...change,
});
const seen = (members: Member[], ...probes: WirePairProbe[]) => sightingsOf({ members, probes }, now);

describe('who serves, from three sides', () => {
  it('agrees when role, address and answer name one member', () => {
    const sightings = seen([a, b], probe('jintan-app-a'));
    expect(sightings.map(({ says }) => says)).toEqual([
      ['yes', 'no'],
      ['yes', 'no'],
      ['yes', 'no'],
    ]);
    expect(agreementOf(sightings)).toBe('one');
  });

  it('names several when one says master and the other answers, by the short name of its host too', () => {
    expect(agreementOf(seen([a, b], probe('b')))).toBe('several');
    expect(agreementOf(seen([a, { ...b, holdsAddress: true }]))).toBe('several');
  });

  it('names nobody when nobody holds the address or answers', () => {
    expect(agreementOf(seen([{ ...a, holdsAddress: false }, b]))).toBe('nobody');
    expect(agreementOf(seen([a, b], probe(null, { ok: false })))).toBe('nobody');
  });

  it('is unknown while one side cannot tell: a silent member, an old answer, one that names nobody or a stranger', () => {
    expect(agreementOf(seen([a, { ...b, role: 'unknown', holdsAddress: null }]))).toBe('unknown');
    for (const untold of [
      probe('jintan-app-a', { at: iso(60_000) }),
      probe(null),
      probe('elsewhere'),
      probe(null, { at: null, ok: null }),
    ])
      expect(agreementOf(seen([a, b], untold))).toBe('unknown');
  });

  it('has two sides alone where no probe is declared', () => {
    expect(seen([a, b]).map(({ vantage }) => vantage)).toEqual(['role', 'address']);
    expect(agreementOf(seen([a, b]))).toBe('one');
  });
});
