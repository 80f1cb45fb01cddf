import type { Socket } from 'node:net';
import { type ChannelAsk, openChannel } from './channel.ts';
import { startTls as startTlsOfLdap } from './ldap/dialogue.ts';
import { greet, hello, startTls as startTlsOfSmtp } from './smtp-dialogue.ts';

/** A connection to a server that begins in plain, at the moment when TLS is to begin. @throws ProbeFault */
export async function connectToStartTls(protocol: 'smtp' | 'ldap', ask: ChannelAsk): Promise<Socket> {
  const channel = await openChannel(ask);
  const talk = { channel, place: ask.to, phases: ask.phases };
  try {
    if (protocol === 'ldap') await startTlsOfLdap(talk);
    else {
      await greet(talk);
      await startTlsOfSmtp(talk, await hello(talk));
    }
    return channel.release();
  } catch (thrown) {
    channel.close();
    throw thrown;
  }
}
