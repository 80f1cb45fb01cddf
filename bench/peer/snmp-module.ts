import { interfaceColumns } from '../../collector/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';

/** Labels that snmp_exporter's own if_mib puts on every series of an interface. */
const labelColumns = ['ifDescr', 'ifName', 'ifAlias'] as const;
const textColumns: ReadonlySet<string> = new Set(labelColumns);
const counters = /Octets$|Pkts$|Discards$|Errors$/;

const system = '1.3.6.1.2.1.1';
const scalars: readonly Metric[] = [
  metric('sysDescr', `${system}.1`, 'DisplayString'),
  metric('sysObjectID', `${system}.2`, 'OctetString'),
  metric('sysUpTime', `${system}.3`, 'gauge'),
  metric('sysContact', `${system}.4`, 'DisplayString'),
  metric('sysName', `${system}.5`, 'DisplayString'),
  metric('sysLocation', `${system}.6`, 'DisplayString'),
  metric('ifNumber', '1.3.6.1.2.1.2.1', 'gauge'),
  metric('ifTableLastChange', '1.3.6.1.2.1.31.1.5', 'gauge'),
  metric('hrSystemUptime', '1.3.6.1.2.1.25.1.1', 'gauge'),
];
const hostScalars: readonly Metric[] = [
  metric('hrSystemNumUsers', '1.3.6.1.2.1.25.1.5', 'gauge'),
  metric('hrSystemProcesses', '1.3.6.1.2.1.25.1.6', 'gauge'),
  metric('memTotalReal', '1.3.6.1.4.1.2021.4.5', 'gauge'),
  metric('memAvailReal', '1.3.6.1.4.1.2021.4.6', 'gauge'),
  metric('memBuffer', '1.3.6.1.4.1.2021.4.14', 'gauge'),
  metric('memCached', '1.3.6.1.4.1.2021.4.15', 'gauge'),
];
const load: Metric = metric('laLoad', '1.3.6.1.4.1.2021.10.1.3', 'DisplayString', 'laIndex');
const storageEntry = '1.3.6.1.2.1.25.2.3.1';
const storageDescr = { labels: ['hrStorageIndex'], labelname: 'hrStorageDescr', oid: `${storageEntry}.3` };
const hostTables: readonly Metric[] = [
  metric('hrProcessorLoad', '1.3.6.1.2.1.25.3.3.1.2', 'gauge', 'hrDeviceIndex'),
  ...[
    metric('hrStorageAllocationUnits', `${storageEntry}.4`, 'gauge', 'hrStorageIndex'),
    metric('hrStorageSize', `${storageEntry}.5`, 'gauge', 'hrStorageIndex'),
    metric('hrStorageUsed', `${storageEntry}.6`, 'gauge', 'hrStorageIndex'),
  ].map((each) => ({ ...each, lookups: [{ ...storageDescr, type: 'DisplayString' }] })),
];

interface Metric {
  readonly name: string;
  readonly oid: string;
  readonly type: string;
  readonly help: string;
  readonly indexes?: readonly { readonly labelname: string; readonly type: string }[];
  readonly lookups?: readonly object[];
}

function metric(name: string, oid: string, type: string, index?: string): Metric {
  return {
    name,
    oid,
    type,
    help: name,
    ...(index === undefined ? {} : { indexes: [{ labelname: index, type: 'gauge' }] }),
  };
}

/** A column as if_mib has it: its index and the three names as labels. */
function interfaceMetric(name: string, oid: string): Metric {
  const lookups = labelColumns.map((column) => ({
    labels: ['ifIndex'],
    labelname: column,
    oid: interfaceColumns[column],
    type: 'DisplayString',
  }));
  const type = name === 'ifPhysAddress' ? 'PhysAddress48' : counters.test(name) ? 'counter' : 'gauge';
  return { ...metric(name, oid, type, 'ifIndex'), lookups };
}

const protocols = { md5: 'MD5', sha: 'SHA', sha224: 'SHA224', sha256: 'SHA256', sha384: 'SHA384', sha512: 'SHA512' };

/** How snmp_exporter 0.21 logs in: the same credential that our own poll uses. */
function access(credential: SnmpCredential): object {
  if (credential.version !== 'v3')
    return { version: credential.version === 'v1' ? 1 : 2, auth: { community: credential.community } };
  return {
    version: 3,
    auth: {
      security_level: credential.level,
      username: credential.user,
      password: credential.authKey,
      auth_protocol: protocols[credential.authProtocol],
      priv_protocol: credential.privProtocol === 'des' ? 'DES' : 'AES',
      priv_password: credential.privKey,
    },
  };
}

/**
 * snmp.yml with one module for network devices and one for hosts, asking for exactly the columns that Fangzhou polls.
 * JSON is YAML.
 */
export function snmpYml(credential: SnmpCredential, maxRepetitions: number): string {
  const columns = Object.entries(interfaceColumns);
  const common = { max_repetitions: maxRepetitions, timeout: '2s', retries: 2, ...access(credential) };
  const interfaces = {
    walk: columns.map(([, oid]) => oid),
    get: scalars.map(({ oid }) => `${oid}.0`),
    metrics: [
      ...scalars,
      ...columns.filter(([name]) => !textColumns.has(name)).map(([name, oid]) => interfaceMetric(name, oid)),
    ],
    ...common,
  };
  const hosts = {
    ...interfaces,
    walk: [...interfaces.walk, ...hostTables.map(({ oid }) => oid), `${storageEntry}.2`, `${storageEntry}.3`],
    get: [...interfaces.get, ...hostScalars.map(({ oid }) => `${oid}.0`), `${load.oid}.1`],
    metrics: [...interfaces.metrics, ...hostScalars, ...hostTables, load],
  };
  return JSON.stringify({ fangzhou: interfaces, fangzhou_host: hosts }, undefined, 1);
}
