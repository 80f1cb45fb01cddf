import { message } from '../../../core/index.ts';
import type { IsolationCheck } from '../model.ts';
import { declaredRole } from '../port-roles.ts';
import { foundAt } from './found.ts';
import { stationsHere } from './heard.ts';
import { tableCheck } from './table-check.ts';

/** ISO-03: more stations behind an access port than declared: a private switch, an access point, a bridge of somebody's own. */
export const iso03: IsolationCheck = tableCheck({
  id: 'ISO-03',
  severity: 'S2',
  clauses: ['8.1.3.1 b)'],
  about: ({ device }) => device.kind === 'switch',
  needs: () => ['stations'],
  look: (reading, scene) => {
    const { deviceId } = reading;
    const { declaration, stations } = scene;
    const heard = new Map<string, Map<string, { readonly oid: string; readonly value: string }>>();
    for (const { mac, port, source } of stationsHere(reading, scene)) {
      const owner = stations.ownerOf(mac);
      // The MAC that a pair shares comes beside its member's own. Where nobody declared a role, gear may have many.
      if (owner?.kind === 'virtual') continue;
      if (owner?.kind === 'device' && declaredRole(declaration, deviceId, port) !== 'access') continue;
      const atPort = heard.get(port) ?? new Map();
      // A station in two VLANs is one; the smaller instance stands for it, whatever order they came in.
      const before = atPort.get(mac);
      heard.set(port, atPort.set(mac, before !== undefined && before.oid < source.oid ? before : source));
    }
    return [...heard].flatMap(([port, macs]) => {
      const allowed = declaration.stationsAtPort.get(`${deviceId}/${port}`) ?? 1;
      if (macs.size <= allowed) return [];
      const text = message('isolation.ISO-03.many', { port, stations: macs.size, allowed });
      const sources = [...macs.values()].sort((one, other) => (one.oid < other.oid ? -1 : 1));
      const value = [...macs.keys()].sort().join(' ');
      return sources.slice(0, 1).map((source) => foundAt(deviceId, { ...source, value }, 'S2', text));
    });
  },
});
