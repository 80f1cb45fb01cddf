/** A small authority of a test, by openssl: a root, an intermediate below it, and certificates for servers in every state. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAs } from '../../pairs/engines/stages/server-process.fake.ts';

const dayMs = 86_400_000;

export interface CertificateWish {
  readonly name: string;
  /** Days from now; the certificate holds from `from` to `to`. */
  readonly from?: number;
  readonly to?: number;
  readonly by?: 'root' | 'intermediate' | 'itself' | 'other';
  /** Those above it that the server sends along. */
  readonly sends?: 'none' | 'chain';
}

export interface TestAuthority {
  /** What clients are given to believe, PEM. */
  readonly root: string;
  /** Makes key and certificate as files `<file>.key` and `<file>.pem`; gives their path without the ending. */
  issue(file: string, wish: CertificateWish): string;
}

export function createTestAuthority(folder: string): TestAuthority {
  const openssl = (...args: readonly string[]): string => runAs(undefined, 'openssl', args, folder);
  const requestOf = (file: string, subject: string): void => {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${file}.key`];
    openssl('req', '-new', ...key, '-subj', subject, '-out', `${file}.csr`);
  };
  const sign = (
    file: string,
    by: string,
    wish: { readonly from: number; readonly to: number; readonly names: string },
  ): void => {
    const isAuthority = wish.names === '';
    mkdirSync(join(folder, `${by}.d`), { recursive: true });
    for (const name of ['index', 'index.attr']) writeFileSync(join(folder, `${by}.d`, name), '', { flag: 'a' });
    writeFileSync(
      join(folder, `${file}.cnf`),
      [
        '[ca]\ndefault_ca = one\n[one]',
        `database = ${by}.d/index\nnew_certs_dir = ${by}.d\nrand_serial = yes\nunique_subject = no`,
        'default_md = sha256\npolicy = any\n[any]\ncommonName = supplied\n[extensions]',
        isAuthority
          ? 'basicConstraints = critical,CA:true'
          : `basicConstraints = CA:false\nsubjectAltName = ${wish.names}`,
        'subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid',
      ].join('\n'),
    );
    const itself =
      by === file ? ['-selfsign', '-keyfile', `${file}.key`] : ['-cert', `${by}.pem`, '-keyfile', `${by}.key`];
    const times = ['-startdate', timeOf(wish.from), '-enddate', timeOf(wish.to)];
    const files = ['-in', `${file}.csr`, '-out', `${file}.pem`, '-config', `${file}.cnf`, '-extensions', 'extensions'];
    openssl('ca', '-batch', '-notext', ...itself, ...times, ...files);
  };
  for (const [file, by] of [
    ['root', 'root'],
    ['other', 'other'],
    ['intermediate', 'root'],
  ] as const) {
    requestOf(file, `/CN=Test ${file}`);
    sign(file, by, { from: -30, to: 300, names: '' });
  }
  const text = (file: string): string => readFileSync(join(folder, `${file}.pem`), 'utf8');
  return {
    root: text('root'),
    issue(file, { name, from = -10, to = 200, by = 'root', sends = 'chain' }) {
      requestOf(file, `/CN=${name}`);
      sign(file, by === 'itself' ? file : by, { from, to, names: `DNS:${name}` });
      if (by === 'intermediate' && sends === 'chain')
        writeFileSync(join(folder, `${file}.pem`), text(file) + text('intermediate'));
      return join(folder, file);
    },
  };
}

/** ASN.1's UTCTime. */
function timeOf(days: number): string {
  return `${new Date(Date.now() + days * dayMs).toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`;
}
