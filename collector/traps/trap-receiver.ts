import type { ReceiverContext } from '../receive/context.ts';
import type { Origin } from '../receive/udp-listener.ts';
import type { LocalEngine } from './local-engine.ts';
import type { RemoteEngines } from './remote-engines.ts';
import { createTrapReader } from './trap-reader.ts';
import { trapHintOf, trapName, trapText } from './trap-words.ts';

/** Takes datagrams as they come and gives what is to be sent back. Never throws. */
export type TrapReceiver = (datagram: Buffer, from: Origin) => Buffer | undefined;

/**
 * The way of a trap: who sends it, whether there is room for it, whether it may say so, what it says. The cheap questions
 * come first.
 */
export function createTrapReceiver(
  context: ReceiverContext,
  engine: LocalEngine,
  remotes: RemoteEngines,
): TrapReceiver {
  const { clock, gate, keeper, counts, refused, hint } = context;
  const reader = createTrapReader({ engine, clock, remotes });
  return (datagram, from) => {
    const source = context.sources().find(from);
    const place = `${from.address}:${from.port}`;
    if (source === undefined) {
      counts.traps.add('unknown', 'unknown-source');
      refused(from.address, 'unknown-source', 'no declared device has this address');
      return undefined;
    }
    const { deviceId, credentials } = source;
    if (!gate.admit(deviceId)) {
      counts.traps.add('unknown', 'rate-limited');
      // What is not looked at may say that a link is down: the device is asked instead.
      if (keeper.suppressed({ deviceId, from: place, via: 'trap' })) hint(deviceId, undefined);
      return undefined;
    }
    const reading = reader.read(datagram, credentials);
    switch (reading.kind) {
      case 'discovery':
        counts.traps.add('v3', 'discovery');
        return reading.reply;
      case 'bad': {
        const { version, reason, detail } = reading.bad;
        counts.traps.add(version ?? 'unknown', reason);
        refused(deviceId, reason, `${place}: ${detail}`);
        return reading.reply;
      }
      case 'trap': {
        const { trap, repeated, reply } = reading;
        const text = trapText(trap);
        const told = trapHintOf(trap);
        const message = {
          deviceId,
          at: clock.now(),
          kind: trap.kind,
          from: place,
          via: trap.version,
          name: trapName(trap),
          text,
          repeats: 0,
          ...(told === undefined ? {} : { hint: told }),
        } as const;
        // A word's opposite in between makes it news again: a port that goes down, up and down within seconds.
        const isNew = !repeated && keeper.take(`${message.name} ${text}`, message);
        counts.traps.add(trap.version, isNew ? 'accepted' : 'repeated');
        if (told !== undefined && !repeated) hint(deviceId, told);
        return reply;
      }
    }
  };
}
