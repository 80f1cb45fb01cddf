/** How a member of the pair is set up. */
export interface MemberSetup {
  readonly name: string;
  readonly priority: number;
  readonly virtualAddress: string;
  /** While this file exists, the track script fails. */
  readonly badFile: string;
  /** VRRP's version: 2 counts its adverts in seconds, 3 in hundredths. */
  readonly version: 2 | 3;
  readonly advertMs: number;
  readonly preempt: boolean;
  /** More instances of the same host, by VRID, each with an address of its own; for readers of tables. */
  readonly further: readonly { readonly vrid: number; readonly virtualAddress: string }[];
}

export const stageVrid = 51;

/** keepalived.conf of one member; the same on both but for the priority. */
export function keepalivedConfiguration(setup: MemberSetup): string {
  const { name, priority, badFile, virtualAddress, further } = setup;
  return `global_defs {
  router_id host_${name}
  script_user root
  enable_script_security
  vrrp_garp_master_refresh 2
}
vrrp_script chk_service {
  script "/usr/bin/test ! -e ${badFile}"
  interval 1
  fall 1
  rise 1
}
${instance(setup, 'VI_APP', stageVrid, virtualAddress, priority)}
${further.map(({ vrid, virtualAddress: own }) => instance(setup, `VI_${vrid}`, vrid, own, priority)).join('\n')}`;
}

function instance(
  { version, advertMs, preempt }: MemberSetup,
  name: string,
  vrid: number,
  address: string,
  priority: number,
) {
  return `vrrp_instance ${name} {
  state BACKUP
  interface eth0
  virtual_router_id ${vrid}
  priority ${priority}
  version ${version}
  advert_int ${advertMs / 1000}
  ${preempt ? '' : 'nopreempt'}
  virtual_ipaddress {
    ${address}/32 dev eth0
  }
  track_script {
    chk_service
  }
}`;
}

/** snmpd.conf: everything may be read by the community `public`, and keepalived joins by AgentX. */
export function snmpdConfiguration(agentxSocket: string, lines: readonly string[]): string {
  return [
    'agentAddress udp:0.0.0.0:161',
    'rocommunity public',
    'master agentx',
    `agentXSocket ${agentxSocket}`,
    // A subagent that hangs is given up before the manager gives up the host.
    'agentXTimeout 1',
    'agentXRetries 0',
    ...lines,
    '',
  ].join('\n');
}
