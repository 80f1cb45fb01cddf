import type { TextKey, Words } from './language.ts';

const deviceKinds: Readonly<Record<string, TextKey>> = {
  utm: 'dashboards.device.utm',
  switch: 'dashboards.device.switch',
  host: 'dashboards.device.host',
  router: 'dashboards.device.router',
  olt: 'dashboards.device.olt',
  onu: 'dashboards.device.onu',
  ups: 'dashboards.device.ups',
};

/** A device's kind in words; a kind that the page does not know shows as it is. */
export function kindText(t: Words, kind: string): string {
  const key = deviceKinds[kind];
  return key === undefined ? kind : t(key);
}

const conditions: Readonly<Record<string, TextKey>> = {
  'link-down': 'dashboards.condition.link-down',
  'device-unreachable': 'dashboards.condition.device-unreachable',
  'high-error-rate': 'dashboards.condition.high-error-rate',
  'high-utilisation': 'dashboards.condition.high-utilisation',
  'device-rebooted': 'dashboards.condition.device-rebooted',
  'poll-gap': 'dashboards.condition.poll-gap',
  'isolation-violated': 'dashboards.condition.isolation-violated',
  'items-escalated': 'dashboards.condition.items-escalated',
  'backup-failing': 'dashboards.condition.backup-failing',
  'own-standby': 'dashboards.condition.own-standby',
  'pair-at-risk': 'dashboards.condition.pair-at-risk',
  'collector-silent': 'dashboards.condition.collector-silent',
  'service-down': 'dashboards.condition.service-down',
  'service-slow': 'dashboards.condition.service-slow',
  'certificate-ending': 'dashboards.condition.certificate-ending',
  'figure-out-of-range': 'dashboards.condition.figure-out-of-range',
  'figure-quiet': 'dashboards.condition.figure-quiet',
  rule: 'dashboards.condition.rule',
  'foreign-alert': 'dashboards.condition.foreign-alert',
};

/** What kind of trouble, in a word or two; one that the page does not know is told by its summary alone. */
export function conditionText(t: Words, condition: string): string {
  const key = conditions[condition];
  return key === undefined ? '' : t(key);
}
