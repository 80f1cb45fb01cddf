import { parseAddress } from '../../../core/index.ts';
import { type ConfiguredServer, configurationBounds } from './model.ts';
import type { ConfigurationBlock } from './normalise.ts';
import { isNegated } from './statements.ts';

/** Which servers a statement is about, by its own words or by those of the section that it stands in. */
const kinds: readonly (readonly [ConfiguredServer['what'], RegExp])[] = [
  ['ntp', /\b(?:s?ntp(?:-service|server)?|clock-server|time-server)\b/i],
  ['dns', /\b(?:dns(?:-server|-list)?|name-?servers?|domain-server)\b/i],
  ['syslog', /\b(?:syslogd?|loghost|log-?server|logging (?:host|server))\b/i],
];
/** What stands after these words is the device's own address. */
const own = /\b(?:source|local|bind|listen)[-\w]*$/i;
const named = /\b(?:server|peer|host|loghost|primary|secondary|unicast-server|unicast-peer|server-name)$/i;
const hostName = /^(?=.*[a-z])(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62}$/i;

/** Servers for time, names and logs that a configuration names, by address or by name, each with its line. */
export function serversOf(blocks: readonly ConfigurationBlock[]): readonly ConfiguredServer[] {
  const found: ConfiguredServer[] = [];
  for (const block of blocks) {
    const section = block[0]?.text ?? '';
    for (const { text, number: line } of block) {
      const what = kindOf(text) ?? kindOf(section);
      if (what === undefined || isNegated(text)) continue;
      for (const address of addressesIn(text)) found.push({ what, address, line });
      if (found.length >= configurationBounds.servers) return found.slice(0, configurationBounds.servers);
    }
  }
  return found;
}

function kindOf(text: string): ConfiguredServer['what'] | undefined {
  return kinds.find(([, words]) => words.test(text))?.[0];
}

function addressesIn(text: string): readonly string[] {
  const words = text.split(/[\s,;]+/).map((word) => word.replace(/^["'<]|["'>]$/g, ''));
  return words.flatMap((word, index) => {
    const before = words.slice(Math.max(0, index - 2), index);
    if (before.some((each) => own.test(each))) return [];
    const address = parseAddress(word);
    // A mask is no server.
    if (address !== undefined) return /^(?:255\.|0\.0\.0\.0$)/.test(address.text) ? [] : [address.text];
    return hostName.test(word) && before.some((each) => named.test(each)) ? [word.toLowerCase()] : [];
  });
}
