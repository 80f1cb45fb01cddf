import type { MemberReading, PairReading } from '../../../collector/index.ts';
import { type Message, message } from '../../../core/index.ts';
import { engineOf, instanceOf, instancesOf, type RoleScene } from '../roles.ts';

/** Why another member serves now, as far as anybody says: what failed before what the protocol calls it. */
export function causeOf(
  scene: RoleScene,
  reading: PairReading,
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
): Message {
  const member = (id: string | undefined) => reading.members.find(({ deviceId }) => deviceId === id);
  if (from !== undefined && from === to) return message('pairs.cause.bounced', { device: to });
  return ofFormer(scene, member(from)) ?? ofLatter(scene, member(to)) ?? message('pairs.cause.unknown');
}

/** What is wrong with who served before. */
function ofFormer(scene: RoleScene, member: MemberReading | undefined): Message | undefined {
  if (member === undefined) return undefined;
  const { deviceId: device, host, vrrp } = member;
  if (vrrp?.outcome === 'answered') {
    const script = vrrp.facts.scripts.find(({ result }) => result === 'bad' || result === 'init-failed');
    if (script !== undefined) return message('pairs.cause.script', { device, script: script.name });
    if (instanceOf(scene, vrrp.facts)?.state === 'fault') return message('pairs.cause.fault', { device });
  }
  const engine = engineOf(scene.pair);
  const asked = member[engine];
  if (host.outcome === 'answered' && asked?.outcome === 'absent')
    return message('pairs.cause.daemon', { device, engine });
  if (host.outcome === 'silent') return message('pairs.cause.silent', { device });
  return asked?.outcome === 'absent' ? message('pairs.cause.daemon', { device, engine }) : undefined;
}

/** What who serves now says of it. */
function ofLatter(scene: RoleScene, member: MemberReading | undefined): Message | undefined {
  if (member === undefined) return undefined;
  const { deviceId: device, vrrp, postgresql, patroni } = member;
  if (vrrp?.outcome === 'answered') {
    const reason = instancesOf(scene, vrrp.facts).find(
      ({ newMasterReason }) => newMasterReason !== undefined,
    )?.newMasterReason;
    if (reason !== undefined && reason !== 'not-master') return message(`pairs.cause.${reason}`, { device });
  }
  if (patroni?.outcome === 'answered') {
    const last = patroni.facts.history.at(-1);
    if (last !== undefined) return message('pairs.cause.patroni', { device, reason: last.reason });
  }
  return postgresql?.outcome === 'answered' && !postgresql.facts.inRecovery
    ? message('pairs.cause.promoted', { device })
    : undefined;
}
