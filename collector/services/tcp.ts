import { type Attempt, bad } from './attempt.ts';
import { openChannel } from './channel.ts';
import { theirWords } from './fault.ts';
import { holds, wordsOf } from './pattern.ts';

/** Characters of a greeting that are looked through. */
const greetingCharacters = 4_096;
/** A greeting comes at once, or it does not come. */
const greetingMs = 5_000;

/** Connects (RFC 9293); with an expected text, until the other side has said it by itself. Phases: `connect`, then `first-byte`. */
export const tryTcp: Attempt<'tcp'> = async (ask) => {
  const { host, port, expect } = ask.probe;
  const channel = await openChannel({ ...ask, to: { host, port } });
  try {
    if (expect !== undefined) {
      ask.phases.enter('first-byte');
      let said = '';
      const found = await channel.takeWithin(Math.min(greetingMs, ask.probe.timeoutMs / 2), (heard) => {
        said = heard.toString('utf8').slice(0, greetingCharacters);
        return holds(said, expect) ? { value: true, octets: heard.length } : undefined;
      });
      if (found === undefined) {
        const expected = { host, port, expect: wordsOf(expect), said: theirWords(said) };
        throw said === '' ? bad('tcp-mute', expected) : bad('tcp-unexpected', expected, 'answer');
      }
    }
    ask.phases.leave();
    return { outcome: 'good' };
  } finally {
    channel.close();
  }
};
