/** A cluster's CIB, as a file that the real crm_mon reads offline: two nodes, an address, a database that can be promoted. */
export interface CibOptions {
  readonly stonith?: boolean;
  readonly noQuorumPolicy?: string;
  readonly maintenance?: boolean;
  readonly quorum?: boolean;
  readonly ban?: boolean;
  readonly standby?: boolean;
  /** Why the monitor of the second database failed; undefined: it did not. */
  readonly failure?: string;
  readonly secondOnline?: boolean;
}

const uuid = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';

function operation(resource: string, task: string, rc: number, interval = 0, reason = ''): string {
  const name = `${resource}_${task}_${interval}`;
  const key = `1:1:0:${uuid}`;
  return `<lrm_rsc_op id="${resource}_last_${task}" operation_key="${name}" operation="${task}" crm_feature_set="3.16.2"
    transition-key="${key}" transition-magic="0:${rc};${key}" call-id="5" rc-code="${rc}" op-status="0" interval="${interval}"
    last-rc-change="1790000000" exec-time="1" queue-time="0" exit-reason="${reason}"/>`;
}

function node(id: number, name: string, online: boolean, resources: string): string {
  const state = online ? 'in_ccm="true" crmd="online" join="member"' : 'in_ccm="false" crmd="offline" join="down"';
  return `<node_state id="${id}" uname="${name}" ${state} expected="member"><lrm id="${id}"><lrm_resources>${resources}</lrm_resources></lrm></node_state>`;
}

const resource = (id: string, type: string, provider: string, operations: string) =>
  `<lrm_resource id="${id}" class="ocf" provider="${provider}" type="${type}">${operations}</lrm_resource>`;

export function cibOf(options: CibOptions = {}): string {
  const { stonith = true, noQuorumPolicy = 'stop', maintenance = false, quorum = true, secondOnline = true } = options;
  const settings = { 'stonith-enabled': stonith, 'no-quorum-policy': noQuorumPolicy, 'maintenance-mode': maintenance };
  const properties = Object.entries({ ...settings, 'dc-version': '2.1.5', 'cluster-infrastructure': 'corosync' });
  const standby = `<instance_attributes id="s"><nvpair id="s1" name="standby" value="on"/></instance_attributes>`;
  const failed = options.failure === undefined ? '' : operation('db', 'monitor', 1, 10_000, options.failure);
  const second = resource('db', 'Stateful', 'pacemaker', operation('db', 'start', 0) + failed);
  return `<cib crm_feature_set="3.16.2" validate-with="pacemaker-3.9" epoch="8" num_updates="0" admin_epoch="0" have-quorum="${quorum ? 1 : 0}" dc-uuid="1">
<configuration>
<crm_config><cluster_property_set id="o">${properties.map(([name, value], index) => `<nvpair id="o${index}" name="${name}" value="${value}"/>`).join('')}</cluster_property_set></crm_config>
<nodes><node id="1" uname="db-a"/><node id="2" uname="db-b">${options.standby === true ? standby : ''}</node></nodes>
<resources><primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2"/>
<clone id="db-clone"><meta_attributes id="m"><nvpair id="m1" name="promotable" value="true"/></meta_attributes><primitive id="db" class="ocf" provider="pacemaker" type="Stateful"/></clone></resources>
<constraints>${options.ban === true ? '<rsc_location id="cli-ban-vip-on-db-b" rsc="vip" role="Started" node="db-b" score="-INFINITY"/>' : ''}</constraints>
</configuration>
<status>${node(1, 'db-a', true, resource('vip', 'IPaddr2', 'heartbeat', operation('vip', 'start', 0)) + resource('db', 'Stateful', 'pacemaker', operation('db', 'promote', 0)))}${node(2, 'db-b', secondOnline, second)}</status>
</cib>
`;
}
