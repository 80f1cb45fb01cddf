import type { Clock } from '../../core/index.ts';
import type { ChannelSettings } from '../../inventory/index.ts';
import type { Channel, ChannelEars } from '../paging/model.ts';
import { openAlertmanager } from './alertmanager.ts';
import { openPrinter } from './printer/printer.ts';
import { openSms } from './sms/sms.ts';
import { openSmtp } from './smtp.ts';
import { openSnmpChannel } from './snmp.ts';
import { openSyslog } from './syslog.ts';
import { openVoice } from './voice/voice.ts';
import { openWebhookChannel } from './webhook.ts';

/** Opens a channel by its kind; nothing is connected before something is to be sent. */
export function openChannel(settings: ChannelSettings, clock: Clock, ears: ChannelEars, timeZone: string): Channel {
  if (settings.kind === 'smtp') return openSmtp(settings, { clock, ears });
  if (settings.kind === 'sms') return openSms(settings, clock, ears);
  if (settings.kind === 'voice') return openVoice(settings, clock, ears);
  if (settings.kind === 'printer') return openPrinter(settings, clock, timeZone);
  if (settings.kind === 'syslog') return openSyslog(settings);
  if (settings.kind === 'snmp') return openSnmpChannel(settings, clock);
  if (settings.kind === 'alertmanager') return openAlertmanager(settings, clock);
  return openWebhookChannel(settings, clock);
}
