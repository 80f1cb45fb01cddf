import type { SeenServer } from '../../../collector/index.ts';
import { message } from '../../../core/index.ts';
import { insideOf } from '../inside.ts';
import type { CheckSeverity, Declaration, IsolationCheck } from '../model.ts';
import { foundAt } from './found.ts';
import { tableCheck } from './table-check.ts';

/** ISO-14: a device asks a server for time or names, or tells its log to one, that nobody declared. It proves intent, not a path. */
export const iso14: IsolationCheck = tableCheck({
  id: 'ISO-14',
  severity: 'S2',
  clauses: ['8.1.5.4'],
  needs: () => ['servers'],
  look: ({ deviceId, servers }, { declaration }) =>
    servers.rows.flatMap((server) => {
      const severity = severityOfServer(server, declaration);
      if (severity === undefined) return [];
      const { what, address, source } = server;
      const key = severity === 'S3' ? 'isolation.ISO-14.undeclared' : 'isolation.ISO-14.outside';
      return [foundAt(deviceId, source, severity, message(key, { what, address }))];
    }),
});

function severityOfServer({ what, address }: SeenServer, declaration: Declaration): CheckSeverity | undefined {
  const declared = { ntp: declaration.ntpServers, dns: declaration.dnsServers, syslog: undefined }[what];
  if (declared?.has(address) === true || address === '') return undefined;
  const side = insideOf(declaration).sideOf(address);
  // 127.127.T.U is a clock at the device itself (ntpd), a group address its own network.
  if (side === 'link') return undefined;
  if (side !== 'inner') return 'S2';
  return declared === undefined ? undefined : 'S3';
}
