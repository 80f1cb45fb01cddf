import { type Drawing, type Finding, findingWords } from '../../audit/index.ts';
import type { City, ProposedRow } from '../../inventory/index.ts';
import type { WireFinding, WireFindingDetail, WirePort, WireTopology } from '../wire-findings.ts';

const iso = (at: number): string => new Date(at).toISOString();

export function wireFinding(finding: Finding): WireFinding {
  const { id, kind, status, element, declared, observed, against, evidence, clearedAt, decision } = finding;
  return {
    id,
    kind,
    status,
    element,
    ...findingWords(finding),
    declared,
    observed,
    against,
    evidence: evidence.map((each) => ({ ...each, at: iso(each.at) })),
    firstSeenAt: iso(finding.firstSeenAt),
    lastSeenAt: iso(finding.lastSeenAt),
    clearedAt: clearedAt === undefined ? null : iso(clearedAt),
    decision: decision === undefined ? null : { ...decision, at: iso(decision.at) },
  };
}

type History = WireFindingDetail['history'];

export function wireFindingDetail(
  finding: Finding,
  history: readonly { readonly at: number; readonly body: unknown }[],
  proposal: readonly ProposedRow[],
): WireFindingDetail {
  return { ...wireFinding(finding), proposal, history: history.flatMap(({ at, body }) => wireEvent(at, body)) };
}

const events: ReadonlySet<unknown> = new Set(['seen', 'seen-again', 'changed', 'accepted', 'rejected', 'cleared']);

/** An entry of another version says nothing. */
function wireEvent(at: number, body: unknown): History {
  if (typeof body !== 'object' || body === null) return [];
  const { what, observed, decision } = body as { what?: unknown; observed?: unknown; decision?: unknown };
  if (!events.has(what) || typeof observed !== 'string') return [];
  const { by, reason } = (decision ?? {}) as { by?: unknown; reason?: unknown };
  return [
    {
      at: iso(at),
      what: what as History[number]['what'],
      observed,
      by: typeof by === 'string' ? by : null,
      reason: typeof reason === 'string' ? reason : null,
    },
  ];
}

export function wireTopology(
  city: City,
  { cables, strangers }: Drawing,
  { asked, agents, now }: { readonly asked: number; readonly agents: number; readonly now: number },
): WireTopology {
  const port = ({
    deviceId,
    port: name,
  }: {
    readonly deviceId: string;
    readonly port: string | undefined;
  }): WirePort => ({
    deviceId,
    port: name ?? null,
  });
  return {
    at: iso(now),
    asked,
    agents,
    devices: [...city.devices.values()].map(({ id, kind, districtId, pointId }) => ({
      id,
      kind,
      districtId,
      pointId: pointId ?? null,
    })),
    cables: cables.map(({ id, a, b, mark, linkId, sources, observedAt, findingId }) => ({
      id,
      a: port(a),
      b: port(b),
      mark,
      linkId: linkId ?? null,
      sources,
      observedAt: observedAt === undefined ? null : iso(observedAt),
      findingId: findingId ?? null,
    })),
    strangers: strangers.map(({ at, name, findingId }) => ({ at: port(at), name, findingId })),
  };
}
