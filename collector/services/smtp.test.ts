import { afterAll, beforeAll, expect, it } from 'vitest';
import { suiteNeeding } from '../../test/needs.ts';
import { freeze } from '../pairs/engines/stages/server-process.fake.ts';
import { eximStage, type MailStage, mailbox } from './stages/exim.fake.ts';
import { told, tryIt } from './stages/probes.fake.ts';

suiteNeeding(['exim4', 'openssl', 'root'], 'a mail server, greeted as a client does (Exim)', () => {
  let stage: MailStage;
  beforeAll(async () => {
    stage = await eximStage();
  }, 60_000);
  afterAll(() => stage.close());

  it('greets it, secures the connection in both ways, logs in by each mechanism, and says good-bye', async () => {
    const { port, tlsPort, plainPort, authority } = stage;
    const [plain, starttls, smtps, cram] = await Promise.all([
      tryIt('smtp', { port }),
      tryIt('smtp', { port, security: 'starttls', authority, ...mailbox }),
      tryIt('smtp', { port: tlsPort, security: 'smtps', authority, ...mailbox }),
      tryIt('smtp', { port: plainPort, ...mailbox }),
    ]);
    expect([plain, starttls, smtps, cram].map(told)).toEqual(Array(4).fill('good: good'));
    expect(Object.keys(plain.phases).sort()).toEqual(['answer', 'connect', 'first-byte', 'total']);
    expect(Object.keys(starttls.phases).sort()).toEqual(['answer', 'connect', 'first-byte', 'login', 'tls', 'total']);
  });

  it('shows its certificate behind STARTTLS to a probe of TLS, or that it has none', async () => {
    const { port, plainPort, authority } = stage;
    const shown = await tryIt('tls', { port, startTls: 'smtp', authority });
    expect(told(shown)).toBe('good: good');
    expect(shown.values).toMatchObject([{ name: 'certificate_days', value: 1 }]);
    expect(told(await tryIt('tls', { port, startTls: 'smtp' }))).toBe('bad tls: certificate-self-signed');
    expect(told(await tryIt('tls', { port: plainPort, startTls: 'smtp', authority }))).toBe(
      'bad tls: starttls-missing',
    );
  });

  it('tells what is wrong, and where', async () => {
    const { port, tlsPort, plainPort, authority } = stage;
    const cases = [
      tryIt('smtp', { port, security: 'starttls', authority, ...mailbox, password: 'wrong' }),
      tryIt('smtp', { port: plainPort, ...mailbox, password: 'wrong' }),
      tryIt('smtp', { port: plainPort, security: 'starttls', authority }),
      // AUTH is offered behind TLS alone.
      tryIt('smtp', { port, ...mailbox }),
      tryIt('smtp', { port, security: 'starttls' }),
      tryIt('smtp', { port, security: 'smtps', authority }),
      tryIt('smtp', { port: tlsPort, timeoutMs: 700 }),
      tryIt('smtp', { port, user: 'probe', password: undefined }),
    ];
    expect((await Promise.all(cases)).map(told)).toEqual([
      'bad login: wrong-password',
      'bad login: wrong-password',
      'bad tls: starttls-missing',
      'bad login: smtp-no-auth',
      'bad tls: certificate-self-signed',
      'bad tls: not-tls',
      'bad first-byte: timeout',
      'unknown: no-password',
    ]);
  });

  it('tells a server that takes nobody just now, one that hangs, and one that was stopped', async () => {
    const { port, server } = stage;
    stage.busy(true);
    expect(told(await tryIt('smtp', { port }))).toBe('bad first-byte: smtp-busy');
    stage.busy(false);
    await freeze(server);
    expect(told(await tryIt('smtp', { port, timeoutMs: 500 }))).toBe('bad first-byte: timeout');
    server.signal('SIGCONT');
    await server.stop('SIGKILL');
    expect(told(await tryIt('smtp', { port }))).toBe('bad connect: refused');
  });
});
