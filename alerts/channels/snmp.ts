import { sendNotification } from '../../collector/index.ts';
import { type Clock, message } from '../../core/index.ts';
import type { SnmpChannelSettings } from '../../inventory/index.ts';
import type { Severity } from '../incident.ts';
import type { Channel, PageEvent, PageToSend } from '../paging/model.ts';

/** FANGZHOU-MIB: `FANGZHOU-MIB.txt`, beside this file. */
const mib = '1.3.6.1.4.1.8072.9999.9999.7070';
const notifications: Readonly<Record<PageEvent, number>> = {
  ...{ raised: 1, escalated: 1, reminded: 1, acknowledged: 2, cleared: 3, summary: 1, test: 4 },
};
const severities: Readonly<Record<Severity, number>> = { critical: 1, major: 2, minor: 3, info: 4 };
/** FzText. */
const mostBytes = 1_000;

/** SNMP notifications out: an inform counts as delivered when its receiver acknowledges it, a trap as sent. */
export function openSnmpChannel(settings: SnmpChannelSettings, clock: Clock): Channel {
  const { id, host, port, credential, inform, timeoutSeconds } = settings;
  const bornAtMs = clock.monotonicMs();
  let lastInform: { readonly ok: boolean; readonly detail: string } | undefined;
  // Two tries, and for v3 the discovery before them.
  const timeoutMs = Math.max(100, Math.floor((timeoutSeconds * 1_000) / (credential.version === 'v3' ? 4 : 2)));
  return {
    id,
    kind: 'snmp',
    async send(page) {
      const result = await sendNotification({
        ...{ host, port, credential, inform, timeoutMs },
        oid: `${mib}.0.${notifications[page.page.event]}`,
        varbinds: varbindsOf(page),
        upTime: Math.max(1, Math.floor((clock.monotonicMs() - bornAtMs) / 10)),
      });
      if (inform) lastInform = { ok: result.ok, detail: result.ok ? '' : result.detail };
      if (!result.ok) return { outcome: 'failed', detail: result.detail };
      return { outcome: result.acknowledged ? 'delivered' : 'sent' };
    },
    // Only a notification would tell: none is sent to see whether it could be.
    async check() {
      if (!inform) return { state: 'unknown', reason: message('alerts.channel.snmp.trap') };
      if (lastInform === undefined) return { state: 'unknown', reason: message('alerts.channel.snmp.none') };
      if (lastInform.ok) return { state: 'good', reason: message('alerts.channel.snmp.good') };
      return { state: 'bad', reason: message('alerts.channel.snmp.bad', { detail: lastInform.detail }) };
    },
    close() {},
  };
}

function varbindsOf({ page, incident, subject, severity }: PageToSend) {
  const values = [
    incident.id,
    severities[severity],
    incident.condition,
    `${incident.root.kind} ${incident.root.id}`,
    subject,
    page.key,
  ];
  return values.map((value, index) => ({
    oid: `${mib}.1.${index + 1}.0`,
    value: typeof value === 'number' ? value : cut(value),
  }));
}

/** Whole characters only. */
function cut(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length <= mostBytes ? text : new TextDecoder().decode(bytes.subarray(0, mostBytes), { stream: true });
}
