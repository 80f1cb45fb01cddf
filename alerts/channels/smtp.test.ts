import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../collector/pairs/engines/stages/server-process.fake.ts';
import { systemClock } from '../../core/index.ts';
import type { SmtpSettings } from '../../inventory/index.ts';
import { freePort } from '../../test/free-port.ts';
import { suiteNeeding } from '../../test/needs.ts';
import type { ChannelEars } from '../paging/model.ts';
import { messageIdOf, openSmtp } from './smtp.ts';
import { account, eximInbox, type Inbox } from './stages/exim-inbox.fake.ts';
import { commonOf, never, pageTo } from './to-send.fake.ts';

suiteNeeding(['exim4', 'openssl', 'root'], 'e-mail by a real Exim', () => {
  let inbox: Inbox;
  beforeAll(async () => {
    inbox = await eximInbox();
  }, 60_000);
  afterAll(() => inbox?.close());

  const settings = (patch: Partial<SmtpSettings> = {}): SmtpSettings => ({
    ...{
      ...commonOf('mail'),
      kind: 'smtp',
      answers: undefined,
      host: '127.0.0.1',
      port: inbox.port,
      security: 'starttls',
      serverName: undefined,
    },
    ...{ authority: inbox.authority, login: account, from: 'fangzhou@city.inner' },
    ...patch,
  });

  it('a message arrives over TLS with a login, in Chinese, in one thread, with an id that follows from what it tells', async () => {
    const channel = openSmtp(settings());
    const first = await channel.send(pageTo('duty@city.inner'), never);
    const again = await channel.send(pageTo('duty@city.inner'), never);
    const other = await channel.send(pageTo('duty@city.inner', { event: 'cleared', key: 'F23 cleared' }), never);
    expect([first, again, other].map(({ outcome }) => outcome)).toEqual(['sent', 'sent', 'sent']);
    const messages = await inbox.arrived('duty', 3);
    const header = (message: string, name: string): string =>
      new RegExp(`^${name}: ((?:.*\\n[ \\t]+)*.*)$`, 'im').exec(message)?.[1]?.replace(/\s+/g, ' ') ?? '';
    const ids = messages.map((message) => header(message, 'message-id'));
    expect(new Set(ids).size).toBe(2);
    expect(ids).toContain(messageIdOf('F23 raised > raised 0.0.0 a mail', 'city.inner'));
    expect(new Set(messages.map((message) => header(message, 'references'))).size).toBe(1);
    const [message = ''] = messages;
    expect(header(message, 'auto-submitted')).toBe('auto-generated');
    expect(header(message, 'x-fangzhou-incident')).toBe('INC-1');
    expect(header(message, 'received')).toMatch(/esmtpsa/);
    expect(decodedWords(header(message, 'subject'))).toContain('INC-1');
    expect(decodedWords(header(message, 'subject'))).toContain('【方舟】');
    channel.close();
  });

  it('a mailbox that is refused is not tried again; a server that is busy, or does not take the login, is', async () => {
    const channel = openSmtp(settings());
    expect(await channel.send(pageTo('nobody@city.inner'), never)).toMatchObject({ outcome: 'refused' });
    inbox.busy(true);
    expect(await channel.send(pageTo('duty@city.inner'), never)).toMatchObject({ outcome: 'failed' });
    inbox.busy(false);
    const wrong = openSmtp(settings({ login: { ...account, password: 'wrong horse' } }));
    const result = await wrong.send(pageTo('duty@city.inner'), never);
    expect(result).toMatchObject({ outcome: 'failed' });
    expect(JSON.stringify(result)).not.toContain('wrong horse');
  });

  it('a certificate of somebody else is never talked to', async () => {
    const result = await openSmtp(settings({ authority: undefined })).send(pageTo('duty@city.inner'), never);
    expect(result).toMatchObject({ outcome: 'failed', detail: expect.stringMatching(/self-signed|certificate/) });
  });

  it('an answer, as a mail program makes it, comes back by the mail server and acknowledges; a bounce does not', async () => {
    const told = pageTo('duty@city.inner', { key: 'F23 answered' });
    const acknowledged: string[] = [];
    const ears: ChannelEars = {
      ...{ pages: () => [told.page], note() {}, delivered() {}, lost() {} },
      acknowledge(id) {
        acknowledged.push(id);
        return 'used';
      },
    };
    const port = await freePort();
    inbox.answersTo(port);
    const channel = openSmtp(settings({ answers: { host: '127.0.0.1', port } }), { clock: systemClock, ears });
    const before = inbox.of('duty').length;
    expect(await channel.send(told, never)).toMatchObject({ outcome: 'sent' });
    const message = (await inbox.arrived('duty', before + 1)).at(-1) ?? '';
    const field = (name: string): string =>
      new RegExp(`^${name}: ((?:.*\\n[ \\t]+)*.*)$`, 'im').exec(message)?.[1]?.replace(/\s+/g, ' ') ?? '';
    // RFC 5322, 3.6.4.
    const answer = {
      ...{ to: field('from'), subject: `Re: ${field('subject')}`, text: '收到' },
      ...{ inReplyTo: field('message-id'), references: `${field('references')} ${field('message-id')}` },
    };
    const post = createTransport({
      ...{
        host: '127.0.0.1',
        port: inbox.port,
        requireTLS: true,
        tls: { ca: inbox.authority },
      },
      auth: { user: account.user, pass: account.password },
    });
    await post.sendMail({ ...answer, from: 'duty@city.inner', envelope: { from: '', to: ['fangzhou@city.inner'] } });
    await post.sendMail({ ...answer, from: 'chief@city.inner' });
    await post.sendMail({ ...answer, from: '值班 <duty@city.inner>' });
    await eventually(async () => {
      const { reason } = await channel.check(never);
      expect(reason).toMatchObject({
        key: 'alerts.channel.smtp.answers',
        params: { taken: 1, automatic: 1, forged: 1 },
      });
    });
    expect(acknowledged).toEqual([told.page.id]);
    post.close();
    channel.close();
  });

  it('its health is told without a message', async () => {
    const before = inbox.of('duty').length;
    expect(await openSmtp(settings()).check(never)).toMatchObject({ state: 'good' });
    const wrong = openSmtp(settings({ login: { ...account, password: 'wrong horse' } }));
    expect(await wrong.check(never)).toMatchObject({ state: 'bad', reason: { key: 'alerts.channel.smtp.bad' } });
    expect(inbox.of('duty')).toHaveLength(before);
  });
});

/** RFC 2047, as a mail program shows it. */
function decodedWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('utf8')
        : Buffer.from(
            word
              .replace(/_/g, ' ')
              .replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
            'latin1',
          ).toString('utf8'),
    );
}
