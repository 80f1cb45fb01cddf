import { parseAddress } from '../../core/index.ts';
import {
  addressOf,
  type ChannelSettings,
  channelKinds,
  incidentSeverities,
  pagingBounds,
  type SmtpSettings,
  type SyslogSettings,
} from '../paging-settings.ts';
import type { SnmpCredential } from '../settings.ts';
import { readTemplates } from './channel-templates.ts';
import { readSms, readVoice } from './channels-telephone.ts';
import { boundedSections, idOf, mailbox, nameIn, type PagingReference, severitiesIn } from './paging-values.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';
import { hostOf, isTrue, portOf } from './services-values.ts';
import { isWebUrl } from './web-url.ts';

/** What reading channels needs beside their section. */
export interface ChannelReading {
  readonly secrets: Secrets;
  readonly credentials: ReadonlyMap<string, SnmpCredential>;
}

/** Reads `channels`: each by its kind, its secrets resolved. */
export async function readChannels(
  root: Section,
  { secrets, credentials }: ChannelReading,
  references: PagingReference[],
): Promise<readonly ChannelSettings[]> {
  const seen = new Set<string>();
  const found: { readonly section: Section; readonly channel: ChannelSettings }[] = [];
  for (const section of boundedSections(root, 'channels', pagingBounds.channels)) {
    const kind = section.has('kind') ? section.oneOf('kind', channelKinds) : section.wrong('kind', 'yaml-key-missing');
    const usual = kind === 'sms' || kind === 'voice' ? slow[kind] : quick;
    const common = {
      id: idOf(section, seen),
      perMinute: section.number('per_minute', { otherwise: usual.perMinute, min: 1, max: 10_000, whole: true }),
      timeoutSeconds: section.duration('timeout', usual.timeout),
      attempts: section.number('attempts', { otherwise: usual.attempts, min: 1, max: 20, whole: true }),
      otherwiseId: section.has('otherwise') ? nameIn(section, 'otherwise', references) : undefined,
      severities: severitiesIn(section, incidentSeverities),
    };
    const templates = kind !== undefined && withWords.has(kind) ? readTemplates(section) : undefined;
    // What an unknown kind would need is not known: its other keys are not told as mistakes.
    if (kind === undefined) continue;
    const channel = await {
      smtp: () => readSmtp(section, secrets, common),
      sms: () => readSms(section, secrets, common),
      voice: () => readVoice(section, secrets, common),
      syslog: () => readSyslog(section, secrets, common),
      webhook: () => readWebhook(section, secrets, common),
      snmp: async () => readSnmp(section, credentials, common),
      alertmanager: async () => readAlertmanager(section, common),
      printer: () => readPrinter(section, secrets, common),
    }[kind]();
    section.finish();
    if (channel !== undefined)
      found.push({ section, channel: templates === undefined ? channel : { ...channel, templates } });
  }
  compareKinds(found);
  return found.map(({ channel }) => channel);
}

/** Where somebody reads or hears what is sent; what others are sent has a form that their receivers know. */
const withWords: ReadonlySet<ChannelSettings['kind']> = new Set(['smtp', 'sms', 'voice', 'printer', 'syslog']);
const quick = { perMinute: 60, attempts: 5, timeout: { otherwise: '10s', min: '100ms', max: '60s' } } as const;
/** A radio network takes seconds for each part of a message, a person the time of a call. */
const slow = {
  sms: { perMinute: 20, attempts: 5, timeout: { otherwise: '90s', min: '5s', max: '5m' } },
  voice: { perMinute: 10, attempts: 3, timeout: { otherwise: '4m', min: '10s', max: '10m' } },
} as const;

/** What every kind has. */
export type Common = Omit<Extract<ChannelSettings, { kind: 'webhook' }>, 'kind' | 'url' | 'secret'>;

async function readSmtp(section: Section, secrets: Secrets, common: Common): Promise<SmtpSettings> {
  const security = section.oneOf('security', ['none', 'starttls', 'smtps']) ?? 'starttls';
  const host = hostOf(section);
  const port = portOf(section, security === 'smtps' ? 465 : 25);
  const user = section.optionalText('user');
  const password = section.has('password') ? await secrets.read(section, 'password', 1) : undefined;
  if ((user === undefined) !== !section.has('password'))
    section.wrong(user === undefined ? 'user' : 'password', 'yaml-key-missing');
  // A password that anybody on the way may read is no secret any more.
  if (security === 'none' && section.has('password')) section.wrong('security', 'paging-clear-password');
  const from = section.text('from') ?? '';
  if (from !== '' && !mailbox.test(from)) section.wrong('from', 'paging-mailbox', { value: from });
  return {
    kind: 'smtp',
    ...common,
    ...{ host, port, security, from },
    ...(await trustOf(section, secrets)),
    answers: section.has('answers') ? readAnswers(section.section('answers')) : undefined,
    login: user === undefined || password === undefined ? undefined : { user, password },
  };
}

/** Where answers come in, on this machine alone unless it says otherwise: mail servers have no password for it. */
function readAnswers(section: Section): NonNullable<SmtpSettings['answers']> {
  const host = section.optionalText('host') ?? '127.0.0.1';
  if (parseAddress(host) === undefined) section.wrong('host', 'bad-address', { value: host });
  const port = portOf(section, 2_525);
  section.finish();
  return { host, port };
}

async function readSyslog(section: Section, secrets: Secrets, common: Common): Promise<SyslogSettings> {
  const transport = section.oneOf('transport', ['udp', 'tcp', 'tls']) ?? 'tcp';
  return {
    kind: 'syslog',
    ...common,
    transport,
    host: hostOf(section),
    port: portOf(section, { udp: 514, tcp: 601, tls: 6_514 }[transport]),
    ...(await trustOf(section, secrets)),
    facility: section.number('facility', { otherwise: 16, min: 0, max: 23, whole: true }),
  };
}

async function readWebhook(section: Section, secrets: Secrets, common: Common): Promise<ChannelSettings | undefined> {
  const url = section.text('url');
  if (url !== undefined) isWebUrl(section, 'url', url);
  const secret = await secrets.read(section, 'secret', 16);
  return url === undefined || secret === undefined ? undefined : { kind: 'webhook', ...common, url, secret };
}

function readSnmp(
  section: Section,
  credentials: ReadonlyMap<string, SnmpCredential>,
  common: Common,
): ChannelSettings | undefined {
  const [host, port] = [hostOf(section), portOf(section, 162)];
  const name = section.text('credential');
  const credential = credentials.get(name ?? '');
  if (name !== undefined && credential === undefined) {
    const known = [...credentials.keys()].join(', ');
    section.wrong('credential', 'receiver-credential', { value: name, known });
  }
  const inform = isTrue(section, 'inform', true);
  const isOld = credential?.version === 'v1';
  if (isOld || (credential?.version === 'v3' && !inform)) section.wrong(isOld ? 'credential' : 'inform', 'paging-trap');
  return credential === undefined ? undefined : { kind: 'snmp', ...common, host, port, credential, inform };
}

function readAlertmanager(section: Section, common: Common): ChannelSettings | undefined {
  const url = section.text('url');
  const parsed = url === undefined ? undefined : URL.parse(url);
  const isFine = /^https?:$/.test(parsed?.protocol ?? '') && parsed?.search === '' && parsed.hash === '';
  if (url !== undefined && !isFine) section.wrong('url', 'bad-webhook-url');
  else if (parsed != null && parsed.username + parsed.password !== '') section.wrong('url', 'url-secret');
  return parsed == null ? undefined : { kind: 'alertmanager', ...common, url: parsed.href.replace(/\/$/, '') };
}

async function readPrinter(section: Section, secrets: Secrets, common: Common): Promise<ChannelSettings | undefined> {
  const url = section.text('url');
  const parsed = url === undefined ? undefined : URL.parse(url);
  const isFine = /^ipps?:$/.test(parsed?.protocol ?? '') && parsed?.hostname !== '';
  if (url !== undefined && !isFine) section.wrong('url', 'paging-printer');
  else if (parsed != null && parsed.username + parsed.password !== '') section.wrong('url', 'url-secret');
  const authority = section.has('authority')
    ? await secrets.readPem(section, 'authority', { secret: false })
    : undefined;
  return parsed == null ? undefined : { kind: 'printer', ...common, url: parsed.href, authority };
}

async function trustOf(
  section: Section,
  secrets: Secrets,
): Promise<{ readonly authority: string | undefined; readonly serverName: string | undefined }> {
  return {
    authority: section.has('authority') ? await secrets.readPem(section, 'authority', { secret: false }) : undefined,
    serverName: section.has('server_name') ? hostOf(section, 'server_name') : undefined,
  };
}

/** A page goes on to the same address: a mailbox is no telephone, and one for systems goes by one for systems. */
function compareKinds(found: readonly { readonly section: Section; readonly channel: ChannelSettings }[]): void {
  const byId = new Map(found.map(({ channel }) => [channel.id, channel]));
  for (const { section, channel } of found) {
    const other = byId.get(channel.otherwiseId ?? '');
    if (other === undefined) continue;
    if (other.id === channel.id || addressOf(other) !== addressOf(channel))
      section.wrong('otherwise', 'paging-otherwise', { value: other.id });
  }
}
