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
