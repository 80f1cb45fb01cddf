/** What a client says to a mail server, step by step (RFC 5321); every step ends with a `ProbeFault` where the server says no. */
import { isIP, isIPv6 } from 'node:net';
import { type AttemptAsk, bad, type HostPort } from './attempt.ts';
import type { Channel } from './channel.ts';
import { theirWords } from './fault.ts';
import { authWords, extensionsOf, mechanismOf, type SmtpReply, smtpReplyReader } from './smtp-reply.ts';

export interface SmtpTalk {
  readonly channel: Channel;
  readonly place: HostPort;
  readonly phases: AttemptAsk['phases'];
}

/** Waits for the greeting, in the phase `first-byte`. */
export async function greet(talk: SmtpTalk): Promise<void> {
  talk.phases.enter('first-byte');
  const greeting = await hear(talk);
  // 4yz: not now; 554: no mail from here at all (sections 3.1 and 4.2.1).
  expectCode(talk, greeting, [220], greeting.code < 500 ? 'smtp-busy' : 'smtp-greeting');
}

/** Says EHLO; gives what the server offers, by name in capitals. */
export async function hello(talk: SmtpTalk): Promise<ReadonlyMap<string, string>> {
  talk.phases.enter('answer');
  const { host } = talk.channel.own;
  // Who has no name of its own says its address (section 4.1.3).
  const literal = isIPv6(host) ? `[IPv6:${host}]` : `[${isIP(host) === 0 ? '127.0.0.1' : host}]`;
  const reply = await say(talk, `EHLO ${literal}`);
  expectCode(talk, reply, [250], 'smtp-refused');
  return extensionsOf(reply);
}

/** Asks to go over to TLS (RFC 3207); the next that is said is the handshake. */
export async function startTls(talk: SmtpTalk, extensions: ReadonlyMap<string, string>): Promise<void> {
  talk.phases.enter('tls');
  if (!extensions.has('STARTTLS')) throw bad('starttls-missing', { ...talk.place });
  expectCode(talk, await say(talk, 'STARTTLS'), [220], 'starttls-refused');
}

interface SmtpLogin {
  readonly user: string;
  readonly password: string;
  /** What follows AUTH in the answer to EHLO. */
  readonly offered: string;
  readonly isSecure: boolean;
}

/** Logs in (RFC 4954), in the phase `login`. */
export async function logIn(talk: SmtpTalk, { user, password, offered, isSecure }: SmtpLogin): Promise<void> {
  talk.phases.enter('login');
  const mechanism = mechanismOf(offered, isSecure);
  if (mechanism === undefined) throw bad('smtp-no-auth', { ...talk.place, offered: theirWords(offered) });
  const { first, answers } = authWords(mechanism, user, password);
  let reply = await say(talk, `AUTH ${first}`);
  for (const answer of answers) {
    if (reply.code !== 334) break;
    reply = await say(talk, answer(reply.lines[0] ?? ''));
  }
  if (reply.code === 535 || reply.code === 534)
    throw bad('wrong-password', { ...talk.place, user, said: wordsOf(reply) }).final();
  if (reply.code !== 235) throw bad('smtp-auth', { ...talk.place, user, said: wordsOf(reply) });
}

/** Says a line and waits for the reply. */
export async function say(talk: SmtpTalk, line: string): Promise<SmtpReply> {
  talk.channel.write(`${line}\r\n`);
  return hear(talk);
}

function hear({ channel, place }: SmtpTalk): Promise<SmtpReply> {
  return channel.take(smtpReplyReader(() => bad('not-protocol', { ...place, protocol: 'SMTP' })));
}

/** @throws ProbeFault of this reason, with the server's words, where it answered anything else. */
export function expectCode({ place }: SmtpTalk, reply: SmtpReply, codes: readonly number[], what: string): void {
  if (!codes.includes(reply.code)) throw bad(what, { ...place, said: wordsOf(reply) });
}

function wordsOf({ code, lines }: SmtpReply): string {
  return theirWords(`${code} ${lines.join(' ')}`);
}
