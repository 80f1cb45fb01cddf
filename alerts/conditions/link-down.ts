import { message } from '../../core/index.ts';
import type { Link } from '../../inventory/index.ts';
import type { Finding, PollInput } from './finding.ts';

/**
 * A link is judged down from either end. Only polls that answered count: a silent UTM behind the cut adds nothing.
 * A link that cannot be seen neither raises nor clears. A poll whose own end carries does not count as one more that shows it down: what
 * the other end said is as old as its own poll, and is asked for anew at once by the states.
 */
export function linkDown(input: PollInput): readonly Finding[] {
  const { observation, states } = input;
  if (observation.outcome === 'silent' || observation.outcome === 'refused') return [];
  const findings: Finding[] = [];
  for (const link of states.topology.linksOfDevice(observation.deviceId)) {
    const word = states.peek('link', link.id)?.state;
    if (word === 'down' && !isOwnEndUp(link, observation))
      findings.push(withWitness(finding(link, 'bad', observation.finishedAt, input), link, input));
    else if (word !== 'down' && word !== 'unknown' && word !== undefined && input.tracked('link-down', link.id)) {
      findings.push(finding(link, 'good', observation.finishedAt, input));
    }
  }
  return findings;
}

function isOwnEndUp({ a, b }: Link, { deviceId, interfaces }: PollInput['observation']): boolean {
  const end = [a, b].find((each) => each.deviceId === deviceId);
  return interfaces?.find(({ name }) => name === end?.interfaceName)?.operStatus === 'up';
}

/**
 * A port that its device announced as down and that this poll shows down has two witnesses already: no second poll is waited
 * for. An announcement without a poll that agrees raises nothing.
 */
function withWitness(found: Finding, link: Link, { observation, announced }: PollInput): Finding {
  const end = [link.a, link.b].find(({ deviceId }) => deviceId === observation.deviceId);
  const reading = observation.interfaces?.find(({ name }) => name === end?.interfaceName);
  const agrees = reading !== undefined && reading.operStatus !== 'up' && announced.has(reading.name);
  return agrees ? { ...found, raiseAfter: 1 } : found;
}

function finding(link: Link, reading: Finding['reading'], at: number, input: PollInput): Finding {
  const { city } = input.states.topology;
  const point = city.points.get(link.pointId);
  const office = city.offices.get(point?.officeId ?? '')?.nameZh ?? link.pointId;
  const params = {
    link: link.id,
    point: link.pointId,
    office,
    a: `${link.a.deviceId} ${link.a.interfaceName}`,
    b: `${link.b.deviceId} ${link.b.interfaceName}`,
    circuit: link.circuit,
  };
  return {
    condition: 'link-down',
    source: link.id,
    root: { kind: 'link', id: link.id },
    reading,
    at,
    summary: message('alerts.link-down.summary', params),
    remedy: message('alerts.link-down.remedy', params),
  };
}
