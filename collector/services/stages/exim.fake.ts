/** A real Exim on 127.0.0.1, in plain with STARTTLS and with TLS from the start; it takes no mail. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../test/free-port.ts';
import { toolPath } from '../../../test/needs.ts';
import {
  accountOf,
  certify,
  eventually,
  folderFor,
  removeFolder,
  type ServerProcess,
  startServer,
  subfolder,
} from '../../pairs/engines/stages/server-process.fake.ts';
import { tryIt } from './probes.fake.ts';

export interface MailStage {
  /** Says STARTTLS, and AUTH once TLS is there. */
  readonly port: number;
  readonly tlsPort: number;
  /** Neither STARTTLS nor AUTH but CRAM-MD5. */
  readonly plainPort: number;
  readonly authority: string;
  readonly server: ServerProcess;
  /** From now on it takes nobody for a while (421). */
  busy(isBusy: boolean): void;
  close(): Promise<void>;
}

export const mailbox = { user: 'probe', password: 'right' } as const;

/** Exim must be root's: it takes on its own account for each connection. */
export async function eximStage(): Promise<MailStage> {
  const account = accountOf('Debian-exim');
  const folder = folderFor(account, 'exim');
  const authority = certify(account, folder);
  subfolder(account, folder, 'spool');
  const [port, tlsPort, plainPort] = [await freePort(), await freePort(), await freePort()];
  const marker = join(folder, 'busy');
  const ifPlain = `\${if eq{$received_port}{${plainPort}}`;
  const right = (user: string, password: string) =>
    `\${if and{{eq{${user}}{${mailbox.user}}}{eq{${password}}{${mailbox.password}}}}}`;
  writeFileSync(
    join(folder, 'exim.conf'),
    `primary_hostname = mail.city.test
keep_environment =
local_interfaces = <; [127.0.0.1]:${port} ; [127.0.0.1]:${tlsPort} ; [127.0.0.1]:${plainPort}
tls_on_connect_ports = ${tlsPort}
tls_advertise_hosts = ${ifPlain}{}{*}}
tls_certificate = ${folder}/tls.pem
tls_privatekey = ${folder}/tls.key
tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1
spool_directory = ${folder}/spool
log_file_path = ${folder}/spool/%slog
pid_file_path = ${folder}/pid
host_lookup =
smtp_accept_max = 40
acl_smtp_connect = refuse_when_told
begin acl
refuse_when_told:
  defer condition = \${if exists{${marker}}}
  accept
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_advertise_condition = \${if def:tls_in_cipher}
  server_condition = ${right('$auth2', '$auth3')}
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = <| Username: | Password:
  server_advertise_condition = \${if def:tls_in_cipher}
  server_condition = ${right('$auth1', '$auth2')}
cram:
  driver = cram_md5
  public_name = CRAM-MD5
  server_advertise_condition = ${ifPlain}}
  server_secret = \${if eq{$auth1}{${mailbox.user}}{${mailbox.password}}fail}
`,
  );
  const server = startServer(toolPath('exim4'), ['-bdf', '-C', join(folder, 'exim.conf')], {
    account: undefined,
    cwd: folder,
  });
  await eventually(async () => {
    if (!server.running()) throw new Error(`Exim ended: ${server.said()}`);
    const { outcome } = await tryIt('tcp', { port, expect: /^220 / });
    if (outcome !== 'good') throw new Error('Exim does not listen yet');
  });
  return {
    ...{ port, tlsPort, plainPort, authority, server },
    busy: (isBusy) => (isBusy ? writeFileSync(marker, '') : removeFolder(marker)),
    async close() {
      server.signal('SIGCONT');
      await server.stop('SIGKILL');
      removeFolder(folder);
    },
  };
}
