import type { ProbeKind } from '../../inventory/index.ts';
import { type Attempt, notTried, type Tried } from './attempt.ts';

const notBuilt = (): Promise<Tried> => Promise.reject(notTried('kind-missing'));

/** How each kind is tried. A kind's code and its drivers are loaded when the first probe of it runs. */
export const kinds: { readonly [K in ProbeKind]: Attempt<K> } = {
  http: async (ask) => (await import('./http/try.ts')).tryHttp(ask),
  tls: async (ask) => (await import('./tls.ts')).tryTls(ask),
  tcp: notBuilt,
  icmp: notBuilt,
  dns: notBuilt,
  ntp: notBuilt,
  ldap: notBuilt,
  smtp: notBuilt,
  postgresql: notBuilt,
  mysql: notBuilt,
  sip: notBuilt,
  rtsp: notBuilt,
  h323: notBuilt,
  exec: notBuilt,
};
