/** A real slapd on 127.0.0.1, in plain, with StartTLS and with TLS, holding a town of five people. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../test/free-port.ts';
import { toolPath } from '../../../test/needs.ts';
import {
  certify,
  eventually,
  folderFor,
  removeFolder,
  runAs,
  type ServerProcess,
  startServer,
  subfolder,
} from '../../pairs/engines/stages/server-process.fake.ts';
import { tryIt } from './probes.fake.ts';

export interface LdapStage {
  readonly port: number;
  readonly tlsPort: number;
  readonly authority: string;
  readonly server: ServerProcess;
  close(): Promise<void>;
}

export const directoryAdmin = { bindDn: 'cn=reader,dc=city,dc=test', password: 'right' } as const;

export async function slapdStage(): Promise<LdapStage> {
  const folder = folderFor(undefined, 'slapd');
  subfolder(undefined, folder, 'db');
  const authority = certify(undefined, folder);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const configuration = join(folder, 'slapd.conf');
  writeFileSync(
    configuration,
    `include /etc/ldap/schema/core.schema
pidfile ${folder}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile ${folder}/tls.pem
TLSCertificateKeyFile ${folder}/tls.key
database mdb
maxsize 16777216
suffix "dc=city,dc=test"
rootdn "${directoryAdmin.bindDn}"
rootpw ${directoryAdmin.password}
directory ${folder}/db
access to dn.subtree="ou=secret,dc=city,dc=test" by * none
access to * by anonymous read by * read
`,
  );
  writeFileSync(join(folder, 'town.ldif'), town());
  runAs(undefined, toolPath('slapadd'), ['-q', '-f', configuration, '-l', join(folder, 'town.ldif')], folder);
  const places = `ldap://127.0.0.1:${port}/ ldaps://127.0.0.1:${tlsPort}/`;
  const server = startServer(toolPath('slapd'), ['-h', places, '-f', configuration, '-d', '0'], {
    account: undefined,
    cwd: folder,
  });
  await eventually(async () => {
    if (!server.running()) throw new Error(`slapd ended: ${server.said()}`);
    const { outcome } = await tryIt('tcp', { port: tlsPort });
    if (outcome !== 'good') throw new Error('slapd does not listen yet');
  });
  return {
    ...{ port, tlsPort, authority, server },
    async close() {
      server.signal('SIGCONT');
      await server.stop('SIGKILL');
      removeFolder(folder);
    },
  };
}

function town(): string {
  const people = ['one', 'two', 'three', 'four', 'five'].map(
    (name) => `dn: cn=${name},dc=city,dc=test\nobjectClass: person\ncn: ${name}\nsn: ${name} (财政)\n`,
  );
  return [
    'dn: dc=city,dc=test\nobjectClass: dcObject\nobjectClass: organization\no: city\ndc: city\n',
    'dn: ou=secret,dc=city,dc=test\nobjectClass: organizationalUnit\nou: secret\n',
    ...people,
  ].join('\n');
}
