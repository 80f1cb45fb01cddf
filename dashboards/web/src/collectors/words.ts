import type { WireState } from '../../../../api/wire.ts';
import type { WireLightCollector, WireLightCollectors, WireLightGap } from '../../../../api/wire-light-collectors.ts';
import type { TextKey } from '../text/language.ts';

type Condition = WireLightCollector['condition'];

export const conditionTexts: Readonly<Record<Condition, TextKey>> = {
  connected: 'dashboards.light.condition.connected',
  'catching-up': 'dashboards.light.condition.catching-up',
  silent: 'dashboards.light.condition.silent',
  never: 'dashboards.light.condition.never',
  revoked: 'dashboards.light.condition.revoked',
};

/** The shape that goes with the word. */
export const conditionStates: Readonly<Record<Condition, WireState>> = {
  connected: 'up',
  'catching-up': 'degraded',
  silent: 'down',
  never: 'unknown',
  revoked: 'unknown',
};

export const gapTexts: Readonly<Record<WireLightGap['reason'], TextKey>> = {
  dropped: 'dashboards.light.gap.dropped',
  'disk-full': 'dashboards.light.gap.disk-full',
  damaged: 'dashboards.light.gap.damaged',
  'set-back': 'dashboards.light.gap.set-back',
  'delivered-before': 'dashboards.light.gap.delivered-before',
  unknown: 'dashboards.light.gap.unknown',
  invalid: 'dashboards.light.gap.invalid',
  'spool-replaced': 'dashboards.light.gap.spool-replaced',
};

/** Where a collector connects to: as it is declared, else the listening address, else this page's own host with that port. */
export function hubUrl(listening: NonNullable<WireLightCollectors['listening']>, pageHost: string): string {
  if (listening.url !== null) return listening.url;
  const isAny = listening.host === '0.0.0.0' || listening.host === '::';
  const host = isAny ? pageHost.replace(/^\[|\]$/g, '') : listening.host;
  return `https://${host.includes(':') ? `[${host}]` : host}:${listening.port}`;
}

/** What is run on the collector's machine. */
export function commandLine(url: string, token: string): string {
  return `fangzhou collector --hub ${url} --token ${token} --data /var/lib/fangzhou-collector`;
}
