import { createSecureContext } from 'node:tls';
import { errorText } from '../../core/index.ts';
import type { ListenAddress, ReceiverSettings, TlsMaterial } from '../settings.ts';
import { parseListenAddress } from './listen-address.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';
import { tlsMistake } from './tls-mistake.ts';

/** Reads `receivers`: where traps and syslog are heard. Absent means that nothing is. */
export async function readReceivers(
  section: Section,
  { secrets, credentialNames }: { readonly secrets: Secrets; readonly credentialNames: ReadonlySet<string> },
): Promise<ReceiverSettings> {
  const traps = section.section('traps');
  const syslog = section.section('syslog');
  const settings: ReceiverSettings = {
    traps: { listen: readListen(traps, ['udp']), credentials: readNames(traps, credentialNames) },
    syslog: await readSyslog(syslog, secrets),
  };
  traps.finish();
  syslog.finish();
  section.finish();
  return settings;
}

async function readSyslog(section: Section, secrets: Secrets): Promise<ReceiverSettings['syslog']> {
  const listen = readListen(section, ['udp', 'tcp', 'tls']);
  const wantsTls = listen.some(({ transport }) => transport === 'tls');
  if (!section.has('tls')) {
    if (wantsTls) section.mistakes.add(section.place('listen'), 'tls-missing', { field: section.name('tls') });
    return { listen, tls: undefined };
  }
  return { listen, tls: await readTls(section, secrets) };
}

async function readTls(section: Section, secrets: Secrets): Promise<TlsMaterial | undefined> {
  const tls = section.section('tls');
  const certificate = await secrets.readPem(tls, 'certificate', { secret: false });
  const key = await secrets.readPem(tls, 'key', { secret: true });
  const clientAuthority = tls.has('client_authority')
    ? await secrets.readPem(tls, 'client_authority', { secret: false })
    : undefined;
  tls.finish();
  if (certificate === undefined || key === undefined) return undefined;
  const wrong = tlsMistake({ certificate, key, clientAuthority });
  if (wrong !== undefined) return section.wrong('tls', 'tls-pair', { reason: `key:inventory.reason.tls-${wrong}` });
  try {
    createSecureContext({ cert: certificate, key, ...(clientAuthority === undefined ? {} : { ca: clientAuthority }) });
    return { certificate, key, clientAuthority };
  } catch (thrown) {
    // OpenSSL's words name what is wrong and never the key.
    return section.wrong('tls', 'tls-pair', { reason: errorText(thrown) });
  }
}

function readListen(section: Section, transports: readonly ListenAddress['transport'][]): readonly ListenAddress[] {
  const field = section.name('listen');
  const seen = new Set<string>();
  return (section.list('listen') ?? []).flatMap(({ text, place }) => {
    const address = parseListenAddress(text, transports);
    if (address === undefined) {
      const allowed = transports.map((one) => `${one}:`).join(', ');
      section.mistakes.add(place, 'bad-listen', { field, value: text, allowed });
      return [];
    }
    const key = `${address.transport} ${address.host} ${address.port}`;
    if (seen.has(key)) section.mistakes.add(place, 'duplicate-listen', { field, value: text });
    if (address.port !== 0) seen.add(key);
    return [address];
  });
}

function readNames(section: Section, known: ReadonlySet<string>): readonly string[] {
  const field = section.name('credentials');
  return (section.list('credentials') ?? []).flatMap(({ text, place }) => {
    if (known.has(text)) return [text];
    section.mistakes.add(place, 'receiver-credential', { field, value: text, known: [...known].join(', ') });
    return [];
  });
}
