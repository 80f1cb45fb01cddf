/** The keys of each kind of probe, beside those that every probe has. */
import { type ProbeKind, type ProbeSettings, serviceBounds } from '../service-settings.ts';
import type { Section } from './section.ts';
import { readHttp } from './services-http.ts';
import { atMost, hostOf, optionalPattern, portOf, type ServiceReading, tlsOf } from './services-values.ts';

type Common =
  | 'id'
  | 'nameZh'
  | 'nameEn'
  | 'serviceId'
  | 'periodSeconds'
  | 'timeoutMs'
  | 'retries'
  | 'budgetsMs'
  | 'from';
type Own<K extends ProbeKind> = Omit<Extract<ProbeSettings, { kind: K }>, Common>;

type KindReader<K extends ProbeKind> = (section: Section, reading: ServiceReading) => Own<K> | Promise<Own<K>>;

const startTlsPorts = { smtp: 25, ldap: 389 } as const;

export const kindReaders: { readonly [K in ProbeKind]: KindReader<K> } = {
  http: readHttp,
  tls: async (section, reading) => {
    const startTls = section.oneOf('starttls', ['smtp', 'ldap']);
    return {
      kind: 'tls',
      host: hostOf(section),
      port: portOf(section, startTls === undefined ? 443 : startTlsPorts[startTls]),
      startTls,
      warnDays: section.duration('warn', { otherwise: '30d', min: '1d', max: '1y', unit: '1d' }) / 86_400,
      leastVersion: section.oneOf('least_version', ['TLSv1.2', 'TLSv1.3']) ?? 'TLSv1.2',
      ...(await tlsOf(section, reading)),
    };
  },
  tcp: (section) => ({
    kind: 'tcp',
    host: hostOf(section),
    port: requiredPort(section),
    expect: optionalPattern(section, 'expect'),
  }),
  icmp: (section) => ({
    kind: 'icmp',
    host: hostOf(section),
    count: section.number('count', { otherwise: 3, min: 1, max: 20, whole: true }),
    mostLoss: section.number('most_loss', { otherwise: 0.34, min: 0, max: 0.99, whole: false }),
  }),
  dns: (section) => ({
    kind: 'dns',
    host: hostOf(section),
    port: portOf(section, 53),
    name: hostOf(section, 'name'),
    type: section.oneOf('type', ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'SRV', 'SOA', 'NS', 'PTR']) ?? 'A',
    expect: (section.list('expect') ?? []).map(({ text }) => text),
  }),
  ntp: (section) => ({
    kind: 'ntp',
    host: hostOf(section),
    port: portOf(section, 123),
    mostOffsetMs: section.duration('most_offset', { otherwise: '1s', min: '1ms', max: '1d' }) * 1_000,
    mostStratum: section.number('most_stratum', { otherwise: 15, min: 1, max: 15, whole: true }),
  }),
  ldap: async (section, reading) => {
    const security = section.oneOf('security', ['ldaps', 'starttls', 'none']) ?? 'ldaps';
    const bindDn = section.optionalText('bind_dn');
    return {
      kind: 'ldap',
      host: hostOf(section),
      port: portOf(section, security === 'ldaps' ? 636 : 389),
      security,
      bindDn,
      password: bindDn === undefined ? undefined : await reading.secrets.read(section, 'password', 1),
      baseDn: section.optionalText('base_dn') ?? '',
      filter: section.optionalText('filter') ?? '(objectClass=*)',
      leastEntries: section.number('least_entries', { otherwise: 1, min: 0, max: 10_000, whole: true }),
      ...(await tlsOf(section, reading)),
    };
  },
  smtp: async (section, reading) => {
    const security = section.oneOf('security', ['smtps', 'starttls', 'none']) ?? 'starttls';
    const user = section.optionalText('user');
    return {
      kind: 'smtp',
      host: hostOf(section),
      port: portOf(section, security === 'smtps' ? 465 : 25),
      security,
      user,
      password: user === undefined ? undefined : await reading.secrets.read(section, 'password', 1),
      ...(await tlsOf(section, reading)),
    };
  },
  postgresql: async (section, reading) => ({
    kind: 'postgresql',
    ...(await readSqlAsk(section, reading, 5432)),
    ...rowsOf(section),
  }),
  mysql: async (section, reading) => ({
    kind: 'mysql',
    ...(await readSqlAsk(section, reading, 3306)),
    ...rowsOf(section),
  }),
  sip: (section) => ({
    kind: 'sip',
    host: hostOf(section),
    port: portOf(section, 5060),
    transport: section.oneOf('transport', ['udp', 'tcp']) ?? 'udp',
  }),
  rtsp: (section) => ({
    kind: 'rtsp',
    host: hostOf(section),
    port: portOf(section, 554),
    path: section.optionalText('path') ?? '/',
  }),
  h323: (section) => ({ kind: 'h323', host: hostOf(section), port: portOf(section, 1720) }),
  exec: async (section, { secrets }) => {
    const [command, ...words] = (section.list('command') ?? []).map(({ text }) => text);
    if (!section.has('command')) section.wrong('command', 'yaml-key-missing');
    // A program with its arguments, never a line for a shell: nothing is expanded.
    else if (command === undefined || !command.startsWith('/')) section.wrong('command', 'probe-command');
    atMost(section, 'command', words.length + 1, serviceBounds.words);
    const inside = section.section('environment');
    const environment: Record<string, string> = {};
    for (const name of inside.keys()) {
      const value = inside.isSection(name) ? await secrets.read(inside, name, 1) : inside.optionalText(name);
      if (!/^[A-Za-z_]\w{0,127}$/.test(name)) inside.wrong(name, 'probe-variable');
      if (value !== undefined) environment[name] = value;
    }
    inside.finish();
    return { kind: 'exec', command: command ?? '', arguments: words, environment };
  },
};

function requiredPort(section: Section): number {
  return section.has('port') ? portOf(section, 0) : (section.wrong('port', 'yaml-key-missing') ?? 0);
}

/** How a database is asked, the same for probes and figures. */
export async function readSqlAsk(section: Section, reading: ServiceReading, port: number) {
  const { authority, serverName, insecure } = await tlsOf(section, reading);
  const tls = section.oneOf('tls', ['off', 'verify', 'unverified']) ?? 'verify';
  return {
    host: hostOf(section),
    port: portOf(section, port),
    database: section.text('database') ?? '',
    user: section.text('user') ?? '',
    // A database may trust who comes by a certificate or from an address.
    password: section.has('password') ? await reading.secrets.read(section, 'password', 1) : undefined,
    tls: insecure && tls === 'verify' ? ('unverified' as const) : tls,
    statement: section.text('statement') ?? '',
    ...{ authority, serverName },
  };
}

function rowsOf(section: Section) {
  const rows = (key: string, otherwise: number): number =>
    section.number(key, { otherwise, min: 0, max: 1_000_000, whole: true });
  return {
    leastRows: rows('least_rows', 1),
    mostRows: rows('most_rows', 1_000_000),
    firstValue: optionalPattern(section, 'first_value'),
  };
}
