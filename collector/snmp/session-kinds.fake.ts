import { systemClock } from '../../core/index.ts';
import { openSession, type SessionDependencies } from './session.ts';
import type { SnmpSession } from './snmp-session.ts';
import { openWireTransport } from './wire/transport.ts';
import { openWireSession } from './wire/wire-session.ts';

const transport = openWireTransport({ clock: systemClock });

/** The real sessions: every test of a promise runs with each. */
export const sessionKinds: readonly (readonly [string, (deps: SessionDependencies) => SnmpSession])[] = [
  ['over net-snmp', openSession],
  ['over the wire path', (deps) => openWireSession({ ...deps, transport })],
];
