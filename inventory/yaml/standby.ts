import type { Access } from '../../standby/index.ts';
import type { StandbyArbiter, StandbySettings } from '../standby-settings.ts';
import { readDeadMan } from './dead-man.ts';
import { parseListenAddress } from './listen-address.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';
import { isWebUrl } from './web-url.ts';

const idForm = /^[a-z][a-z0-9-]{0,31}$/;
const keyCharacters = 32;

/** Reads `standby`; undefined where it is not written: then there is one instance, and no other. */
export async function readStandby(root: Section, secrets: Secrets): Promise<StandbySettings | undefined> {
  if (!root.has('standby')) return undefined;
  const section = root.section('standby');
  if (root.has('warm_standby')) root.wrong('warm_standby', 'standby-two-kinds');
  const id = readId(section, 'id');
  const peer = readId(section, 'peer');
  if (id !== undefined && id === peer) section.wrong('peer', 'standby-same-id', { value: id });
  const url = section.text('url');
  if (url !== undefined) isWebUrl(section, 'url', url);
  const databases = await readDatabases(section, secrets, [id, peer]);
  const settings = {
    ttlSeconds: section.duration('ttl', { otherwise: '6s', min: '6s', max: '5m' }),
    notifyDelaySeconds: section.duration('notify_delay', { otherwise: '15s', min: '1s', max: '10m' }),
    arbiter: section.has('arbiter') ? await readArbiter(section.section('arbiter'), secrets) : undefined,
    deadMan: section.has('dead_man') ? await readDeadMan(section.section('dead_man'), secrets) : undefined,
  };
  section.finish();
  if (id === undefined || peer === undefined || url === undefined) return undefined;
  return { id, peer, url, databases, ...settings };
}

function readId(section: Section, key: string): string | undefined {
  const id = section.text(key);
  return id === undefined || idForm.test(id) ? id : section.wrong(key, 'standby-bad-id', { value: id });
}

async function readDatabases(
  section: Section,
  secrets: Secrets,
  members: readonly (string | undefined)[],
): Promise<readonly Access[]> {
  const parts = section.sections('postgres');
  if (parts.length === 0 && !section.has('postgres')) section.wrong('postgres', 'yaml-key-missing');
  if (parts.length > 2) section.wrong('postgres', 'standby-too-many-databases', { max: 2 });
  const databases: Access[] = [];
  for (const part of parts) {
    const host = part.text('host');
    const at = part.optionalText('at');
    if (at !== undefined && !members.includes(at))
      part.wrong('at', 'standby-unknown-member', {
        value: at,
        known: members.filter((each) => each !== undefined).join(', '),
      });
    const read = {
      port: part.number('port', { otherwise: 5432, min: 1, max: 65_535, whole: true }),
      database: part.optionalText('database') ?? 'fangzhou',
      user: part.optionalText('user') ?? 'fangzhou',
      password: await secrets.read(part, 'password', 8),
      authority: part.has('authority') ? await secrets.readPem(part, 'authority', { secret: false }) : undefined,
    };
    part.finish();
    const { password } = read;
    if (host !== undefined && password !== undefined) databases.push({ ...read, host, at, password });
  }
  const places = databases.map(({ at }) => at);
  const mixed = places.some((at) => at === undefined) && places.some((at) => at !== undefined);
  if (mixed || (places[0] !== undefined && places[0] === places[1]))
    section.wrong('postgres', 'standby-database-places');
  return databases;
}

async function readArbiter(section: Section, secrets: Secrets): Promise<StandbyArbiter | undefined> {
  const text = section.text('address');
  const address = text === undefined ? undefined : parseListenAddress(text, ['tcp']);
  if (text !== undefined && (address === undefined || address.port === 0))
    section.wrong('address', 'standby-arbiter-address', { value: text });
  const key = await secrets.read(section, 'key', keyCharacters);
  section.finish();
  return address === undefined || key === undefined ? undefined : { host: address.host, port: address.port, key };
}
