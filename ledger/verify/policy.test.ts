import { describe, expect, it } from 'vitest';
import { nodeSha256 } from '../crypto.ts';
import { newPrivateKey, readPrivateKey, signerOf } from '../index.ts';
import { formatVerifierKey, type VerifierKey } from './key.ts';
import { formatPolicy, parsePolicy, quorumReached } from './policy.ts';

function key(name: string, type: 1 | 4): VerifierKey {
  const privateKey = readPrivateKey(newPrivateKey());
  if (privateKey === undefined) throw new Error('no key was made');
  return signerOf(privateKey, name, type).key;
}
const log = key('city/log', 1);
const [a, b, c, d] = [key('a', 4), key('b', 4), key('c', 4), key('d', 4)];
const vkey = formatVerifierKey;

/** The example of the specification: two levels of groups. */
const text = `# who is believed
log ${vkey(log)} https://example.com/

witness A ${vkey(a)}
witness\tB ${vkey(b)}  http://x
  witness C ${vkey(c)}
witness 见证 ${vkey(d)}
group AB all A B
group CD any C 见证
group both 2 AB CD
quorum both
`;

describe('a policy', () => {
  it('needs the witnesses that its groups say', () => {
    const parsed = parsePolicy(text, nodeSha256);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
    const reached = (...keys: readonly VerifierKey[]) => quorumReached(parsed.value, keys);
    expect(reached(a, b, c)).toBe(true);
    expect(reached(a, b, d)).toBe(true);
    expect(reached(a, b)).toBe(false);
    expect(reached(a, c, d)).toBe(false);
    expect(reached()).toBe(false);
  });

  it('comes back from the text that we write', () => {
    const witnesses = [a, b, c].map((witness) => ({ name: witness.name, vkey: vkey(witness) }));
    const parsed = parsePolicy(formatPolicy({ logs: [vkey(log)], witnesses, needed: 2 }), nodeSha256);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.fault));
    expect(quorumReached(parsed.value, [a, c])).toBe(true);
    expect(quorumReached(parsed.value, [c])).toBe(false);
    const none = parsePolicy(formatPolicy({ logs: [vkey(log)], witnesses, needed: 0 }), nodeSha256);
    expect(none.ok && quorumReached(none.value, [])).toBe(true);
  });

  it.each([
    ['no quorum', `log ${vkey(log)}\n`, undefined],
    ['two quorums', `quorum none\nquorum none\n`, 2],
    ['a quorum that comes too early', `quorum A\nwitness A ${vkey(a)}\n`, 1],
    ['a log twice under two names', `log ${vkey(log)}\nlog ${vkey(log)}\nquorum none\n`, 2],
    ['a witness with a key of a log', `witness A ${vkey(log)}\nquorum A\n`, 1],
    ['a log with a key of a witness', `log ${vkey(a)}\nquorum none\n`, 1],
    ['a witness twice under two names', `witness A ${vkey(a)}\nwitness B ${vkey(a)}\nquorum A\n`, 2],
    ['a name twice', `witness A ${vkey(a)}\nwitness A ${vkey(b)}\nquorum A\n`, 2],
    ['a witness called none', `witness none ${vkey(a)}\nquorum none\n`, 1],
    ['a group of nobody', `group G any\nquorum G\n`, 1],
    ['a group that asks for more than it has', `witness A ${vkey(a)}\ngroup G 2 A\nquorum G\n`, 2],
    ['a group with a member twice', `witness A ${vkey(a)}\ngroup G any A A\nquorum G\n`, 2],
    ['a group of itself', `group G any G\nquorum G\n`, 1],
    ['an unknown word', `quorum none\nquorom none\n`, 2],
    ['a control character', `quorum none\r\n`, 1],
  ])('is refused with %s, with the line', (_, wrong, line) => {
    const parsed = parsePolicy(wrong, nodeSha256);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.fault.params?.line).toBe(line);
  });
});
