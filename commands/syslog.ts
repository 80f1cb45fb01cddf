import { readFileSync } from 'node:fs';
import { linkHintOf, listenStream, listenUdp, type Origin, readSyslog } from '../collector/index.ts';
import { systemClock } from '../core/index.ts';
import { fileReason, type ListenAddress, type TlsMaterial, tlsMistake } from '../inventory/index.ts';
import { atMost, readFlags, wrongUsage } from './flags.ts';
import { listenAddresses, listenFlags, listenUntilStopped, OutcomeTally } from './listening.ts';
import { oneLine } from './table.ts';
import type { Terminal } from './terminal.ts';

/** `fangzhou syslog --listen ADDRESS`: a line for every message, also for the bad ones, until it is told to end. */
export async function syslog(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values: flags, positionals } = readFlags(args, {
    ...listenFlags,
    'tls-certificate': { type: 'string' },
    'tls-key': { type: 'string' },
  });
  atMost(positionals, 0);
  const addresses = listenAddresses(flags.listen, ['udp', 'tcp', 'tls']);
  const wantsTls = addresses.some(({ transport }) => transport === 'tls');
  const tls = wantsTls ? tlsOf(flags['tls-certificate'], flags['tls-key']) : undefined;
  const tally = new OutcomeTally();
  const json = flags.json === true;

  const print = (document: ReturnType<typeof documentOf> | ReturnType<typeof refusalOf>): void => {
    tally.add(document.outcome);
    terminal.out(json ? `${JSON.stringify(document)}\n` : `${lineOf(document)}\n`);
  };

  return listenUntilStopped({
    terminal,
    json,
    addresses,
    tally,
    open(address) {
      const { transport } = address;
      if (transport === 'udp') return listenUdp(address, (octets, from) => print(documentOf(transport, octets, from)));
      return listenStream(
        address,
        {
          admits: () => true,
          frame: (frame, from) =>
            print(
              frame.kind === 'message'
                ? documentOf(transport, frame.octets, from)
                : refusalOf(transport, from, frame.fault, frame.detail),
            ),
          refused: (from, reason, detail) => print(refusalOf(transport, from, reason, detail)),
        },
        transport === 'tls' ? tls : undefined,
      );
    },
  });
}

/** Certificate and key of `tls:`; what is wrong with them is said of the right file, and never in the words of a library. */
function tlsOf(certificate: string | undefined, key: string | undefined): TlsMaterial {
  if (certificate === undefined || key === undefined) throw wrongUsage('cli.syslog.tls');
  const material = { certificate: pemFile(certificate), key: pemFile(key), clientAuthority: undefined };
  const wrong = tlsMistake(material);
  if (wrong !== undefined) throw wrongUsage(`cli.syslog.tls.${wrong}`, { certificate, key });
  return material;
}

function pemFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw wrongUsage('cli.syslog.tls.unreadable', { file, reason: fileReason(thrown) });
  }
}

type Transport = ListenAddress['transport'];

function headOf(transport: Transport, { address, port }: Origin) {
  const from = `${transport}:${address.includes(':') ? `[${address}]` : address}:${port}`;
  return { at: new Date(systemClock.now()).toISOString(), from };
}

/** A frame or a connection that was refused. */
function refusalOf(transport: Transport, from: Origin, outcome: string, detail: string) {
  return { ...headOf(transport, from), ok: false, outcome, detail } as const;
}

function documentOf(transport: Transport, octets: Buffer, from: Origin) {
  const reading = readSyslog(octets);
  const { message } = reading;
  const hint = message === undefined ? undefined : linkHintOf(message.text);
  return {
    ...headOf(transport, from),
    ok: reading.ok,
    outcome: reading.ok ? ('accepted' as const) : reading.fault,
    ...(reading.ok ? {} : { detail: reading.detail, octet: reading.octet }),
    ...message,
    ...(hint === undefined ? {} : { hint }),
  };
}

function lineOf(document: ReturnType<typeof documentOf> | ReturnType<typeof refusalOf>): string {
  const { at, from, outcome } = document;
  const detail = document.detail === undefined ? '' : ` (${document.detail})`;
  const told =
    'text' in document ? [document.facility, document.severity, document.host, document.app, document.text] : [];
  return oneLine([at, from, `${outcome}${detail}`, ...told.map((part) => part ?? '-')].join(' '));
}
