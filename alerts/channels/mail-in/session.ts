/** One connection of a mail server that hands answers over, by SMTP (RFC 5321) or LMTP (RFC 2033): octets in, replies and messages out. */

export interface ArrivedMail {
  /** Of the envelope; empty: nobody is to be told what became of it. */
  readonly sender: string;
  /** The whole message as octets, one character each. */
  readonly content: string;
}

export interface MailStep {
  readonly replies: string;
  readonly mails: readonly ArrivedMail[];
  /** The connection is over. */
  readonly ended: boolean;
  /** Messages that were larger than may be. */
  readonly tooLarge: number;
}

export const mailBounds = {
  contentBytes: 512 * 1024,
  lineBytes: 2_000,
  /** Replies that say no, of one connection. */
  errors: 10,
  recipients: 10,
  connections: 10,
  idleMs: 60_000,
} as const;

export interface MailSession {
  readonly greeting: string;
  take(octets: Buffer): MailStep;
}

/** @param address the only one that is taken, in lower case */
export function createMailSession(address: string): MailSession {
  let waiting = '';
  let isLmtp = false;
  let isGreeted = false;
  let sender: string | undefined;
  let recipients = 0;
  /** Undefined: commands are read. */
  let content: string[] | undefined;
  let bytes = 0;
  /** The beginning of the line is taken already: a dot after it ends nothing. */
  let isWithin = false;
  let errors = 0;

  const reset = (): void => {
    sender = undefined;
    recipients = 0;
  };

  /** The reply to a command. */
  function command(line: string): string {
    const [, word = '', rest = ''] = /^(\S*) ?(.*)$/s.exec(line) ?? [];
    const verb = word.toUpperCase();
    if (verb === 'QUIT') return '221 bye';
    if (verb === 'NOOP') return '250 ok';
    if (verb === 'MAIL') return mail(rest);
    if (verb === 'RCPT') return recipient(rest);
    if (verb === 'DATA') {
      if (recipients === 0) return '503 no recipient yet';
      content = [];
      bytes = 0;
      return '354 end with a dot';
    }
    if (verb !== 'RSET' && verb !== 'HELO' && verb !== 'EHLO' && verb !== 'LHLO') return '502 not known here';
    reset();
    if (verb === 'RSET') return '250 ok';
    isGreeted = true;
    isLmtp = verb === 'LHLO';
    if (verb === 'HELO') return '250 fangzhou';
    return `250-fangzhou\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SIZE ${mailBounds.contentBytes}`;
  }

  function mail(rest: string): string {
    const found = /^FROM: ?<([^<>\s]{0,320})>(.*)$/i.exec(rest);
    const size = Number(/\bSIZE=(\d{1,12})\b/i.exec(found?.[2] ?? '')?.[1] ?? 0);
    if (!isGreeted || sender !== undefined) return '503 not now';
    if (found === null) return '501 MAIL FROM:<address>';
    if (size > mailBounds.contentBytes) return '552 too large';
    sender = found[1] ?? '';
    return '250 ok';
  }

  function recipient(rest: string): string {
    const to = /^TO: ?<([^<>\s]{1,320})>/i.exec(rest)?.[1];
    if (sender === undefined) return '503 no sender yet';
    if (to?.toLowerCase() !== address) return '550 nobody of this name';
    if (recipients >= mailBounds.recipients) return '452 too many';
    recipients += 1;
    return '250 ok';
  }

  /** A line of a message; the message, when it was the last. */
  function line(text: string): 'more' | 'end' {
    const isWhole = !isWithin;
    isWithin = false;
    if (isWhole && text === '.') return 'end';
    bytes += text.length + 2;
    // What is too large is read to its end and let go.
    if (bytes <= mailBounds.contentBytes) content?.push(isWhole && text.startsWith('.') ? text.slice(1) : text);
    else content = [];
    return 'more';
  }

  return {
    greeting: '220 fangzhou takes answers\r\n',
    take(octets) {
      waiting += octets.toString('latin1');
      const step = { replies: '', ended: false, tooLarge: 0, mails: [] as ArrivedMail[] };
      const parts = waiting.split('\r\n');
      waiting = parts.pop() ?? '';
      for (const part of parts) {
        if (step.ended) break;
        if (content === undefined) {
          const reply = command(part);
          step.replies += `${reply}\r\n`;
          if (/^[45]/.test(reply)) errors += 1;
          step.ended ||= reply.startsWith('221') || errors > mailBounds.errors;
        } else if (line(part) === 'end') {
          const isFine = bytes <= mailBounds.contentBytes;
          if (isFine) step.mails.push({ sender: sender ?? '', content: content.join('\r\n') });
          else step.tooLarge += 1;
          // By LMTP each recipient has a reply of its own.
          step.replies += `${isFine ? '250 taken' : '552 too large'}\r\n`.repeat(isLmtp ? recipients : 1);
          content = undefined;
          reset();
        }
      }
      // A line without an end: of a command nobody writes so much, of a message it is counted as it comes.
      if (waiting.length > mailBounds.lineBytes) {
        if (content === undefined) step.ended = true;
        else {
          bytes += waiting.length;
          if (bytes <= mailBounds.contentBytes) content.push(waiting);
          waiting = '';
          isWithin = true;
        }
      }
      return step;
    },
  };
}
