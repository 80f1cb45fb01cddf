import { createHash } from 'node:crypto';

/** A longer line is known by its beginning and a hash of the rest: patterns are not run over megabytes. */
const lineCharacters = 2_048;

/** One line of an exported configuration that means something. */
export interface ConfigurationLine {
  /** In the text as exported, from 1. */
  readonly number: number;
  /** Leading spaces; a tab counts as one. */
  readonly indent: number;
  /** Spaces made one, secrets and salts taken out. */
  readonly text: string;
}

/** A line at the margin with the lines indented below it. */
export type ConfigurationBlock = readonly ConfigurationLine[];

/** Comments, ends of sections, and what changes with every export. */
const noise =
  /^(?:[!#;].*|\/\/.*|return|end|exit|quit|building configuration.*|current configuration.*|ntp clock-period .*|.*\b(?:last configuration change|last-modified|saved at|exported (?:at|on)|generated (?:at|on)|config-?version|conf_file_ver|up ?time)\b.*)$/i;

/** A word after which a secret stands, with the words that say how it is written. */
const secret =
  /\b(password|passwd|pass-?phrase|(?:shared[-_ ]?)?secret|pre-?shared-?key|psksecret|psk|key-string|(?:[\w-]{1,20}-)?key|community|enc|cipher|hash|digest)((?:[ =:]{1,4}(?:cipher|simple|irreversible-cipher|plain|clear|encrypted|enc|hash|ascii|hex|pass-?phrase|key|wpa2?|rsn|sha256|sha512|md5|read|write|ro|rw|[0-9]{1,2}(?= ))(?![\w$])){0,4})[ =:]{1,4}("[^"]*"|'[^']*'|\S+)/gi;

/** The lines that mean something, cleaned of what differs from export to export and of every secret. */
export function linesOf(text: string): readonly ConfigurationLine[] {
  let inKey = false;
  return text.split(/\r\n|\r|\n/).flatMap((raw, index) => {
    const indent = /^[ \t]*/.exec(raw)?.[0].length ?? 0;
    const trimmed = bounded(raw.trim()).replace(/\s+/g, ' ');
    // A key or certificate in lines of its own is a secret, or is renewed without meaning anything here.
    if (/-----BEGIN /.test(trimmed)) inKey = true;
    const hidden = inKey;
    if (/-----END /.test(trimmed)) inKey = false;
    if (hidden || trimmed === '' || noise.test(trimmed)) return [];
    return [{ number: index + 1, indent, text: trimmed.replace(secret, '$1 ***').toWellFormed() }];
  });
}

function bounded(text: string): string {
  if (text.length <= lineCharacters) return text;
  const rest = createHash('sha256').update(text.slice(lineCharacters), 'utf8').digest('hex');
  return `${text.slice(0, lineCharacters)} ${rest}`;
}

export function blocksOf(lines: readonly ConfigurationLine[]): readonly ConfigurationBlock[] {
  const blocks: ConfigurationLine[][] = [];
  for (const line of lines) {
    const last = blocks.at(-1);
    if (line.indent > 0 && last !== undefined) last.push(line);
    else blocks.push([line]);
  }
  return blocks;
}

const policyWords =
  /\b(?:acl|access-list|access-group|policy|policies|rule|filter|firewall|permit|deny|nat|snat|dnat|packet-filter|security-policy|zone)\b|策略|规则/i;

/** Whether the order of blocks of this kind says what passes. */
export function isPolicy(block: ConfigurationBlock): boolean {
  return policyWords.test(block[0]?.text ?? '');
}

/**
 * One text for all exports that mean the same: rules in their order, because order decides what they let through, and
 * everything else sorted, because devices write it as they like.
 */
export function normalised(blocks: readonly ConfigurationBlock[]): string {
  const textOf = (block: ConfigurationBlock) =>
    block.map(({ indent, text }) => (indent > 0 ? ` ${text}` : text)).join('\n');
  const rest = blocks
    .filter((block) => !isPolicy(block))
    .map(textOf)
    .sort();
  const rules = blocks.filter(isPolicy).map(textOf);
  return [...rest, ...rules].join('\n');
}

export function normalisedPolicy(blocks: readonly ConfigurationBlock[]): string {
  return normalised(blocks.filter(isPolicy));
}
