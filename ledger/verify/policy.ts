import { type Checked, faulty, fine } from './fault.ts';
import { parseVerifierKey, samePublicKey, signatureTypes, type VerifierKey } from './key.ts';
import type { Sha256 } from './sha256.ts';

/** Whom a verifier believes (C2SP tlog-policy): logs, witnesses, and which of them are enough. */
export interface Policy {
  readonly logs: readonly VerifierKey[];
  /** Witnesses by their name in the policy. */
  readonly witnesses: ReadonlyMap<string, VerifierKey>;
  /** `none`, a witness or a group. */
  readonly quorum: string;
  readonly groups: ReadonlyMap<string, { readonly needed: number; readonly members: readonly string[] }>;
}

/** More lines of one kind are refused; the specification asks for 32 at least. */
const mostOfAKind = 256;

/** Reads a policy; a mistake is a fault with its line. */
export function parsePolicy(text: string, sha256: Sha256): Checked<Policy> {
  const logs: VerifierKey[] = [];
  const witnesses = new Map<string, VerifierKey>();
  const groups = new Map<string, { needed: number; members: readonly string[] }>();
  let quorum: string | undefined;
  const known = (name: string): boolean => witnesses.has(name) || groups.has(name);

  const take = (words: readonly string[]): boolean => {
    const [verb, name = '', ...rest] = words;
    if (verb === 'log') {
      const key = parseVerifierKey(name, sha256);
      if (key?.type !== signatureTypes.note || rest.length > 1 || logs.some((log) => samePublicKey(log, key)))
        return false;
      return logs.push(key) <= mostOfAKind;
    }
    if (verb === 'witness') {
      const key = parseVerifierKey(rest[0] ?? '', sha256);
      if (key?.type !== signatureTypes.cosignature || rest.length > 2 || name === 'none' || known(name)) return false;
      if ([...witnesses.values()].some((witness) => samePublicKey(witness, key))) return false;
      return witnesses.set(name, key).size <= mostOfAKind;
    }
    if (verb === 'group') {
      const [count = '', ...members] = rest;
      const needed =
        count === 'all' ? members.length : count === 'any' ? 1 : /^[1-9]\d{0,3}$/.test(count) ? Number(count) : 0;
      const sound = name !== '' && name !== 'none' && !known(name) && new Set(members).size === members.length;
      if (!sound || needed < 1 || needed > members.length || !members.every(known)) return false;
      return groups.set(name, { needed, members }).size <= mostOfAKind;
    }
    if (verb === 'quorum') {
      if (quorum !== undefined || rest.length > 0 || (name !== 'none' && !known(name))) return false;
      quorum = name;
      return true;
    }
    return false;
  };

  for (const [index, line] of text.split('\n').entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length === 0 || words[0]?.startsWith('#')) continue;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the specification allows no other control characters than tab and newline
    if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(line) || !take(words))
      return faulty('policy-line', { line: index + 1 });
  }
  return quorum === undefined ? faulty('policy-quorum') : fine({ logs, witnesses, quorum, groups });
}

/** The text of a policy: those logs, and a quorum of the witnesses. */
export function formatPolicy({
  logs,
  witnesses,
  needed,
}: {
  readonly logs: readonly string[];
  readonly witnesses: readonly { readonly name: string; readonly vkey: string }[];
  /** How many witnesses must have cosigned; 0 for none. */
  readonly needed: number;
}): string {
  const lines = [...logs.map((vkey) => `log ${vkey}`), ...witnesses.map(({ name, vkey }) => `witness ${name} ${vkey}`)];
  if (needed === 0) return `${[...lines, 'quorum none'].join('\n')}\n`;
  const group = `group witnesses ${needed} ${witnesses.map(({ name }) => name).join(' ')}`;
  return `${[...lines, group, 'quorum witnesses'].join('\n')}\n`;
}

/** Whether those witnesses that have cosigned are enough. */
export function quorumReached({ witnesses, quorum, groups }: Policy, cosigned: readonly VerifierKey[]): boolean {
  const reached = (name: string): boolean => {
    const witness = witnesses.get(name);
    if (witness !== undefined) return cosigned.some((key) => samePublicKey(key, witness));
    const group = groups.get(name);
    return group !== undefined && group.members.filter(reached).length >= group.needed;
  };
  return quorum === 'none' || reached(quorum);
}
