/** Channels that reach telephones. */
import type { SmsSettings, VoiceSettings } from '../paging-settings.ts';
import type { Common } from './channels.ts';
import { telephone } from './paging-values.ts';
import type { Secrets } from './secrets.ts';
import type { Section } from './section.ts';
import { hostOf, isTrue, portOf } from './services-values.ts';

/** Where a modem hangs, its SIM, and what its messages may be. */
export async function readSms(section: Section, secrets: Secrets, common: Common): Promise<SmsSettings> {
  const isDevice = section.has('device');
  // Either of the two: the other one's keys are unknown ones.
  const modem = isDevice ? readDevice(section) : { host: hostOf(section), port: portOf(section, 2_001) };
  const pin = section.has('pin') ? await secrets.read(section, 'pin', 4) : undefined;
  if (pin !== undefined && !/^\d{4,8}$/.test(pin)) section.wrong('pin', 'paging-pin');
  return {
    kind: 'sms',
    ...common,
    ...{ modem, pin },
    centre: section.has('centre') ? numberIn(section, 'centre') : undefined,
    country: countryIn(section),
    parts: section.number('parts', { otherwise: 4, min: 1, max: 10, whole: true }),
    reports: isTrue(section, 'reports', true),
  };
}

function readDevice(section: Section): { readonly device: string; readonly baud: number } {
  const device = section.text('device') ?? '';
  if (device !== '' && !/^\/dev\/[\w./-]{1,200}$/.test(device))
    section.wrong('device', 'paging-device', { value: device });
  const allowed = ['9600', '19200', '38400', '57600', '115200', '230400', '460800', '921600'] as const;
  return { device, baud: Number(section.has('baud') ? (section.oneOf('baud', allowed) ?? 115_200) : 115_200) };
}

function numberIn(section: Section, key: string): string | undefined {
  const text = section.text(key);
  if (text === undefined || telephone.test(text)) return text;
  return section.wrong(key, 'paging-telephone', { value: text });
}

/** A SIP server, whom it knows us as, and how long a telephone rings. */
export async function readVoice(section: Section, secrets: Secrets, common: Common): Promise<VoiceSettings> {
  const user = section.text('user') ?? '';
  // It stands in addresses of SIP as it is.
  if (user !== '' && !/^[\w.+-]{1,64}$/.test(user)) section.wrong('user', 'paging-sip-user', { value: user });
  const recordings = section.section('recordings');
  const pathOf = (language: 'zh-CN' | 'en') => {
    const path = recordings.optionalText(language);
    return path === undefined ? {} : { [language]: secrets.pathOf(path) };
  };
  const voice: VoiceSettings = {
    kind: 'voice',
    ...common,
    ...{ host: hostOf(section), port: portOf(section, 5_060), user },
    password: section.has('password') ? await secrets.read(section, 'password', 1) : undefined,
    domain: section.has('domain') ? hostOf(section, 'domain') : undefined,
    lines: section.number('lines', { otherwise: 1, min: 1, max: 30, whole: true }),
    ringSeconds: section.duration('ring', { otherwise: '40s', min: '5s', max: '3m' }),
    repeats: section.number('repeats', { otherwise: 3, min: 1, max: 20, whole: true }),
    recordings: { ...pathOf('zh-CN'), ...pathOf('en') },
  };
  recordings.finish();
  return voice;
}

/** The calling code of numbers that are written without one. */
function countryIn(section: Section): string {
  const text = section.optionalText('country') ?? '86';
  return /^[1-9]\d{0,2}$/.test(text) ? text : (section.wrong('country', 'paging-country', { value: text }) ?? '86');
}
