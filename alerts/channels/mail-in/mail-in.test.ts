import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../../core/clock.fake.ts';
import { mail, openPagerStage, paging } from '../../paging/stage.fake.ts';
import { pageTo } from '../to-send.fake.ts';
import { answerReference, readAnswer } from './answer.ts';
import { openMailInlet } from './inlet.ts';
import { createMailSession, mailBounds } from './session.ts';

const here = 'fangzhou@city.inner';
const { page } = pageTo('duty@city.inner');
const reference = answerReference(page, 'city.inner');
const content = (patch: Readonly<Record<string, string | undefined>> = {}): string =>
  Object.entries({
    From: 'Duty <duty@city.inner>',
    'In-Reply-To': '<x@y>',
    References: `<t@y>\r\n ${reference}`,
    ...patch,
  })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
    .concat(['', 'on it'])
    .join('\r\n');

describe('an answer by e-mail', () => {
  const word = (patch = {}, sender = 'duty@city.inner') => readAnswer({ sender, content: content(patch) }, [page]).word;

  it('counts when it refers to the page and comes from whom that went to', () => {
    expect(word()).toBe('taken');
    expect(word({ References: undefined, 'In-Reply-To': reference })).toBe('taken');
    expect(word({ From: '"Duty, of the day <a@b>" (late) <DUTY@city.inner>' })).toBe('taken');
  });

  it.each([
    ['forged', { From: 'chief@city.inner' }],
    ['forged', { From: 'duty@city.inner, chief@city.inner' }],
    ['forged', { From: undefined }],
    ['unknown', { References: '<fz.00000000000000000000000000000000@city.inner>' }],
    ['unknown', { References: undefined }],
    ['automatic', { 'Auto-Submitted': 'auto-replied (holiday)' }],
    ['automatic', { Precedence: 'bulk' }],
    ['automatic', { 'Content-Type': 'multipart/report; report-type=delivery-status' }],
    ['automatic', { 'X-Fangzhou-Event': 'raised' }],
    ['unreadable', { 'no colon': undefined, 'Bad Name': 'x' }],
  ])('is %s: %j', (expected, patch) => {
    expect(word(patch)).toBe(expected);
  });

  it('of a machine that wants no answer, or of an endless head, is none', () => {
    expect(word({}, '')).toBe('automatic');
    expect(word({ 'X-Long': 'x'.repeat(100_000) })).toBe('unreadable');
    expect(word({ 'Auto-Submitted': 'no' })).toBe('taken');
  });

  it('to what asks nobody is to nothing', () => {
    expect(readAnswer({ sender: 'a@b', content: content() }, [{ ...page, event: 'cleared' }]).word).toBe('unknown');
  });
});

describe('a connection of a mail server', () => {
  const talk = (text: string, address = here) => createMailSession(address).take(Buffer.from(text, 'latin1'));
  const envelope = `MAIL FROM:<duty@city.inner>\r\nRCPT TO:<${here.toUpperCase()}>\r\nDATA\r\n`;
  const codes = (replies: string) => replies.split('\r\n').flatMap((reply) => /^(\d{3}) /.exec(reply)?.[1] ?? []);

  it('hands a message over, by SMTP and by LMTP with a reply for each recipient, dots unstuffed', () => {
    const smtp = talk(`EHLO m\r\n${envelope}a: b\r\n\r\n..dot\r\n.\r\nQUIT\r\n`);
    expect(codes(smtp.replies)).toEqual(['250', '250', '250', '354', '250', '221']);
    expect(smtp.mails).toEqual([{ sender: 'duty@city.inner', content: 'a: b\r\n\r\n.dot' }]);
    expect(smtp.ended).toBe(true);
    const lmtp = talk(`LHLO m\r\nMAIL FROM:<>\r\nRCPT TO:<${here}>\r\nRCPT TO:<${here}>\r\nDATA\r\nx\r\n.\r\n`);
    expect(codes(lmtp.replies)).toEqual(['250', '250', '250', '250', '354', '250', '250']);
  });

  it('is the same whatever the pieces are that it comes in', () => {
    const session = createMailSession(here);
    const whole = `EHLO m\r\n${envelope}a: b\r\n\r\n.\r\n`;
    const mails = [...whole].flatMap((octet) => session.take(Buffer.from(octet, 'latin1')).mails);
    expect(mails).toEqual([{ sender: 'duty@city.inner', content: 'a: b\r\n' }]);
  });

  it('takes nothing for others, nothing out of order, and nothing that is too large', () => {
    expect(codes(talk('EHLO m\r\nMAIL FROM:<a@b>\r\nRCPT TO:<root@city.inner>\r\nDATA\r\n').replies)).toEqual([
      ...['250', '250', '550', '503'],
    ]);
    expect(codes(talk('RCPT TO:<a@b>\r\nMAIL FROM:<a@b>\r\nVRFY root\r\n').replies)).toEqual(['503', '503', '502']);
    expect(codes(talk(`EHLO m\r\nMAIL FROM:<a@b> SIZE=${mailBounds.contentBytes + 1}\r\n`).replies)).toEqual([
      '250',
      '552',
    ]);
    const large = talk(`EHLO m\r\n${envelope}${`${'x'.repeat(998)}\r\n`.repeat(600)}.\r\n`);
    expect([large.tooLarge, large.mails, codes(large.replies).at(-1)]).toEqual([1, [], '552']);
  });

  it('is over after a command without an end, and after too many that are wrong', () => {
    expect(talk('x'.repeat(mailBounds.lineBytes + 1)).ended).toBe(true);
    expect(talk('what\r\n'.repeat(mailBounds.errors + 1)).ended).toBe(true);
  });

  it('a dot behind a very long line ends nothing', () => {
    const session = createMailSession(here);
    session.take(Buffer.from(`EHLO m\r\n${envelope}${'x'.repeat(3_000)}`));
    const step = session.take(Buffer.from('.\r\nQUIT\r\n.\r\n'));
    expect(step.ended).toBe(false);
    expect(step.mails).toHaveLength(1);
  });
});

describe('answers over a socket', () => {
  let close = (): void => {};
  afterEach(() => close());

  it('acknowledge the incident in the name of whom the page went to, once, and are counted', async () => {
    const pages = await openPagerStage({ paging: paging({ channels: [mail('mail')] }) });
    pages.raise();
    await pages.minutes(1);
    const [told] = pages.sent;
    const ears = pages.earsOf.get('mail');
    if (told === undefined || ears === undefined) throw new Error('nobody was told');
    const inlet = openMailInlet({ host: '127.0.0.1', port: 0, address: here, clock: new FakeClock(), ears });
    inlet.listen();
    const transport = createTransport({ host: '127.0.0.1', port: await inlet.port(), ignoreTLS: true });
    close = () => {
      transport.close();
      inlet.close();
    };
    const answer = (patch: object) =>
      transport.sendMail({
        ...{ from: told.to, to: here, subject: 'Re: 【方舟】', text: '知道了' },
        ...{ inReplyTo: '<x@y>', references: ['<t@y>', answerReference(told.text.page, 'city.inner')] },
        ...patch,
      });
    await answer({ from: 'chief@city.inner' });
    await answer({ headers: { 'Auto-Submitted': 'auto-replied' } });
    expect(pages.known.get('INC-1')?.status).toBe('open');
    await answer({});
    await answer({});
    expect(pages.known.get('INC-1')).toMatchObject({ status: 'acknowledged', acknowledged: { by: 'a 值班 (a)' } });
    await expect(answer({ to: 'root@city.inner' })).rejects.toThrow(/550/);
    expect(inlet.counts()).toMatchObject({ taken: 2, automatic: 1, forged: 1, over: 0 });
    await pages.pager.stop();
  });

  it('find nobody while no page can be answered: the mail server keeps them', async () => {
    const clock = new FakeClock();
    const ears = { pages: () => [], note() {}, delivered() {}, lost() {}, acknowledge: () => undefined };
    const inlet = openMailInlet({ host: '127.0.0.1', port: 0, address: here, clock, ears });
    inlet.listen();
    const port = await inlet.port();
    await clock.advance(10_000);
    const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
    await expect(transport.verify()).rejects.toThrow(/ECONNREFUSED/);
    close = () => inlet.close();
  });
});
