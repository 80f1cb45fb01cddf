import { type Attempt, bad, notTried, type ProbeFault } from '../attempt.ts';
import { openChannel } from '../channel.ts';
import { theirWords } from '../fault.ts';
import { hear, type LdapTalk, startTls, success } from './dialogue.ts';
import { parseFilter } from './filter.ts';
import { bindRequest, type LdapAnswer, searchRequest, unbindRequest } from './messages.ts';

/** Tried again, it would lock the account. */
const invalidCredentials = 49;
/** Result codes that mean something of their own (RFC 4511 appendix A); all others are told by number. */
const results: Readonly<Record<number, string>> = {
  8: 'ldap-strong-auth',
  13: 'ldap-strong-auth',
  32: 'ldap-no-base',
  [invalidCredentials]: 'wrong-password',
  50: 'ldap-no-rights',
  51: 'ldap-busy',
  52: 'ldap-busy',
};
const timeLimitExceeded = 3;
const sizeLimitExceeded = 4;

/**
 * Binds (RFC 4513 section 5.1: anonymous, or by name and password) and counts the entries of a search, no more of them than are wanted.
 * Phases: `connect`, `tls`, `login` (bind), `answer` (search). @throws ProbeFault
 */
export const tryLdap: Attempt<'ldap'> = async (ask) => {
  const { probe, phases } = ask;
  const { host, port, security, bindDn, password = '', baseDn, leastEntries } = probe;
  const filter = parseFilter(probe.filter);
  if (filter === undefined) throw notTried('ldap-filter', { filter: probe.filter });
  // A name with an empty password would count as anonymous (RFC 4513 section 5.1.2), and prove nothing.
  if (bindDn !== undefined && password === '') throw notTried('no-password', { host, port, user: bindDn });
  const place = { host, port };
  const channel = await openChannel({ ...ask, to: place });
  const talk = { channel, place, phases };
  const refused = (answer: LdapAnswer): ProbeFault => refusal(answer, { ...place, user: bindDn ?? '', baseDn });
  try {
    if (security === 'ldaps') await channel.secure(probe);
    if (security === 'starttls') {
      await startTls(talk);
      await channel.secure(probe);
    }
    phases.enter('login');
    channel.write(bindRequest(2, { dn: bindDn ?? '', password }));
    const bound = await hear(talk, 2);
    if (bound.resultCode !== success) throw refused(bound);
    phases.enter('answer');
    const sizeLimit = Math.max(1, leastEntries);
    const timeLimitSeconds = Math.max(1, Math.ceil(probe.timeoutMs / 1_000));
    channel.write(searchRequest(3, { baseDn, filter, sizeLimit, timeLimitSeconds }));
    const entries = await countEntries(talk, refused);
    const values = [{ name: 'entries', value: entries, unit: '' }];
    channel.write(unbindRequest(4));
    if (entries >= leastEntries) return { outcome: 'good', values };
    return { ...bad('ldap-few', { host, port, entries, least: leastEntries, baseDn }).tried, values };
  } finally {
    channel.close();
  }
};

async function countEntries(talk: LdapTalk, refused: (answer: LdapAnswer) => ProbeFault): Promise<number> {
  for (let entries = 0; ; entries++) {
    let answer = await hear(talk, 3);
    while (answer.kind === 'reference') answer = await hear(talk, 3);
    if (answer.kind === 'entry') continue;
    if (answer.resultCode === timeLimitExceeded) throw bad('ldap-slow', { ...talk.place });
    // More than were wanted are there: that is enough.
    if (answer.resultCode !== success && answer.resultCode !== sizeLimitExceeded) throw refused(answer);
    return entries;
  }
}

function refusal(
  { resultCode, diagnostic }: LdapAnswer,
  params: Readonly<Record<string, string | number>>,
): ProbeFault {
  const said = theirWords(`${resultCode} ${diagnostic}`);
  const fault = bad(results[resultCode] ?? 'ldap-refused', { ...params, said });
  return resultCode === invalidCredentials ? fault.final() : fault;
}
