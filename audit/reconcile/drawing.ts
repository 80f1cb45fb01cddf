import type { EpochMs } from '../../core/index.ts';
import type { City } from '../../inventory/index.ts';
import { interfaceId } from '../topology/topology.ts';
import { adjacenciesOf } from './adjacency.ts';
import { isImplied } from './cables.ts';
import { type Knowledge, type PortRef, refText } from './knowledge.ts';
import type { Finding, Seen } from './model.ts';

/** `both`: declared and seen; `declared`: not seen; `observed`: seen and not declared. */
export type DrawnMark = 'both' | 'declared' | 'observed';

export interface DrawnCable {
  readonly id: string;
  readonly a: PortRef;
  readonly b: PortRef;
  readonly mark: DrawnMark;
  /** The declared link, where there is one. */
  readonly linkId: string | undefined;
  readonly sources: readonly ('lldp' | 'bridge')[];
  /** Undefined where nobody sees it. */
  readonly observedAt: EpochMs | undefined;
  /** The finding that says what is wrong. */
  readonly findingId: string | undefined;
}

/** Somebody at a port whom nobody declared. */
export interface DrawnStranger {
  readonly at: PortRef;
  readonly name: string;
  readonly findingId: string;
}

/** The city's cables as declared and as seen, one picture. */
export interface Drawing {
  readonly cables: readonly DrawnCable[];
  readonly strangers: readonly DrawnStranger[];
}

export function drawCity(
  city: City | undefined,
  seen: ReadonlyMap<string, Seen>,
  knowledge: Knowledge | undefined,
  findings: ReadonlyMap<string, Finding>,
): Drawing {
  if (city === undefined || knowledge === undefined) return { cables: [], strangers: [] };
  const open = [...findings.values()].filter(({ clearedAt }) => clearedAt === undefined);
  const byLink = new Map(
    open.filter(({ element }) => element.kind === 'link').map((each) => [each.element.id, each.id]),
  );
  const byPort = new Map(
    open.filter(({ element }) => element.kind === 'interface').map((each) => [each.element.id, each.id]),
  );
  const cables = new Map<string, DrawnCable>();
  for (const { id, a, b } of city.links.values()) {
    const ends = [a, b].map(({ deviceId, interfaceName }) => ({ deviceId, port: interfaceName }));
    const [first = { deviceId: '', port: '' }, second = first] = ends;
    cables.set(keyOf(first, second), {
      id,
      a: first,
      b: second,
      mark: 'declared',
      linkId: id,
      sources: [],
      observedAt: undefined,
      findingId: byLink.get(id),
    });
  }
  for (const each of seen.values()) {
    for (const { here, there, evidence } of adjacenciesOf(each, knowledge)) {
      const far = there.port === undefined ? withPort(here, there, knowledge) : there;
      const key = keyOf(here, far);
      const before = cables.get(key);
      const [a, b] = refText(here) < refText(far) ? [here, far] : [far, here];
      const fitting = before?.linkId !== undefined || isImplied(here.deviceId, there.deviceId, city);
      const touched = [here, far].map((ref) => knowledge.declaredAt(ref)?.link.id).find((id) => id !== undefined);
      const findingId =
        before?.findingId ??
        byPort.get(refText(here)) ??
        byPort.get(refText(far)) ??
        (touched === undefined ? undefined : byLink.get(touched));
      const wrong = before?.linkId === undefined && findingId !== undefined;
      const sources = new Set([
        ...(before?.sources ?? []),
        ...(evidence.what === 'lldp' || evidence.what === 'bridge' ? [evidence.what] : []),
      ]);
      cables.set(key, {
        id: before?.id ?? key,
        a: before?.a ?? a,
        b: before?.b ?? b,
        mark: fitting && !wrong ? 'both' : 'observed',
        linkId: before?.linkId,
        sources: [...sources].sort(),
        observedAt: Math.max(before?.observedAt ?? 0, evidence.at),
        findingId,
      });
    }
  }
  const strangers = open.flatMap(({ kind, id, element, subject, observed }): DrawnStranger[] => {
    if (kind !== 'new-device' && kind !== 'foreign-mac') return [];
    const slash = element.id.indexOf('/');
    const at = { deviceId: element.id.slice(0, slash), port: element.id.slice(slash + 1) };
    return [{ at, name: observed.split(' ')[0] ?? subject, findingId: id }];
  });
  return { cables: [...cables.values()], strangers };
}

/** A MAC tells the device alone: where one link is declared from here to it, that end is meant. */
function withPort(here: PortRef, there: PortRef, knowledge: Knowledge): PortRef {
  const end = knowledge.declaredAt(here);
  return end?.opposite.deviceId === there.deviceId
    ? { deviceId: there.deviceId, port: end.opposite.interfaceName }
    : there;
}

function keyOf(one: PortRef, other: PortRef): string {
  return [one, other]
    .map(({ deviceId, port }) => interfaceId(deviceId, port ?? '?'))
    .sort()
    .join('~');
}
