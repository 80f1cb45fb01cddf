/** An SNMP agent on a real UDP socket that serves any sorted view: a simulated device, a recorded walk, a test's rows. */
export {
  type Agent,
  type AgentOptions,
  type Behaviour,
  ethernetMessageOctets,
  startAgent,
} from './agent.ts';
export { engineIdOf } from './engine.ts';
export { compareOids, isOid } from './oid.ts';
export { loadSnmprec, parseSnmprec, type Recording } from './snmprec.ts';
export type { AgentStats } from './statistics.ts';
export {
  counter32,
  counter64,
  gauge32,
  integer,
  ipAddress,
  objectIdentifier,
  octets,
  opaque,
  tags,
  timeTicks,
  type Value,
} from './value.ts';
export { type Row, type View, viewOf } from './view.ts';
