import type { LinkHint } from '../receive/device-message.ts';

/** A port's name as makers write it: `GigabitEthernet0/0/1`, `GigabitEthernet 0/1`, `Eth-Trunk1`, `ge-0/0/1`, `Vlanif10`, `port1`. */
const port = '([A-Za-z](?:[\\w/:.-]{0,62}\\w)?(?: \\d[\\d/:.]{0,30})?)';
/** The words that count stand at the beginning. */
const lookedAt = 400;
const patterns: readonly RegExp[] = [
  // Huawei: The line protocol IP on the interface GigabitEthernet0/0/1 has entered the DOWN state.
  new RegExp(`on (?:the )?interface ${port} has (?:entered|turned into) the (UP|DOWN) state`, 'i'),
  // Huawei: Interface GigabitEthernet0/0/1 has turned into DOWN state.
  new RegExp(`interface ${port} has (?:entered|turned into) (?:the )?(UP|DOWN) state`, 'i'),
  // Cisco, Ruijie, H3C 7: Interface GigabitEthernet0/1, changed state to down; ... on the interface X changed to down.
  new RegExp(`interface ${port},? changed (?:state )?to (?:administratively )?(up|down)`, 'i'),
  // H3C 5: GigabitEthernet1/0/1 link status is DOWN; GigabitEthernet1/0/1: link status is DOWN
  new RegExp(`${port}:? link status is (UP|DOWN)`, 'i'),
];
/** A message speaks of a link only under one of these names (IFNET/4/LINK_STATE, LINK-3-UPDOWN, LINEPROTO-5-UPDOWN, IFNET/3/PHY_UPDOWN). */
const linkNames =
  /%{1,2}(?:\d\d)?(?:IFNET|IFPDT|IFADP|LINK|LINEPROTO|PHY|L2IFPPI|ERROR_DOWN)\b|LINK_STATE|LINK_?UPDOWN|PHY_UPDOWN|LINKUP|LINKDOWN/;

/** Whether the words say that a port went down or up; undefined when they speak of something else. */
export function linkHintOf(text: string): LinkHint | undefined {
  if (!linkNames.test(text.slice(0, lookedAt))) return undefined;
  const beginning = text.slice(0, lookedAt);
  for (const pattern of patterns) {
    const match = pattern.exec(beginning);
    if (match?.[1] === undefined || match[2] === undefined) continue;
    // Ruijie writes a space between the kind and the number; ifName has none.
    return { word: match[2].toLowerCase() === 'up' ? 'up' : 'down', interfaceName: match[1].replace(' ', '') };
  }
  return undefined;
}
