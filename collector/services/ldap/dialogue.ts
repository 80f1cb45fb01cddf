/** What passes between a client and a directory (RFC 4511), message by message. */
import { type AttemptAsk, bad, type HostPort } from '../attempt.ts';
import type { Channel } from '../channel.ts';
import { theirWords } from '../fault.ts';
import { type LdapAnswer, readLdap, startTlsRequest } from './messages.ts';

export interface LdapTalk {
  readonly channel: Channel;
  readonly place: HostPort;
  readonly phases: AttemptAsk['phases'];
}

/** Result code of what went well (section 4.1.9). */
export const success = 0;

/** Asks to go over to TLS (section 4.14), as message 1; the next that is said is the handshake. @throws ProbeFault */
export async function startTls(talk: LdapTalk): Promise<void> {
  talk.phases.enter('tls');
  talk.channel.write(startTlsRequest(1));
  const { resultCode, diagnostic } = await hear(talk, 1);
  if (resultCode === success) return;
  throw bad('starttls-refused', { ...talk.place, said: theirWords(`${resultCode} ${diagnostic}`) });
}

/** The next answer to a request; what belongs to none is a notice that the server hangs up (section 4.4.1). @throws ProbeFault */
export async function hear({ channel, place }: LdapTalk, id: number): Promise<LdapAnswer> {
  for (;;) {
    const answer = await channel.take((heard) => {
      const found = readLdap(heard);
      if (found === 'not-ldap') throw bad('not-protocol', { ...place, protocol: 'LDAP' });
      return found;
    });
    if (answer.id === 0)
      throw bad('ldap-refused', { ...place, said: theirWords(`${answer.resultCode} ${answer.diagnostic}`) });
    if (answer.id === id) return answer;
  }
}
