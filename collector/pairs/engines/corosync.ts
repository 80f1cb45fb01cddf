import { message } from '../../../core/index.ts';
import type { Asked, CorosyncFacts } from '../model.ts';
import { engineBounds, type MemberAsk, theirWords } from './ask.ts';
import { failed } from './failure.ts';
import { readSource } from './source-text.ts';
import { told, Unlikely } from './told.ts';

/** Reads what `corosync-cfgtool -s`, and behind it `corosync-quorumtool -s`, printed at one member. Never throws. */
export async function readCorosync(ask: MemberAsk): Promise<Asked<CorosyncFacts> | undefined> {
  const source = ask.settings.corosync;
  return source === undefined ? undefined : readSource(ask, source, corosyncOf);
}

type Link = CorosyncFacts['links'][number];

/** Without the daemon both say so and nothing else. */
const noDaemon = /could not initialize corosync configuration|cannot initialize/i;

/**
 * Corosync 3 (knet: each link with each node) and 2 (rings). The second half is left out where only cfgtool was asked.
 * @throws Unlikely when it is neither's output
 */
export function corosyncOf(text: string, at: number): Asked<CorosyncFacts> {
  if (noDaemon.test(text)) return failed('absent', at, message('collector.pairs.corosync.none'));
  const lines = text.split('\n');
  const links: Link[] = [];
  for (const line of lines) {
    const [, id] = /^(?:LINK|RING) ID (\d{1,3})\b/.exec(line) ?? [];
    if (id !== undefined && links.length < engineBounds.rows) links.push({ id: Number(id), address: '', peers: [] });
    const last = links.at(-1);
    if (last !== undefined) links[links.length - 1] = withLine(last, line);
  }
  if (links.length === 0) throw new Unlikely('no link');
  return { outcome: 'answered', at, facts: told<CorosyncFacts>({ links, votes: votesOf(text) }) };
}

function withLine(link: Link, line: string): Link {
  const [, address] = /^\s+(?:addr|id)\s+= (\S+)$/.exec(line) ?? [];
  if (address !== undefined) return { ...link, address: theirWords(address) };
  const [, node, word = ''] = /^\s+nodeid:\s+(\d{1,10}):\s*(\w+)$/.exec(line) ?? [];
  // Of the node itself it says `localhost`.
  if (node !== undefined && word !== 'localhost') {
    const peer = { nodeId: Number(node), connected: word === 'connected' };
    return { ...link, peers: [...link.peers, peer].slice(0, engineBounds.rows) };
  }
  // Corosync 2, and 3 without knet, say one word for the whole ring.
  const [, status] = /^\s+status\s+= (.+)$/.exec(line) ?? [];
  if (status === undefined) return link;
  return { ...link, peers: [{ nodeId: 0, connected: /^OK$|active with no faults/.test(status) }] };
}

function votesOf(text: string): CorosyncFacts['votes'] {
  const number = (name: string): number | undefined => {
    const [, digits] = new RegExp(`^${name}:\\s+(\\d{1,6})\\s*$`, 'm').exec(text) ?? [];
    return digits === undefined ? undefined : Number(digits);
  };
  const [expected, total, quorum] = [number('Expected votes'), number('Total votes'), number('Quorum')];
  const [, flags] = /^Flags:\s+(.*)$/m.exec(text) ?? [];
  if (expected === undefined || total === undefined || quorum === undefined || flags === undefined) return undefined;
  // `A,V,NMW`: alive and votes, as this member sees the device; `A,NV` and `NA,NV` while its net is lost or its daemon is gone.
  const [, device] = /^\s+\d+\s+\d+\s+([A-Z]+,[A-Z]+)(?:,[A-Z]+)? .*\(local\)\s*$/m.exec(text) ?? [];
  return told<NonNullable<CorosyncFacts['votes']>>({
    expected,
    total,
    quorum,
    quorate: /\bQuorate\b/.test(flags),
    device: !/\bQdevice\b/.test(flags) ? undefined : device === 'A,V' ? 'votes' : 'silent',
  });
}
