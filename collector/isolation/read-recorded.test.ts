import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadSnmprec } from '../../lab/agent/index.ts';
import { sharedFolder, suiteNeeding } from '../../test/needs.ts';
import { asked } from './asked.fake.ts';
import { readParts } from './read-parts.ts';
import { readPeers } from './read-peers.ts';
import { readStations } from './read-stations.ts';

interface Expected {
  readonly sysObjectID: string;
  readonly fdb: number;
  readonly qfdb: number;
  readonly lldpNeighbours: number;
}

suiteNeeding(['shared/walks/expected.json'], 'a recorded device, asked who is where', () => {
  const folder = join(sharedFolder(), 'walks');
  const all = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;

  it.each(Object.entries(all))(
    'tells of %s as many stations and neighbours as were recorded',
    async (name, { sysObjectID, fdb, qfdb, lldpNeighbours }) => {
      const { view } = await loadSnmprec(join(folder, `${name}.snmprec.gz`));
      const { read } = await asked({ view, sysObjectID }, async (tools) => ({
        stations: await readStations(tools),
        peers: await readPeers(tools),
        parts: await readParts(tools),
      }));
      const rows = ({ walks }: { walks: readonly { table: string; rows: number }[] }, table: string) =>
        walks.find((walk) => walk.table === table)?.rows;
      expect(rows(read.stations, 'dot1dTpFdbTable')).toBe(fdb);
      expect(rows(read.stations, 'dot1qTpFdbTable')).toBe(qfdb);
      expect(rows(read.peers, 'lldpRemTable')).toBe(lldpNeighbours);
      expect(read.peers.rows).toHaveLength(lldpNeighbours);
      expect(read.stations.outcome).toBe(fdb + qfdb > 0 ? 'read' : 'not-offered');
      expect(read.peers.outcome).toBe(lldpNeighbours > 0 ? 'read' : 'not-offered');
      // Every station is told, and none by two rows at one port and VLAN.
      expect(read.stations.rows.length).toBeGreaterThanOrEqual(Math.max(fdb, qfdb));
      expect(['read', 'not-offered']).toContain(read.parts.outcome);
      for (const { mac } of read.stations.rows) expect(mac).toMatch(/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/);
    },
    60_000,
  );
});
