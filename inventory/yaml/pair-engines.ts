/** How the engines of a pair are asked: each key that is not written keeps what holds for all pairs. */
import { resolve } from 'node:path';
import { parseAddress } from '../../core/index.ts';
import type { PairProbeSettings, PairSettings, SqlAccess } from '../pair-settings.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';

const mostProbes = 8;

/** What reading needs beside the section. */
export interface PairReadingContext {
  readonly secrets: Secrets;
  /** Files are relative to this folder. */
  readonly besides: string;
}

type Engines = Pick<
  PairSettings,
  'postgresql' | 'mysql' | 'redis' | 'patroni' | 'pacemaker' | 'corosync' | 'drbd' | 'manifest' | 'health'
>;

/** Reads the engines of a pair; `base` is what holds where a key is missing. */
export async function readEngines(section: Section, base: Engines, context: PairReadingContext): Promise<Engines> {
  const { secrets, besides } = context;
  return {
    postgresql: section.has('postgresql')
      ? await readSql(section.section('postgresql'), secrets, { port: 5432, database: 'postgres' })
      : base.postgresql,
    mysql: section.has('mysql')
      ? await readSql(section.section('mysql'), secrets, { port: 3306, database: 'mysql' })
      : base.mysql,
    redis: section.has('redis') ? await readRedis(section.section('redis'), secrets) : base.redis,
    patroni: section.has('patroni') ? readPatroni(section.section('patroni')) : base.patroni,
    pacemaker: readOutput(section, 'pacemaker', besides) ?? base.pacemaker,
    corosync: readOutput(section, 'corosync', besides) ?? base.corosync,
    drbd: readOutput(section, 'drbd', besides) ?? base.drbd,
    manifest: readOutput(section, 'manifest', besides) ?? base.manifest,
    health: section.has('health') ? readHealth(section.section('health')) : base.health,
  };
}

async function readSql(
  section: Section,
  secrets: Secrets,
  otherwise: { readonly port: number; readonly database: string },
): Promise<SqlAccess | undefined> {
  const user = section.text('user');
  const password = await secrets.read(section, 'password', 1);
  const tls = section.oneOf('tls', ['off', 'require', 'verify']) ?? 'off';
  const access = {
    port: portOf(section, 'port', otherwise.port),
    database: section.optionalText('database') ?? otherwise.database,
    tls,
    authority: section.has('authority')
      ? await secrets.readPem(section, 'authority', { secret: false })
      : tls === 'verify'
        ? section.wrong('authority', 'yaml-key-missing')
        : undefined,
  };
  section.finish({ hide: true });
  return user === undefined || password === undefined ? undefined : { user, password, ...access };
}

async function readRedis(section: Section, secrets: Secrets): Promise<PairSettings['redis']> {
  const redis = {
    port: portOf(section, 'port', 6379),
    user: section.optionalText('user') ?? 'default',
    password: await secrets.read(section, 'password', 1),
  };
  section.finish({ hide: true });
  const { password } = redis;
  return password === undefined ? undefined : { ...redis, password };
}

function readPatroni(section: Section): PairSettings['patroni'] {
  const patroni = { port: portOf(section, 'port', 8008) };
  section.finish();
  return patroni;
}

/** Output of a command that the member's agent extends SNMP by, or that lies in a file here. */
function readOutput(
  section: Section,
  key: 'pacemaker' | 'corosync' | 'drbd' | 'manifest',
  besides: string,
): { readonly extend: string } | { readonly file: string } | undefined {
  if (!section.has(key)) return undefined;
  const output = section.section(key);
  const extend = output.optionalText('extend');
  const file = output.optionalText('file');
  output.finish();
  if (!section.isSection(key)) return undefined;
  if ((extend === undefined) === (file === undefined)) return section.wrong(key, 'pair-output');
  if (extend !== undefined) {
    const good = /^[\x21-\x7e]{1,32}$/.test(extend);
    return good ? { extend } : output.wrong('extend', 'pair-extend', { value: extend });
  }
  return file === undefined ? undefined : { file: resolve(besides, file) };
}

function readHealth(section: Section): PairSettings['health'] {
  const url = urlOf(section, 'url');
  const rolePath = section.optionalText('role_path') ?? 'role';
  section.finish();
  return url === undefined ? undefined : { url, rolePath };
}

/** Reads `probes`: tries of the service through the virtual address. */
export async function readProbes(
  section: Section,
  { secrets }: PairReadingContext,
): Promise<readonly PairProbeSettings[]> {
  const probes: PairProbeSettings[] = [];
  for (const one of section.sections('probes')) {
    const probe = await readProbe(one, secrets);
    if (probes.some(({ id }) => id === probe?.id)) one.wrong('id', 'pair-probe-twice', { value: probe?.id ?? '' });
    if (probe !== undefined) probes.push(probe);
  }
  if (probes.length > mostProbes) section.wrong('probes', 'pair-probes', { most: mostProbes });
  return probes;
}

async function readProbe(section: Section, secrets: Secrets): Promise<PairProbeSettings | undefined> {
  const id = section.text('id');
  const kind = section.has('kind') ? section.oneOf('kind', ['tcp', 'http']) : section.wrong('kind', 'yaml-key-missing');
  const isHttp = kind === 'http';
  const host = section.optionalText('host');
  if (host !== undefined && parseAddress(host) === undefined) section.wrong('host', 'bad-address', { value: host });
  const probe = {
    host,
    port: section.has('port') ? portOf(section, 'port', 0) : undefined,
    url: section.has('url') ? urlOf(section, 'url') : undefined,
    expect: section.optionalText('expect'),
    memberHeader: section.optionalText('member_header')?.toLowerCase(),
    authority: section.has('authority') ? await secrets.readPem(section, 'authority', { secret: false }) : undefined,
    insecure: section.has('insecure') ? section.oneOf('insecure', ['true', 'false']) === 'true' : false,
  };
  if (isHttp && !section.has('url')) section.wrong('url', 'yaml-key-missing');
  if (kind === 'tcp' && !section.has('port')) section.wrong('port', 'yaml-key-missing');
  if (kind === 'tcp' && section.has('url')) section.wrong('url', 'pair-probe-url');
  section.finish();
  if (id === undefined || kind === undefined) return undefined;
  if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(id)) section.wrong('id', 'pair-probe-id', { value: id });
  return { id, kind, ...probe };
}

function urlOf(section: Section, key: string): string | undefined {
  const url = section.text(key);
  if (url === undefined) return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) return section.wrong(key, 'pair-url');
  return parsed.username === '' && parsed.password === '' ? url : section.wrong(key, 'url-secret');
}

function portOf(section: Section, key: string, otherwise: number): number {
  return section.number(key, { otherwise, min: 1, max: 65_535, whole: true });
}
