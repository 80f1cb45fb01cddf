import type { ReceiverContext } from '../receive/context.ts';
import { receiveLimits } from '../receive/limits.ts';
import type { Origin } from '../receive/udp-listener.ts';
import { linkHintOf } from './link-words.ts';
import { readSyslog } from './read-syslog.ts';

export type SyslogTransport = 'udp' | 'tcp' | 'tls';

/** The way of a syslog message, for all transports. None throws. */
export interface SyslogReceiver {
  /** Whether anything is to be heard from an address; for connections, before a word is said. */
  admits(transport: SyslogTransport, from: Origin): boolean;
  take(transport: SyslogTransport, octets: Buffer, from: Origin): void;
  /** A frame or a connection that was refused. */
  refuse(transport: SyslogTransport, from: Origin, reason: string, detail: string): void;
}

export function createSyslogReceiver(context: ReceiverContext): SyslogReceiver {
  const { clock, gate, keeper, counts, refused, hint } = context;

  const refuse: SyslogReceiver['refuse'] = (transport, from, reason, detail) => {
    counts.syslog.add(transport, reason);
    refused(context.sources().find(from)?.deviceId ?? from.address, reason, detail);
  };

  const admits: SyslogReceiver['admits'] = (transport, from) => {
    if (context.sources().find(from) !== undefined) return true;
    refuse(transport, from, 'unknown-source', 'no declared device has this address');
    return false;
  };

  return {
    admits,
    refuse,
    take(transport, octets, from) {
      if (!admits(transport, from)) return;
      const deviceId = context.sources().find(from)?.deviceId ?? '';
      const place = `${from.address}:${from.port}`;
      if (!gate.admit(deviceId)) {
        counts.syslog.add(transport, 'rate-limited');
        if (keeper.suppressed({ deviceId, from: place, via: transport })) hint(deviceId, undefined);
        return;
      }
      const reading = readSyslog(octets);
      const { message } = reading;
      // What is not as it should be is named, and kept as far as it could be read: it is what the device said.
      if (!reading.ok) refuse(transport, from, reading.fault, `${place}: ${reading.detail}`);
      if (message === undefined) return;
      const text = message.text.slice(0, receiveLimits.textCharacters);
      const told = linkHintOf(text);
      const { facility, severity } = message;
      const isNew = keeper.take(`${severity} ${message.app ?? ''} ${text}`, {
        deviceId,
        at: clock.now(),
        kind: 'syslog',
        from: place,
        via: transport,
        name: message.app ?? '',
        facility,
        severity,
        text,
        repeats: 0,
        ...(told === undefined ? {} : { hint: told }),
      });
      if (reading.ok) counts.syslog.add(transport, isNew ? 'accepted' : 'repeated');
      if (told !== undefined) hint(deviceId, told);
    },
  };
}
