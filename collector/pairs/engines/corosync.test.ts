import { describe, expect, it } from 'vitest';
import { corosyncOf } from './corosync.ts';
import { Unlikely } from './told.ts';

/** Printed by corosync 3.1.7 (Debian 12) with two knet links and corosync-qdevice. */
const links = (second: 'connected' | 'disconnected') => `Local node ID 1, transport knet
LINK ID 0 udp
\taddr\t= 10.99.1.1
\tstatus:
\t\tnodeid:          1:\tlocalhost
\t\tnodeid:          2:\tconnected
LINK ID 1 udp
\taddr\t= 10.99.2.1
\tstatus:
\t\tnodeid:          1:\tlocalhost
\t\tnodeid:          2:\t${second}
`;
const quorum = (own: string, total: number, device: string) => `Quorum information
------------------
Date:             Fri Nov 27 15:47:34 2026
Quorum provider:  corosync_votequorum
Nodes:            2
Node ID:          1
Ring ID:          1.16
Quorate:          Yes

Votequorum information
----------------------
Expected votes:   3
Highest expected: 3
Total votes:      ${total}
Quorum:           2  
Flags:            Quorate Qdevice 

Membership information
----------------------
    Nodeid      Votes    Qdevice Name
         1          1 ${own.padStart(10)} app-a (local)
         2          1 ${own.padStart(10)} app-b
         0          ${device}
`;
const withDevice = quorum('A,V,NMW', 3, '1            Qdevice');
const netLost = quorum('A,NV,NMW', 2, '0            Qdevice (votes 1)');
const daemonGone = quorum('NA,NV,NMW', 2, '0            Qdevice (votes 1)');
const twoNode = `Votequorum information
----------------------
Expected votes:   2
Highest expected: 2
Total votes:      2
Quorum:           1  
Flags:            2Node Quorate WaitForAll 

Membership information
----------------------
    Nodeid      Votes Name
         1          1 app-a (local)
         2          1 app-b
`;
/** Corosync 2 with a redundant ring, by its manual. */
const rings = `Printing ring status.
Local node ID 1
RING ID 0
\tid\t= 192.168.1.1
\tstatus\t= ring 0 active with no faults
RING ID 1
\tid\t= 192.168.2.1
\tstatus\t= Marking ringid 1 interface 192.168.2.1 FAULTY
`;

function facts(text: string) {
  const answer = corosyncOf(text, 7);
  if (answer.outcome !== 'answered') throw new Error(answer.outcome);
  return answer.facts;
}

describe('what corosync prints', () => {
  it('tells each heartbeat link, and whether the other node is heard over it', () => {
    expect(facts(links('disconnected'))).toEqual({
      links: [
        { id: 0, address: '10.99.1.1', peers: [{ nodeId: 2, connected: true }] },
        { id: 1, address: '10.99.2.1', peers: [{ nodeId: 2, connected: false }] },
      ],
    });
    expect(facts(rings).links.map(({ address, peers }) => [address, peers[0]?.connected])).toEqual([
      ['192.168.1.1', true],
      ['192.168.2.1', false],
    ]);
  });

  it.each([
    ['votes', withDevice],
    ['silent', netLost],
    ['silent', daemonGone],
  ] as const)('tells of a third vote that it is %s', (device, text) => {
    expect(facts(links('connected') + text).votes).toMatchObject({ expected: 3, quorum: 2, quorate: true, device });
  });

  it('tells that there is no third vote, and nothing of votes where nobody asked', () => {
    expect(facts(links('connected') + twoNode).votes).toEqual({ expected: 2, total: 2, quorum: 1, quorate: true });
    expect(facts(links('connected'))).not.toHaveProperty('votes');
  });

  it('is absent where the daemon does not run, and no answer where it is something else', () => {
    const text = 'Could not initialize corosync configuration API error 2\nCannot initialize CMAP service\n';
    expect(corosyncOf(text, 7)).toMatchObject({ outcome: 'absent', at: 7 });
    expect(() => corosyncOf('corosync-cfgtool: command not found', 7)).toThrow(Unlikely);
  });
});
