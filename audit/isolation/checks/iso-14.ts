import type { SeenServer } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { worst } from '../evidence.ts';
import { insideOf } from '../inside.ts';
import type { CheckFinding, CheckJudgement, CheckSeverity, Declaration, IsolationCheck, Scene } from '../model.ts';
import { foundAt, inOrder } from './found.ts';
import { tableCheck } from './table-check.ts';

const byTables = tableCheck({
  id: 'ISO-14',
  severity: 'S2',
  clauses: ['8.1.5.4'],
  needs: () => ['servers'],
  look: ({ deviceId, servers }, { declaration }) =>
    servers.rows.flatMap((server) => {
      const wrong = whatIsWrong(server, declaration);
      return wrong === undefined ? [] : [foundAt(deviceId, server.source, wrong.severity, wrong.text)];
    }),
});

/**
 * ISO-14: a device asks a server for time or names, or tells its log to one, that nobody declared. It proves intent, not a
 * path. Hardly any device tells it by SNMP, so that configurations that were carried over are looked at too.
 */
export const iso14: IsolationCheck = {
  ...byTables,
  judge: (scene) => [
    ...byTables.judge(scene),
    ...scene.devices.flatMap(({ device }) => byConfiguration(device.id, scene)),
  ],
};

function byConfiguration(deviceId: string, { configurations, declaration }: Scene): readonly CheckJudgement[] {
  const [newest] = configurations?.snapshotsOf(deviceId) ?? [];
  if (newest === undefined) return [];
  const findings = newest.servers.flatMap((server): readonly CheckFinding[] => {
    const wrong = whatIsWrong(server, declaration);
    return wrong === undefined ? [] : [{ deviceId, value: `${server.line}: ${server.address}`, ...wrong }];
  });
  const failed = findings.length > 0;
  return [
    {
      deviceId,
      verdict: failed ? 'fail' : 'pass',
      severity: worst(findings, 'S2'),
      evidence: 'survey',
      observedAt: newest.takenAt,
      findings: inOrder(findings),
      reason: failed
        ? message('isolation.found', { count: findings.length })
        : message('isolation.ISO-14.configured', { servers: newest.servers.length }),
    },
  ];
}

/** Names that no public DNS has (RFC 6762, RFC 8375, and by use), or without a domain. */
const privateName = /^[^.]*$|\.(?:local|localdomain|lan|internal|intranet|home\.arpa|corp|private)$/i;

type Server = Pick<SeenServer, 'what' | 'address'>;

function whatIsWrong(server: Server, declaration: Declaration): Pick<CheckFinding, 'severity' | 'text'> | undefined {
  const severity = severityOfServer(server, declaration);
  if (severity === undefined) return undefined;
  const { what, address } = server;
  const key = severity === 'S3' ? 'isolation.ISO-14.undeclared' : 'isolation.ISO-14.outside';
  return { severity, text: message(key, { what, address }) };
}

function severityOfServer({ what, address }: Server, declaration: Declaration): CheckSeverity | undefined {
  const declared = { ntp: declaration.ntpServers, dns: declaration.dnsServers, syslog: undefined }[what];
  if (declared?.has(address) === true || address === '') return undefined;
  const side = insideOf(declaration).sideOf(address);
  // 127.127.T.U is a clock at the device itself (ntpd), a group address its own network.
  if (side === 'link') return undefined;
  // A name that the world's DNS cannot know is inside, whoever it is.
  if (side === 'unreadable' && privateName.test(address)) return 'S3';
  if (side !== 'inner') return 'S2';
  return declared === undefined ? undefined : 'S3';
}
