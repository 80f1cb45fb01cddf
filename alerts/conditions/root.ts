import type { ElementRef, Topology } from '../../audit/index.ts';

/** The trouble of a link's end is the link's: both ends that show it are one incident. */
export function rootOfInterface(interfaceId: string, topology: Topology): ElementRef {
  const link = topology.linkAt(interfaceId);
  return link === undefined ? { kind: 'interface', id: interfaceId } : { kind: 'link', id: link.id };
}
