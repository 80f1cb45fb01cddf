import type { DeviceRole } from '../plan/model.ts';

interface Maker {
  readonly name: string;
  readonly model: string;
  readonly sysObjectID: string;
  /** RFC 3418: the sum of 2^(layer-1) of the layers served. */
  readonly sysServices: number;
  sysDescr(name: string): string;
}

const linux: Maker = {
  name: 'Sugon',
  model: 'R6240H0',
  sysObjectID: '1.3.6.1.4.1.8072.3.2.10',
  sysServices: 72,
  sysDescr: (name) => `Linux ${name} 4.19.90-52.22.v2207.ky10.x86_64 #1 SMP Tue Mar 14 12:19:10 CST 2023 x86_64`,
};

function huawei(model: string, version: string, sysObjectID: string): Maker {
  const platform = 'Huawei Versatile Routing Platform Software';
  return {
    name: 'Huawei',
    model: model.split(' ')[0] ?? model,
    sysObjectID,
    sysServices: 78,
    sysDescr: () => `${model}\r\n${platform}\r\nVRP (R) software, Version 5.170 (${version})`,
  };
}

/** What stands in such a network: the identity that a device of each role tells. */
export const makers: Readonly<Record<DeviceRole, Maker>> = {
  core: huawei('S12708 Core Routing Switch', 'S12700 V200R010C00SPC600', '1.3.6.1.4.1.2011.2.23.420'),
  aggregation: huawei('S9306 Terabit Routing Switch', 'S9300 V200R010C00SPC600', '1.3.6.1.4.1.2011.2.23.60'),
  access: huawei('S5720-28X-SI-AC', 'S5720 V200R010C00SPC600', '1.3.6.1.4.1.2011.2.23.276'),
  utm: {
    name: 'Fortinet',
    model: 'FGT_60F',
    sysObjectID: '1.3.6.1.4.1.12356.101.1.644',
    sysServices: 78,
    sysDescr: () => 'FortiGate-60F v7.0.14, unified threat management',
  },
  host: linux,
  other: linux,
};
