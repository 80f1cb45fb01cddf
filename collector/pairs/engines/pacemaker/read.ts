import { message } from '../../../../core/index.ts';
import type { Asked, PacemakerFacts } from '../../model.ts';
import { engineBounds, type MemberAsk, theirWords } from '../ask.ts';
import { failed } from '../failure.ts';
import { readSource } from '../source-text.ts';
import { must, told, Unlikely } from '../told.ts';
import { allOf, childOf, childrenOf, type Element, parseXml } from './xml.ts';

/** CRM_EX_DISCONNECT: crm_mon runs and no cluster does. */
const notConnected = '102';
const newWords: Readonly<Record<string, string>> = { Master: 'Promoted', Slave: 'Unpromoted' };

/** Reads what `crm_mon -1 --output-as=xml --inactive` printed at one member. Never throws. */
export async function readPacemaker(ask: MemberAsk): Promise<Asked<PacemakerFacts> | undefined> {
  const source = ask.settings.pacemaker;
  return source === undefined ? undefined : readSource(ask, source, pacemakerOf);
}

/**
 * Facts of crm_mon's XML. Neither its exit code nor its status code proves anything: an unreadable CIB is `0`, `OK`, and an
 * error beside it.
 * @throws Unlikely when it is not crm_mon's, or cut
 */
export async function pacemakerOf(text: string, at: number): Promise<Asked<PacemakerFacts>> {
  const root = await parseXml(text);
  const result = must(childOf(root, 'pacemaker-result') ?? childOf(root, 'crm_mon'), 'pacemaker-result');
  const status = childOf(result, 'status');
  const errors = status === undefined ? [] : allOf(status, 'error').map((error) => theirWords(error.text));
  const code = status?.attributes.code ?? '0';
  if (code === notConnected) return failed('absent', at, message('collector.pairs.pacemaker.not-running'));
  if (errors[0] !== undefined || code !== '0') {
    const said = errors[0] ?? theirWords(status?.attributes.message);
    return failed('malformed', at, message('collector.pairs.pacemaker.error', { said }));
  }
  return { outcome: 'answered', at, facts: factsOf(result) };
}

function flag(element: Element | undefined, name: string): boolean {
  const text = element?.attributes[name];
  if (text !== 'true' && text !== 'false') throw new Unlikely(`${name} = ${text}`);
  return text === 'true';
}

function factsOf(result: Element): PacemakerFacts {
  const summary = must(childOf(result, 'summary'), 'summary');
  const dc = childOf(summary, 'current_dc');
  const options = must(childOf(summary, 'cluster_options'), 'cluster_options');
  const bounded = <Item>(items: readonly Item[]): readonly Item[] => items.slice(0, engineBounds.items);
  const attribute = (element: Element, name: string) => theirWords(element.attributes[name]);
  return told<PacemakerFacts>({
    // Without a coordinator nobody counts votes.
    withQuorum: dc !== undefined && flag(dc, 'present') && flag(dc, 'with_quorum'),
    dc: dc?.attributes.name === undefined ? undefined : attribute(dc, 'name'),
    stonithEnabled: flag(options, 'stonith-enabled'),
    noQuorumPolicy: theirWords(must(options.attributes['no-quorum-policy'], 'no-quorum-policy')),
    maintenanceMode: flag(options, 'maintenance-mode'),
    nodes: bounded(childrenOf(childOf(result, 'nodes'), 'node')).map((node) => ({
      name: attribute(node, 'name'),
      online: flag(node, 'online'),
      standby: flag(node, 'standby') || node.attributes.standby_onfail === 'true',
      maintenance: flag(node, 'maintenance'),
      unclean: flag(node, 'unclean'),
    })),
    resources: bounded(allOf(must(childOf(result, 'resources'), 'resources'), 'resource')).map((resource) => ({
      id: attribute(resource, 'id'),
      role: newWords[attribute(resource, 'role')] ?? attribute(resource, 'role'),
      managed: flag(resource, 'managed'),
      failed: flag(resource, 'failed'),
      nodes: childrenOf(resource, 'node').map((node) => attribute(node, 'name')),
    })),
    bans: bounded(childrenOf(childOf(result, 'bans'), 'ban')).map((ban) => ({
      id: attribute(ban, 'id'),
      resource: attribute(ban, 'resource'),
      node: attribute(ban, 'node'),
    })),
    failures: bounded(childrenOf(childOf(result, 'failures'), 'failure')).map((failure) =>
      theirWords(
        [failure.attributes.op_key ?? failure.attributes.id, failure.attributes.node, failure.attributes.exitstatus]
          .concat(failure.attributes.exitreason)
          .filter((word) => word !== undefined && word !== '')
          .join(' '),
      ),
    ),
    fencingFailures: bounded(childrenOf(childOf(result, 'fence_history'), 'fence_event'))
      .filter(({ attributes }) => attributes.status === 'failed')
      .map(({ attributes: { action, target, completed } }) =>
        theirWords([action, target, completed].filter((word) => word !== undefined).join(' ')),
      ),
  });
}
