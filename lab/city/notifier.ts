import { createNotificationEncoder, type Notification, type NotificationEncoder } from '../../collector/index.ts';
import type { AgentTarget, SnmpCredential } from '../../inventory/index.ts';
import type { Agent } from '../agent/index.ts';
import type { Port } from './plan/model.ts';
import type { LiveDevice } from './simulation.ts';

/** Where devices send what they tell by themselves. */
export interface MessageSinks {
  readonly traps: AgentTarget | undefined;
  readonly syslog: AgentTarget | undefined;
}

/** What a device tells by itself: a trap and a line of syslog, from its agent's own socket. */
export interface Notifier {
  portChanged(device: LiveDevice, agent: Agent, port: Port, up: boolean): void;
  started(device: LiveDevice, agent: Agent): void;
}

const standardTraps = '1.3.6.1.6.3.1.1.5';
const ifEntry = '1.3.6.1.2.1.2.2.1';
const ifXEntry = '1.3.6.1.2.1.31.1.1.1';
/** local7, and notice or error. */
const priority = { up: 189, down: 187 } as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function createNotifier(deps: {
  readonly sinks: () => MessageSinks;
  readonly credentialOf: (deviceId: string) => SnmpCredential | undefined;
  readonly now: () => number;
  readonly utcOffsetMs: number;
}): Notifier {
  const { sinks, credentialOf, now, utcOffsetMs } = deps;
  const encoders = new Map<string, NotificationEncoder>();
  let nextId = 1;

  function trap(device: LiveDevice, agent: Agent, notification: Omit<Notification, 'kind' | 'upTimeTicks'>): void {
    const to = sinks().traps;
    const { id } = device.planned.device;
    const credential = credentialOf(id);
    if (to === undefined || credential === undefined) return;
    const encoder = encoders.get(id) ?? createNotificationEncoder(credential);
    encoders.set(id, encoder);
    const upTimeTicks = Math.floor(Math.max(0, now() - device.bootedAt) / 10) % 2 ** 32;
    const authority = { id: agent.engineId, time: { boots: agent.engineBoots, timeSeconds: agent.engineTimeSeconds } };
    agent.send(encoder.encode({ ...notification, kind: 'trap', upTimeTicks }, authority, nextId++), to);
  }

  function log(device: LiveDevice, agent: Agent, word: keyof typeof priority, text: string): void {
    const to = sinks().syslog;
    if (to === undefined) return;
    const local = new Date(now() + utcOffsetMs);
    const clock = local.toISOString().slice(11, 19);
    const date = `${months[local.getUTCMonth()]} ${String(local.getUTCDate()).padStart(2)}`;
    const head = `<${priority[word]}>${date} ${clock} ${local.getUTCFullYear()} ${device.planned.device.id}`;
    agent.send(Buffer.from(`${head} ${text}`), to);
  }

  return {
    portChanged(device, agent, port, up) {
      const ifIndex = device.ports.indexOf(port) + 1;
      const status = up ? 1 : 2;
      trap(device, agent, {
        oid: `${standardTraps}.${up ? 4 : 3}`,
        varbinds: [
          { oid: `${ifEntry}.1.${ifIndex}`, type: 'integer', value: ifIndex },
          { oid: `${ifEntry}.7.${ifIndex}`, type: 'integer', value: 1 },
          { oid: `${ifEntry}.8.${ifIndex}`, type: 'integer', value: status },
          { oid: `${ifXEntry}.1.${ifIndex}`, type: 'octets', value: Buffer.from(port.name) },
        ],
      });
      const word = up ? 'up' : 'down';
      const text = `The line protocol IP on the interface ${port.name} has entered the ${word.toUpperCase()} state.`;
      log(device, agent, word, `%%01IFNET/4/LINK_STATE(l)[${nextId}]:${text}`);
    },
    started(device, agent) {
      trap(device, agent, { oid: `${standardTraps}.1`, varbinds: [] });
      log(device, agent, 'up', '%%01SRM/5/SYS_RESTART(l)[0]:The system has restarted.');
    },
  };
}
