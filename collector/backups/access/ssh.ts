import type { RepositoryAccess } from '../../../inventory/index.ts';
import { backupBounds } from '../limits.ts';
import type { RunTool } from './run-tool.ts';

/** OpenSSH's own code for "no connection"; the shell's for "no such command"; coreutils' timeout's for "took too long". */
const codes = { noConnection: 255, noCommand: 127, timedOut: 124 } as const;

/**
 * The same tool, run where the repository lies: OpenSSH without questions (BatchMode), with a host key that is known already, and no
 * settings of the user's. The secret goes to the tool's stdin through the connection.
 */
export function overSsh(access: Extract<RepositoryAccess, { readonly by: 'ssh' }>, run: RunTool): RunTool {
  const { host, port, user, identityFile, knownHostsFile } = access;
  const options = [
    ['BatchMode', 'yes'],
    ['StrictHostKeyChecking', 'yes'],
    ['UserKnownHostsFile', knownHostsFile],
    ['GlobalKnownHostsFile', 'none'],
    ['IdentitiesOnly', 'yes'],
    ['ConnectTimeout', String(backupBounds.connectSeconds)],
    ['ServerAliveInterval', '15'],
    ['ServerAliveCountMax', '4'],
    ['LogLevel', 'ERROR'],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  return async ({ argv, env = {}, secret, mostMs = backupBounds.quickMs, ...rest }) => {
    const words = [
      'env',
      'LC_ALL=C.UTF-8',
      'TZ=UTC',
      ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
      // Ends it there too when the connection does not.
      ...['timeout', '-k', '5', String(Math.ceil(mostMs / 1000))],
      ...argv,
    ];
    const command = words.map(quoted).join(' ');
    const answer = await run({
      ...rest,
      argv: [
        'ssh',
        '-F',
        'none',
        '-T',
        ...options,
        '-i',
        identityFile,
        '-p',
        String(port),
        '-l',
        user,
        '--',
        host,
        command,
      ],
      secret,
      mostMs: mostMs + backupBounds.connectSeconds * 1000,
    });
    if (!answer.ran) return answer;
    const { out, err, code } = answer;
    if (code === codes.noConnection) return { ran: false, why: 'unreachable', out, err };
    if (code === codes.noCommand) return { ran: false, why: 'tool-missing', out, err };
    if (code === codes.timedOut) return { ran: false, why: 'timed-out', out, err };
    return answer;
  };
}

/** One word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
