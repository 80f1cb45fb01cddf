/** Replies of SMTP (RFC 5321 section 4.2) and the answers that AUTH wants (RFC 4954). */
import { createHmac } from 'node:crypto';
import type { Reader } from './channel.ts';

export interface SmtpReply {
  readonly code: number;
  /** Texts of all its lines. */
  readonly lines: readonly string[];
}

/** Octets of a reply; a line has 512 at most (section 4.5.3.1.5), and nobody says more than a hundred. */
const replyBytes = 51_200;

/** Reads one reply of one or more lines. @throws what `garbage` makes where it cannot be one. */
export function smtpReplyReader(garbage: () => Error): Reader<SmtpReply> {
  return (heard) => {
    const text = heard.toString('latin1');
    const lines: string[] = [];
    let at = 0;
    for (;;) {
      const end = text.indexOf('\n', at);
      const line = text.slice(at, end < 0 ? undefined : end).replace(/\r$/, '');
      const [, code, follows, words = ''] = /^(\d{3})(?:([- ])(.*))?$/.exec(line) ?? [];
      const begun = end < 0 && /^\d{0,3}$/.test(line);
      if (code === undefined && !begun) throw garbage();
      if (end < 0) {
        if (text.length > replyBytes) throw garbage();
        return undefined;
      }
      lines.push(Buffer.from(words, 'latin1').toString('utf8'));
      at = end + 1;
      if (follows !== '-') return { value: { code: Number(code), lines }, octets: at };
    }
  };
}

/** Extensions that EHLO told of (section 4.1.1.1), by name in capitals with what follows it. */
export function extensionsOf({ lines }: SmtpReply): ReadonlyMap<string, string> {
  return new Map(
    lines.slice(1).map((line) => {
      const [, name = '', rest = ''] = /^([^\s=]+)(?:[ =](.*))?$/.exec(line.trim()) ?? [];
      return [name.toUpperCase(), rest.trim()] as const;
    }),
  );
}

export type SmtpMechanism = 'CRAM-MD5' | 'PLAIN' | 'LOGIN';

/** The mechanism to log in by: over a plain connection one that does not show the password, where there is one. */
export function mechanismOf(offered: string, isSecure: boolean): SmtpMechanism | undefined {
  const names = new Set(offered.toUpperCase().split(/\s+/));
  const order: readonly SmtpMechanism[] = isSecure ? ['PLAIN', 'LOGIN', 'CRAM-MD5'] : ['CRAM-MD5', 'PLAIN', 'LOGIN'];
  return order.find((name) => names.has(name));
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** What is sent for a mechanism, first with AUTH itself and then to each 334, whose text is in base64. */
export function authWords(mechanism: SmtpMechanism, user: string, password: string) {
  switch (mechanism) {
    // RFC 4616.
    case 'PLAIN':
      return { first: `PLAIN ${base64(`\0${user}\0${password}`)}`, answers: [] };
    case 'LOGIN':
      return { first: 'LOGIN', answers: [() => base64(user), () => base64(password)] };
    // RFC 2195.
    case 'CRAM-MD5': {
      const digest = (challenge: string) =>
        createHmac('md5', password).update(Buffer.from(challenge, 'base64')).digest('hex');
      return { first: 'CRAM-MD5', answers: [(challenge: string) => base64(`${user} ${digest(challenge)}`)] };
    }
  }
}
