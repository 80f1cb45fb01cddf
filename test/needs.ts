import { appendFileSync, existsSync, globSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { describe } from 'vitest';

/** Debian package that brings each outside tool that a suite may need. */
export const packageOfTool: Readonly<Record<string, string>> = {
  snmpd: 'snmpd',
  snmpget: 'snmp',
  snmptrap: 'snmp',
  snmptrapd: 'snmptrapd',
  snmpinform: 'snmp',
  logger: 'bsdutils',
  openssl: 'openssl',
  snmptranslate: 'snmp',
  chromium: 'chromium',
  prometheus: 'prometheus',
  promtool: 'prometheus',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  'prometheus-snmp-exporter': 'prometheus-snmp-exporter',
  pdftotext: 'poppler-utils',
  pdfdetach: 'poppler-utils',
  pdffonts: 'poppler-utils',
  qpdf: 'qpdf',
  zbarimg: 'zbar-tools',
  ip: 'iproute2',
  nft: 'nftables',
  ping: 'iputils-ping',
  traceroute: 'traceroute',
  nping: 'nmap',
  tcpdump: 'tcpdump',
  keepalived: 'keepalived',
  bridge: 'iproute2',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  postgres: 'postgresql',
  psql: 'postgresql',
  mariadbd: 'mariadb-server',
  'mariadb-install-db': 'mariadb-server',
  'redis-server': 'redis-server',
  crm_mon: 'pacemaker-cli-utils',
  restic: 'restic',
  borg: 'borgbackup',
  pgbackrest: 'pgbackrest',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  mount: 'mount',
  nginx: 'nginx-light',
  slapd: 'slapd',
  exim4: 'exim4-daemon-light',
  dnsmasq: 'dnsmasq-base',
  chronyd: 'chrony',
  sipp: 'sip-tester',
  socat: 'socat',
  'espeak-ng': 'espeak-ng',
  cupsd: 'cups-daemon',
  check_tcp: 'monitoring-plugins-basic',
};

/** Path of a tool where it is installed. */
export function findTool(tool: string): string | undefined {
  // Debian keeps PostgreSQL's servers in a folder for each version, outside of the path.
  const versioned = globSync('/usr/lib/postgresql/*/bin');
  const usual = ['/usr/sbin', '/usr/bin', '/sbin', '/usr/local/sbin', '/usr/lib/nagios/plugins'];
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...usual, ...versioned];
  return folders.map((folder) => join(folder, tool)).find((path) => existsSync(path));
}

/** Path of a tool that the suite has declared with `suiteNeeding`. */
export function toolPath(tool: string): string {
  const path = findTool(tool);
  if (path === undefined) throw new Error(`${tool} is not installed: apt-get install ${packageOfTool[tool] ?? tool}`);
  return path;
}

/** The folder of other people's data (walks, vectors), read and never copied. */
export function sharedFolder(): string {
  return resolve(process.env.FANGZHOU_SHARED ?? join(import.meta.dirname, '..', '..', 'shared'));
}

/**
 * A suite that needs outside tools (`snmpd`), the right to make network namespaces (`root`), or shared data (`shared/walks/expected.json`).
 * Where one is absent the suite is named at the end of `npm test` as not run, with the command that brings it;
 * in CI (`CI=true`) it runs all the same and fails: an absence there is never a silence.
 */
export function suiteNeeding(needed: readonly string[], name: string, body: () => void): void {
  const missing = needed.filter((need) =>
    need === 'root'
      ? process.getuid?.() !== 0
      : need.startsWith('shared/')
        ? !existsSync(join(sharedFolder(), need.slice(7)))
        : findTool(need) === undefined,
  );
  const runs = missing.length === 0 || process.env.CI === 'true';
  const list = process.env.FANGZHOU_NOT_RUN;
  if (!runs && list !== undefined) {
    const remedies = missing.map((need) =>
      need === 'root'
        ? 'run npm test as root: it makes network namespaces'
        : need.startsWith('shared/')
          ? `set FANGZHOU_SHARED to the folder that holds ${need.slice(7)}`
          : `apt-get install ${packageOfTool[need] ?? need}`,
    );
    appendFileSync(list, `${name}: ${remedies.join('; ')}\n`);
  }
  describe.runIf(runs)(name, body);
}
