/** Who serves by role and who by address; every engine's words become the same four. */
import type { MemberReading, PairReading, VrrpFacts, VrrpInstance } from '../../collector/index.ts';
import type { HostPair } from '../../inventory/index.ts';
import { type Engine, type FactsOf, type Known, knownOf, seen } from './known.ts';
import type { PairEvidence, PairScene, PairStanding } from './model.ts';

export type PairRole = PairStanding['roles'][number]['role'];
/** What judging of one reading needs of the scene. */
export type RoleScene = Pick<PairScene, 'pair' | 'settings' | 'all' | 'now'>;

export interface MemberRole {
  readonly deviceId: string;
  readonly role: PairRole;
  readonly holdsAddress: boolean | undefined;
  readonly evidence: readonly PairEvidence[];
}

/** The engine that says who serves in this pair. */
export function engineOf({ standby }: Pick<HostPair, 'standby'>): Engine {
  if (standby === 'utm-ha') return 'utmHa';
  return standby === 'generic' ? 'health' : standby;
}

const mibOrder = ['keepalived', 'rfc6527', 'rfc2787'] as const;

/** The rows of the pair's own instance: by its declared VRID, else by the virtual address, else the only one there is. */
export function instancesOf({ pair, settings }: RoleScene, { instances }: VrrpFacts): readonly VrrpInstance[] {
  const { vrid } = settings;
  const holding = instances.find(({ virtualAddresses }) => virtualAddresses.includes(pair.virtualAddress));
  const vrids = new Set(instances.map((one) => one.vrid));
  const wanted = vrid ?? holding?.vrid ?? (vrids.size === 1 ? [...vrids][0] : undefined);
  return instances
    .filter((one) => one.vrid === wanted)
    .toSorted((a, b) => mibOrder.indexOf(a.mib) - mibOrder.indexOf(b.mib));
}

/** The row that decides: keepalived's own MIB before RFC 6527 before RFC 2787. */
export function instanceOf(scene: RoleScene, facts: VrrpFacts): VrrpInstance | undefined {
  return instancesOf(scene, facts)[0];
}

/** A member's role with what it rests on. */
export function roleOf(scene: RoleScene, member: MemberReading): MemberRole {
  const { deviceId } = member;
  const holdsAddress = holdingOf(scene, member);
  const found = roleByEngine(scene, member, engineOf(scene.pair));
  return { deviceId, holdsAddress, ...found };
}

/** Both members' roles in one reading. */
export function rolesOf(scene: RoleScene, reading: PairReading): readonly [MemberRole, MemberRole] {
  const [a, b] = reading.members;
  return [roleOf(scene, a), roleOf(scene, b)];
}

/** The one member that serves; undefined when none or two do, or nobody can tell. By address where roles are not told. */
export function servingOf(scene: RoleScene, reading: PairReading): string | undefined {
  const roles = rolesOf(scene, reading);
  const active = roles.filter(({ role }) => role === 'active');
  if (active.length === 1) return active[0]?.deviceId;
  if (active.length === 2 || roles.some(({ role }) => role !== 'unknown')) return undefined;
  const holders = roles.filter(({ holdsAddress }) => holdsAddress === true);
  return holders.length === 1 ? holders[0]?.deviceId : undefined;
}

/** Whether a member has the virtual address; undefined where its tables are missing or cut. */
function holdingOf(scene: RoleScene, member: MemberReading): boolean | undefined {
  const host = knownOf(scene, member, 'host');
  if (host.kind !== 'answered') return undefined;
  if (host.facts.addresses.includes(scene.pair.virtualAddress)) return true;
  return host.facts.addressesWhole ? false : undefined;
}

type Said = Pick<MemberRole, 'role' | 'evidence'>;

function roleByEngine(scene: RoleScene, member: MemberReading, engine: Engine): Said {
  const known = knownOf(scene, member, engine);
  if (known.kind === 'absent') {
    return { role: 'none', evidence: [seen(known, engine, 'absent')] };
  }
  if (known.kind !== 'answered') return { role: 'unknown', evidence: [] };
  return readers[engine](scene, known as never);
}

const said = (role: PairRole, known: Known<unknown> & { at: number }, source: string, value: string): Said => ({
  role,
  evidence: [seen(known, source, value)],
});

type Answered<E extends Engine> = Extract<Known<FactsOf<E>>, { kind: 'answered' }>;
type Reader<E extends Engine> = (scene: RoleScene, known: Answered<E>) => Said;

const word = (text: string): PairRole =>
  /^(active|master|primary|leader|standby_leader|promoted)$/i.test(text)
    ? 'active'
    : /^(standby|slave|secondary|replica|backup|sync_standby|unpromoted|passive)$/i.test(text)
      ? 'standby'
      : 'none';

const readers: { readonly [E in Engine]: Reader<E> } = {
  vrrp(scene, known) {
    const row = instanceOf(scene, known.facts);
    if (row === undefined) return { role: 'none', evidence: [seen(known, 'vrrp', 'no instance')] };
    const role = row.state === 'master' ? 'active' : row.state === 'backup' ? 'standby' : 'none';
    return said(row.state === 'unknown' ? 'unknown' : role, known, row.oid, row.state);
  },
  postgresql: (_, known) => {
    const { inRecovery } = known.facts;
    return said(inRecovery ? 'standby' : 'active', known, 'pg_is_in_recovery()', String(inRecovery));
  },
  mysql: (_, known) => {
    const { readOnly } = known.facts;
    return said(readOnly ? 'standby' : 'active', known, '@@global.read_only', String(readOnly));
  },
  redis: (_, known) => said(word(known.facts.role), known, 'INFO replication: role', known.facts.role),
  pacemaker(_, known) {
    const { resources, nodes } = known.facts;
    const here = resources.filter((one) => one.nodes.includes(known.deviceId));
    const promoted = here.find(({ role }) => role === 'Promoted');
    const anywhere = resources.some(({ role }) => role === 'Promoted');
    const started = anywhere ? promoted : here.find(({ role }) => role === 'Started');
    if (started !== undefined) return said('active', known, `resource ${started.id} role`, started.role);
    const node = nodes.find(({ name }) => name === known.deviceId);
    if (node === undefined) return said('unknown', known, 'nodes', nodes.map(({ name }) => name).join(' '));
    return said(node.online ? 'standby' : 'none', known, `node ${node.name} online`, String(node.online));
  },
  patroni: (_, known) => said(word(known.facts.role), known, 'GET /patroni role', known.facts.role),
  drbd(_, known) {
    const roles = [...new Set(known.facts.resources.map(({ role }) => role))];
    const role = roles.includes('Primary') ? 'active' : roles.includes('Secondary') ? 'standby' : 'none';
    return said(role, known, 'drbdsetup status: role', roles.join(' '));
  },
  utmHa: (_, known) => {
    const { role, said: words } = known.facts;
    return said(role === 'other' ? 'unknown' : role, known, 'high availability', words);
  },
  health: (_, known) => said(word(known.facts.role), known, 'health role', known.facts.role),
  host: () => ({ role: 'unknown', evidence: [] }),
  corosync: () => ({ role: 'unknown', evidence: [] }),
  manifest: () => ({ role: 'unknown', evidence: [] }),
};
