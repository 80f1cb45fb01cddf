import { createSocket } from 'node:dgram';
import { connect as connectTcp, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { errorText, message } from '../../core/index.ts';
import type { SyslogSettings } from '../../inventory/index.ts';
import type { Severity } from '../incident.ts';
import type { Channel, PageToSend, SendResult } from '../paging/model.ts';

/** RFC 5424, 6.2.1. */
const levels: Readonly<Record<Severity, number>> = { critical: 2, major: 3, minor: 4, info: 6 };
/** RFC 5424, 6.1: receivers should take 2,048 octets. */
const mostBytes = 2_048;

/**
 * Syslog (RFC 5424) by UDP (RFC 5426), by TCP or TLS with octet counting (RFC 6587, RFC 5425): one message for each page, one connection
 * each. A receiver never answers: over TCP what it closed in order, it took.
 */
export function openSyslog(settings: SyslogSettings): Channel {
  const { id, transport } = settings;
  const deliver = (text: Buffer, signal: AbortSignal): Promise<SendResult> =>
    transport === 'udp' ? byDatagram(settings, text) : byStream(settings, text, signal);
  return {
    id,
    kind: 'syslog',
    send: (page, signal) => deliver(Buffer.from(syslogLine(page, settings.facility)), signal),
    async check(signal) {
      // A datagram says nothing of who hears it.
      if (transport === 'udp') return { state: 'unknown', reason: message('alerts.channel.syslog.udp') };
      const result = await byStream(settings, Buffer.alloc(0), signal);
      return 'detail' in result
        ? { state: 'bad', reason: message('alerts.channel.syslog.bad', { detail: result.detail }) }
        : { state: 'good', reason: message('alerts.channel.syslog.good') };
    },
    close() {},
  };
}

/** One line; structured data name incident, event and root, so that no receiver has to parse a sentence. */
export function syslogLine({ page, incident, subject, severity, at }: PageToSend, facility: number): string {
  const level = page.event === 'cleared' || page.event === 'test' ? levels.info : levels[severity];
  const host = printable(hostname(), 255);
  const fields = {
    incident: incident.id,
    event: page.event,
    severity,
    condition: incident.condition,
    root: `${incident.root.kind} ${incident.root.id}`,
    key: page.key,
  };
  const data = Object.entries(fields).map(([name, value]) => ` ${name}="${value.replace(/[\\"\]]/g, '\\$&')}"`);
  const head = `<${facility * 8 + level}>1 ${new Date(at).toISOString()} ${host} fangzhou - ${page.event}`;
  // The name is of the range that RFC 5612 keeps for examples: no number is registered.
  const line = `${head} [fangzhou@32473${data.join('')}] \ufeff${subject}`;
  return cut(line);
}

const printable = (text: string, most: number): string => text.replace(/[^\x21-\x7e]/g, '').slice(0, most) || '-';

/** Whole characters only. */
function cut(line: string): string {
  const bytes = Buffer.from(line);
  return bytes.length <= mostBytes ? line : new TextDecoder().decode(bytes.subarray(0, mostBytes), { stream: true });
}

async function byDatagram({ host, port }: SyslogSettings, text: Buffer): Promise<SendResult> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    return await new Promise((resolve) => {
      socket.once('error', (error) => resolve({ outcome: 'failed', detail: errorText(error) }));
      socket.send(text, port, host, (error) =>
        resolve(error === null ? { outcome: 'sent' } : { outcome: 'failed', detail: errorText(error) }),
      );
    });
  } finally {
    socket.close();
  }
}

/** Gone when the receiver has closed the connection after us, or a moment after everything was handed to the network. */
function byStream(settings: SyslogSettings, text: Buffer, signal: AbortSignal): Promise<SendResult> {
  const { transport, host, port, authority, serverName } = settings;
  return new Promise((resolve) => {
    const end = (result: SendResult): void => {
      resolve(result);
      socket.destroy();
    };
    const ready = (): void => {
      if (text.length > 0) socket.write(Buffer.concat([Buffer.from(`${text.length} `), text]));
      socket.end(() => {
        // Many receivers leave their half open: what our end has handed over counts.
        socket.setTimeout(lingerMs, () => end({ outcome: 'sent' }));
      });
    };
    const socket: Socket =
      transport === 'tls'
        ? connectTls(
            {
              ...{ host, port, servername: serverName ?? host, minVersion: 'TLSv1.2' },
              ...(authority === undefined ? {} : { ca: authority }),
            },
            ready,
          )
        : connectTcp({ host, port }, ready);
    socket.on('error', (error) => end({ outcome: 'failed', detail: errorText(error) }));
    socket.on('close', () => end(socket.bytesWritten > 0 || text.length === 0 ? { outcome: 'sent' } : closedEarly));
    socket.resume();
    signal.addEventListener('abort', () => end({ outcome: 'failed', detail: 'timeout' }), { once: true });
  });
}

const lingerMs = 200;
const closedEarly: SendResult = { outcome: 'failed', detail: 'closed before anything was taken' };
