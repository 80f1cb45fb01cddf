import { type Attempt, notTried } from './attempt.ts';
import { openChannel } from './channel.ts';
import { expectCode, greet, hello, logIn, say, startTls } from './smtp-dialogue.ts';

/**
 * Greets a mail server, goes over to TLS, logs in, each as declared, and says good-bye; no mail is sent (RFC 5321, RFC 3207, RFC 4954,
 * RFC 8314). Phases: `connect`, `first-byte` (greeting), `tls`, `login`, `answer` (EHLO and QUIT). @throws ProbeFault
 */
export const trySmtp: Attempt<'smtp'> = async (ask) => {
  const { probe, phases } = ask;
  const { host, port, security, user, password } = probe;
  const place = { host, port };
  if (user !== undefined && password === undefined) throw notTried('no-password', { ...place, user });
  const channel = await openChannel({ ...ask, to: place });
  const talk = { channel, place, phases };
  try {
    if (security === 'smtps') await channel.secure(probe);
    await greet(talk);
    let extensions = await hello(talk);
    if (security === 'starttls') {
      await startTls(talk, extensions);
      await channel.secure(probe);
      // What was told before TLS may have been put there by others (RFC 3207 section 4.2).
      extensions = await hello(talk);
    }
    if (user !== undefined && password !== undefined)
      await logIn(talk, { user, password, offered: extensions.get('AUTH') ?? '', isSecure: security !== 'none' });
    phases.enter('answer');
    expectCode(talk, await say(talk, 'QUIT'), [221], 'smtp-refused');
    return { outcome: 'good' };
  } finally {
    channel.close();
  }
};
