/** A real Exim on 127.0.0.1 that takes mail with STARTTLS and AUTH, and delivers each message to a mailbox file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  accountOf,
  certify,
  eventually,
  folderFor,
  removeFolder,
  startServer,
  subfolder,
} from '../../../collector/pairs/engines/stages/server-process.fake.ts';
import { freePort } from '../../../test/free-port.ts';
import { toolPath } from '../../../test/needs.ts';

export interface Inbox {
  readonly port: number;
  readonly authority: string;
  /** The messages that one mailbox holds, whole. */
  of(mailbox: string): readonly string[];
  /** Waits until a mailbox holds so many. */
  arrived(mailbox: string, count: number): Promise<readonly string[]>;
  /** What is sent to `fangzhou@` goes to this port of the machine, by LMTP. */
  answersTo(port: number): void;
  /** From now on it takes nobody for a while (421). */
  busy(isBusy: boolean): void;
  close(): Promise<void>;
}

export const account = { user: 'fangzhou', password: 'right horse' } as const;

/** Mailboxes that there are, at any domain. */
const mailboxes = ['duty', 'chief', 'a', 'b', 'c', 'd'] as const;

export async function eximInbox(): Promise<Inbox> {
  const owner = accountOf('Debian-exim');
  const folder = folderFor(owner, 'exim-inbox');
  const authority = certify(owner, folder);
  subfolder(owner, folder, 'spool');
  subfolder(owner, folder, 'mail');
  const port = await freePort();
  const marker = join(folder, 'busy');
  // What a stranger wrote is never part of a path: the name of the file is looked up.
  writeFileSync(join(folder, 'known'), mailboxes.map((name) => `${name}: ${name}\n`).join(''));
  writeFileSync(
    join(folder, 'exim.conf'),
    `primary_hostname = mail.city.test
keep_environment =
local_interfaces = <; [127.0.0.1]:${port}
tls_advertise_hosts = *
tls_certificate = ${folder}/tls.pem
tls_privatekey = ${folder}/tls.key
spool_directory = ${folder}/spool
log_file_path = ${folder}/spool/%slog
pid_file_path = ${folder}/pid
host_lookup =
domainlist local_domains = city.inner
acl_smtp_connect = refuse_when_told
acl_smtp_rcpt = only_known
acl_smtp_data = accept
queue_only = false
never_users =
begin acl
refuse_when_told:
  defer condition = \${if exists{${marker}}}
  accept
only_known:
  deny local_parts = nobody
  accept authenticated = *
begin routers
answers:
  driver = manualroute
  local_parts = fangzhou
  route_list = * 127.0.0.1
  self = send
  transport = lmtp
local:
  driver = accept
  transport = file
begin transports
lmtp:
  driver = smtp
  protocol = lmtp
  allow_localhost
  port = \${readfile{${folder}/answers}}
file:
  driver = appendfile
  file = ${folder}/mail/\${lookup{$local_part}lsearch{${folder}/known}}
  user = Debian-exim
  delivery_date_add = false
  envelope_to_add = false
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_advertise_condition = \${if def:tls_in_cipher}
  server_condition = \${if and{{eq{$auth2}{${account.user}}}{eq{$auth3}{${account.password}}}}}
`,
  );
  const server = startServer(toolPath('exim4'), ['-bdf', '-C', join(folder, 'exim.conf')], {
    account: undefined,
    cwd: folder,
  });
  await eventually(async () => {
    if (!server.running()) throw new Error(`Exim ended: ${server.said()}`);
    await greeted(port);
  });
  const of = (mailbox: string): readonly string[] => {
    try {
      const text = readFileSync(join(folder, 'mail', mailbox), 'utf8');
      return text.split(/^From [^\n]*\n/m).filter((message) => message.trim() !== '');
    } catch {
      return [];
    }
  };
  return {
    ...{ port, authority, of },
    async arrived(mailbox, count) {
      await eventually(async () => {
        if (of(mailbox).length < count) throw new Error(`${of(mailbox).length} of ${count} in ${mailbox}`);
      });
      return of(mailbox);
    },
    answersTo: (at) => writeFileSync(join(folder, 'answers'), String(at)),
    busy: (isBusy) => (isBusy ? writeFileSync(marker, '') : removeFolder(marker)),
    async close() {
      await server.stop('SIGKILL');
      removeFolder(folder);
    },
  };
}

function greeted(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
