import { message } from '../../../core/index.ts';
import type { Asked, DrbdFacts } from '../model.ts';
import { engineBounds, type MemberAsk, theirWords } from './ask.ts';
import { failed } from './failure.ts';
import { listOf, mustFlag, mustText, numberAt, objectOf, parseJson } from './json.ts';
import { readSource } from './source-text.ts';
import { must } from './told.ts';

/** Reads what `drbdsetup status --json` (DRBD 9) printed at one member. Never throws. */
export async function readDrbd(ask: MemberAsk): Promise<Asked<DrbdFacts> | undefined> {
  const source = ask.settings.drbd;
  return source === undefined ? undefined : readSource(ask, source, drbdOf);
}

/** @throws Unlikely when it is not drbdsetup's, or cut */
export function drbdOf(text: string, at: number): Asked<DrbdFacts> {
  const resources = listOf(parseJson(text), 'resources').slice(0, engineBounds.rows);
  // It prints an empty list when no resource is up.
  if (resources.length === 0) return failed('absent', at, message('collector.pairs.drbd.none'));
  return { outcome: 'answered', at, facts: { resources: resources.map(resourceOf) } };
}

const bounded = (value: unknown, name: string) => listOf(value, name).slice(0, engineBounds.rows);
/** out-of-sync is told in KiB. */
const bytesInKib = 1_024;

function resourceOf(value: unknown): DrbdFacts['resources'][number] {
  const resource = objectOf(value, 'resource');
  const name = theirWords(mustText(resource, 'name'));
  return {
    name,
    role: theirWords(mustText(resource, 'role')),
    suspended: mustFlag(resource, 'suspended'),
    devices: bounded(resource.devices, `${name} devices`).map((each) => {
      const device = objectOf(each, 'device');
      return {
        volume: must(numberAt(device, 'volume'), 'volume'),
        diskState: theirWords(mustText(device, 'disk-state')),
        quorum: mustFlag(device, 'quorum'),
      };
    }),
    connections: bounded(resource.connections, `${name} connections`).map((each) => {
      const connection = objectOf(each, 'connection');
      const peers = bounded(connection.peer_devices, `${name} peer_devices`).map((peer) =>
        objectOf(peer, 'peer_device'),
      );
      const kib = peers.reduce((sum, peer) => sum + must(numberAt(peer, 'out-of-sync'), 'out-of-sync'), 0);
      return {
        name: theirWords(mustText(connection, 'name')),
        connectionState: theirWords(mustText(connection, 'connection-state')),
        peerRole: theirWords(mustText(connection, 'peer-role')),
        outOfSyncBytes: kib * bytesInKib,
        peerDiskStates: peers.map((peer) => theirWords(mustText(peer, 'peer-disk-state'))),
      };
    }),
  };
}
