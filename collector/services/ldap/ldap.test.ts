import { afterAll, beforeAll, expect, it } from 'vitest';
import { suiteNeeding } from '../../../test/needs.ts';
import { freeze } from '../../pairs/engines/stages/server-process.fake.ts';
import { measured, told, tryIt } from '../stages/probes.fake.ts';
import { directoryAdmin, type LdapStage, slapdStage } from '../stages/slapd.fake.ts';

suiteNeeding(['slapd', 'openssl'], 'a directory, tried as a client does (slapd)', () => {
  let stage: LdapStage;
  beforeAll(async () => {
    stage = await slapdStage();
  }, 60_000);
  afterAll(() => stage.close());

  it('counts what a search finds, anonymously, with a password, and over both ways of TLS', async () => {
    const { port, tlsPort, authority } = stage;
    const people = { filter: '(&(objectClass=person)(cn=t*))', leastEntries: 2 };
    const anonymous = await tryIt('ldap', { port, ...people });
    expect(told(anonymous)).toBe('good: good');
    expect(measured(anonymous, 'entries')).toBe(2);
    expect(Object.keys(anonymous.phases).sort()).toEqual(['answer', 'connect', 'login', 'total']);
    const starttls = await tryIt('ldap', { port, security: 'starttls', authority, ...directoryAdmin, ...people });
    expect(told(starttls)).toBe('good: good');
    expect(Object.keys(starttls.phases).sort()).toEqual(['answer', 'connect', 'login', 'tls', 'total']);
    const ldaps = await tryIt('ldap', { port: tlsPort, security: 'ldaps', authority, filter: 'sn=two (财政)' });
    // In the string form of a filter a parenthesis is escaped.
    expect(told(ldaps)).toBe('unknown: ldap-filter');
    const escaped = await tryIt('ldap', { port: tlsPort, security: 'ldaps', authority, filter: 'sn=two \\28财政\\29' });
    expect(told(escaped)).toBe('good: good');
  });

  it('takes a search that the server ends at the wanted number for enough', async () => {
    const result = await tryIt('ldap', { port: stage.port, filter: '(objectClass=person)', leastEntries: 3 });
    expect(told(result)).toBe('good: good');
    expect(measured(result, 'entries')).toBe(3);
  });

  it('shows its certificate behind StartTLS to a probe of TLS', async () => {
    const { port, authority } = stage;
    // As Debian builds and ships it, it still takes TLS 1.1.
    expect(told(await tryIt('tls', { port, startTls: 'ldap', authority }))).toBe('bad tls: tls-weak');
    expect(told(await tryIt('tls', { port, startTls: 'ldap' }))).toBe('bad tls: certificate-self-signed');
  });

  it('tells what is wrong, and where', async () => {
    const { port, tlsPort, authority } = stage;
    const cases = [
      tryIt('ldap', { port, ...directoryAdmin, password: 'wrong' }),
      tryIt('ldap', { port, ...directoryAdmin, password: '' }),
      tryIt('ldap', { port, baseDn: 'dc=elsewhere,dc=test' }),
      tryIt('ldap', { port, filter: '(objectClass=person)', leastEntries: 6 }),
      tryIt('ldap', { port, baseDn: 'ou=secret,dc=city,dc=test' }),
      tryIt('ldap', { port: tlsPort, security: 'ldaps' }),
      tryIt('ldap', { port: tlsPort, security: 'ldaps', authority, serverName: 'directory.city.test' }),
      // TLS where none is spoken: its first octets are no LDAP, and slapd hangs up.
      tryIt('ldap', { port, security: 'ldaps', authority }),
    ];
    expect((await Promise.all(cases)).map(told)).toEqual([
      'bad login: wrong-password',
      'unknown: no-password',
      'bad answer: ldap-no-base',
      'bad answer: ldap-few',
      'bad answer: ldap-no-base',
      'bad tls: certificate-self-signed',
      'bad tls: certificate-name',
      'bad tls: cut',
    ]);
  });

  it('says of a directory that hangs where it hung, and of one that was stopped that nobody listens', async () => {
    const { port, server } = stage;
    await freeze(server);
    // The kernel still takes the connection.
    expect(told(await tryIt('ldap', { port, timeoutMs: 500 }))).toBe('bad login: timeout');
    server.signal('SIGCONT');
    await server.stop('SIGKILL');
    expect(told(await tryIt('ldap', { port }))).toBe('bad connect: refused');
  });
});
