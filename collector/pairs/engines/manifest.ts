import type { Asked, ManifestFacts } from '../model.ts';
import { engineBounds, type MemberAsk, theirWords } from './ask.ts';
import { objectOf, parseJson } from './json.ts';
import { readSource } from './source-text.ts';
import { Unlikely } from './told.ts';

/** Reads a member's own manifest, as scripts/pair-manifest.sh prints it. Never throws. */
export async function readManifest(ask: MemberAsk): Promise<Asked<ManifestFacts> | undefined> {
  const source = ask.settings.manifest;
  return source === undefined ? undefined : readSource(ask, source, manifestOf);
}

/**
 * `{"items": {"package keepalived": "1:2.2.7-1", "file /etc/keepalived/keepalived.conf": "sha256:..."}}`. More items than the bound are
 * refused: what was cut off could be the difference.
 * @throws Unlikely
 */
export function manifestOf(text: string, at: number): Asked<ManifestFacts> {
  const all = Object.entries(objectOf(objectOf(parseJson(text), 'manifest').items, 'items'));
  if (all.length === 0 || all.length > engineBounds.items) throw new Unlikely(`${all.length} items`);
  const items = all.map(([name, value]): readonly [string, string] => {
    if (typeof value !== 'string') throw new Unlikely(`${theirWords(name)} is no text`);
    return [theirWords(name), theirWords(value)];
  });
  return { outcome: 'answered', at, facts: { items: Object.fromEntries(items) } };
}
