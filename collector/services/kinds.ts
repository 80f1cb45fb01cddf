import type { ProbeKind } from '../../inventory/index.ts';
import type { Attempt } from './attempt.ts';

/** How each kind is tried. A kind's code and its drivers are loaded when the first probe of it runs. */
export const kinds: { readonly [K in ProbeKind]: Attempt<K> } = {
  http: async (ask) => (await import('./http/try.ts')).tryHttp(ask),
  tls: async (ask) => (await import('./tls.ts')).tryTls(ask),
  tcp: async (ask) => (await import('./tcp.ts')).tryTcp(ask),
  icmp: async (ask) => (await import('./icmp.ts')).tryIcmp(ask),
  dns: async (ask) => (await import('./dns.ts')).tryDns(ask),
  ntp: async (ask) => (await import('./ntp.ts')).tryNtp(ask),
  ldap: async (ask) => (await import('./ldap/ldap.ts')).tryLdap(ask),
  smtp: async (ask) => (await import('./smtp.ts')).trySmtp(ask),
  postgresql: async (ask) => (await import('./sql/sql.ts')).tryPostgresql(ask),
  mysql: async (ask) => (await import('./sql/sql.ts')).tryMysql(ask),
  sip: async (ask) => (await import('./sip/sip.ts')).trySip(ask),
  rtsp: async (ask) => (await import('./rtsp.ts')).tryRtsp(ask),
  h323: async (ask) => (await import('./h323.ts')).tryH323(ask),
  exec: async (ask) => (await import('./exec/exec.ts')).tryExec(ask),
};
