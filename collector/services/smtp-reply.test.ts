import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authWords, extensionsOf, mechanismOf, smtpReplyReader } from './smtp-reply.ts';

const read = smtpReplyReader(() => new Error('garbage'));

describe('replies of SMTP', () => {
  it('come out of a stream whole, however it was cut, and however many lines they have', () => {
    const words = fc.stringMatching(/^[ -~]{0,30}$/);
    const line = fc.tuple(fc.constantFrom('\r\n', '\n'), words);
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }),
        fc.array(line, { maxLength: 5 }),
        words,
        fc.nat(),
        (code, more, last, cut) => {
          const whole = Buffer.from(
            `${more.map(([end, text]) => `${code}-${text}${end}`).join('')}${code} ${last}\r\n`,
          );
          const value = { code, lines: [...more.map(([, text]) => text), last] };
          expect(read(Buffer.concat([whole, Buffer.from('250 ')]))).toEqual({ value, octets: whole.length });
          expect(read(whole.subarray(0, cut % whole.length))).toBeUndefined();
        },
      ),
    );
  });

  it.each(['hello\r\n', '25\r\n', '2500 ok\r\n', '250_ok\r\n', 'HTTP/1.1', '\0\0'])('%j is none', (text) => {
    expect(() => read(Buffer.from(text))).toThrow('garbage');
  });

  it('tell extensions, old ways of writing AUTH among them', () => {
    const lines = ['mail.city.test Hello', 'SIZE 52428800', 'AUTH=LOGIN PLAIN', 'starttls'];
    expect([...extensionsOf({ code: 250, lines })]).toEqual([
      ['SIZE', '52428800'],
      ['AUTH', 'LOGIN PLAIN'],
      ['STARTTLS', ''],
    ]);
  });
});

describe('a login by SMTP', () => {
  it('does not show the password on a plain connection where the server lets it', () => {
    expect(mechanismOf('LOGIN PLAIN CRAM-MD5', false)).toBe('CRAM-MD5');
    expect(mechanismOf('LOGIN PLAIN CRAM-MD5', true)).toBe('PLAIN');
    expect(mechanismOf('GSSAPI', true)).toBeUndefined();
  });

  it('answers the challenge of RFC 2195 as the RFC does, and writes PLAIN as RFC 4616 does', () => {
    const [answer] = authWords('CRAM-MD5', 'tim', 'tanstaaftanstaaf').answers;
    const challenge = Buffer.from('<1896.697170952@postoffice.reston.mci.net>').toString('base64');
    expect(Buffer.from(answer?.(challenge) ?? '', 'base64').toString()).toBe('tim b913a602c7eda7a495b4e6e7334d3890');
    const { first } = authWords('PLAIN', 'tim', 'tanstaaftanstaaf');
    expect(Buffer.from(first.slice(6), 'base64').toString()).toBe('\0tim\0tanstaaftanstaaf');
  });
});
