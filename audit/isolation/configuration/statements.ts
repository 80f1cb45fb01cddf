import { configurationBounds, type RiskKind, type RiskyStatement } from './model.ts';
import { type ConfigurationBlock, type ConfigurationLine, isPolicy } from './normalise.ts';

/** Statements that open a way out wherever they stand. */
const openings: readonly (readonly [RiskKind, RegExp])[] = [
  [
    'nat',
    /\b(?:nat (?:outbound|server|source|inside|outside|address-group|static)|ip nat\b|(?:source|destination)-nat\b|[sd]nat\b|masquerade|set nat enable)/i,
  ],
  ['dial', /\b(?:pppoe(?:-client|-server)?|dialer|dial-?up|modem|l2tp-group)(?![a-z])|拨号/i],
  ['cellular', /\b(?:cellular|wwan|lte|[345]g(?:-modem)?|usb-?modem|apn)(?![a-z])/i],
  ['wireless', /\b(?:wlan|ssid|wi-?fi|radio \d|dot11radio|wireless)(?![a-z])|无线/i],
  [
    'remote-vpn',
    /\b(?:ssl-? ?vpn|sslvpn|webvpn|openvpn|wireguard|teamviewer|anydesk|remote-(?:access|assist\w*|support))\b|远程/i,
  ],
  ['upnp', /\bupnp\b/i],
  ['cloud', /\bcloud(?:-?\w+)?\b|\bfortiguard\b|云平台|云端/i],
];

/** A statement that takes back or switches off. */
export function isNegated(text: string): boolean {
  return negated.test(text);
}

const negated = /^(?:no|undo|unset|delete)\b|\b(?:disable|disabled|off|shutdown)$/i;
const permits = /\b(?:permit|pass|accept|allow)\b|允许|放行/i;
const denies = /\b(?:deny|drop|reject|block|discard)\b|拒绝|阻断/i;
const anything = /\b(?:any|all|0\.0\.0\.0(?:\/0| 0\.0\.0\.0| 255\.255\.255\.255)?|::\/0)\b/gi;
const defaultAction =
  /\bdefault[- ](?:action|policy|packet-filter)\b.*\b(?:deny|drop|reject|block)\b|\bdefault\b.*\bdeny\b/i;
/** Words that bind a rule to somebody. */
const binding =
  /\b(?:source|destination|src|dst)[-_ ]?(?:address|addr|ip|zone|intf|object)?(?:-set)?\b|\b(?:srcaddr|dstaddr|srcintf|dstintf)\b/i;

/** What a configuration opens, in the order of its lines. At most so many; that is more than anybody reads. */
export function riskyStatements(blocks: readonly ConfigurationBlock[]): readonly RiskyStatement[] {
  const found: RiskyStatement[] = [];
  const say = (kind: RiskKind, line: ConfigurationLine) =>
    found.push({ kind, line: line.number, text: line.text.slice(0, configurationBounds.textCharacters) });
  for (const line of blocks.flat()) {
    if (negated.test(line.text)) continue;
    for (const [kind, pattern] of openings) if (pattern.test(line.text)) say(kind, line);
  }
  const rules = blocks.filter(isPolicy).flatMap(rulesOf);
  for (const rule of rules) if (letsOutAnywhere(rule) && rule[0] !== undefined) say('any-destination', rule[0]);
  const decisions = rules.filter((rule) => rule.some(({ text }) => permits.test(text) || denies.test(text)));
  const last = decisions.at(-1);
  const closes = blocks.flat().some(({ text }) => defaultAction.test(text)) || (last !== undefined && deniesAll(last));
  if (decisions.length > 0 && !closes) found.push({ kind: 'no-final-deny', line: 0, text: '' });
  return found
    .sort((one, other) => orderOf(one) - orderOf(other) || (one.kind < other.kind ? -1 : 1))
    .slice(0, configurationBounds.riskyStatements);
}

/** A block holds rules that begin with their number or name, with their own lines deeper; a block without such is one rule. */
function rulesOf(block: ConfigurationBlock): readonly (readonly ConfigurationLine[])[] {
  const rules: ConfigurationLine[][] = [];
  for (const line of block) {
    const starts =
      /^(?:rule|policy|edit|access-list|pf|firewall)\b/i.test(line.text) ||
      /^(?:\d+ )?(?:permit|deny)\b/i.test(line.text);
    const last = rules.at(-1);
    if (starts || last === undefined) rules.push([line]);
    else last.push(line);
  }
  return rules;
}

function letsOutAnywhere(rule: readonly ConfigurationLine[]): boolean {
  const texts = rule.map(({ text }) => text).filter((text) => !negated.test(text));
  const decides = texts.some((text) => permits.test(text) && !denies.test(text));
  return decides && isDestinationFree(texts);
}

/** No word of a destination, or only ones that mean everywhere; without such words the last of two addresses is meant. */
function isDestinationFree(texts: readonly string[]): boolean {
  const named = texts.flatMap((text) => /\b(?:destination|dst)[-_ a-z]*\b.*$/i.exec(text)?.[0] ?? []);
  if (named.length > 0) return named.every((text) => isEverybody(text));
  if (texts.some((text) => /\b(?:source|src)/i.test(text))) return true;
  return isForAll(texts) || texts.some((text) => permits.test(text) && / (?:any|all)(?: (?:log|eq \S+))?$/i.test(text));
}

/** Whether `any` or the like stands there and no address. */
function isEverybody(text: string): boolean {
  return [...text.matchAll(anything)].length > 0 && !hasAddress(text);
}

function deniesAll(rule: readonly ConfigurationLine[]): boolean {
  const texts = rule.map(({ text }) => text);
  return texts.some((text) => denies.test(text)) && isForAll(texts);
}

/** Nothing binds it to a source or a destination, or only words that mean everybody. */
function isForAll(texts: readonly string[]): boolean {
  return texts.every((text) => {
    if (!binding.test(text)) return !hasAddress(text);
    return isEverybody(text);
  });
}

function hasAddress(text: string): boolean {
  return /\b\d{1,3}(?:\.\d{1,3}){3}\b/.test(text.replace(anything, '')) || /\b(?:host|range|network) \S/i.test(text);
}

/** What is missing comes after what is there. */
function orderOf({ line }: RiskyStatement): number {
  return line === 0 ? Number.MAX_SAFE_INTEGER : line;
}
