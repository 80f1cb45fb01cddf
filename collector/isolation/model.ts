import type { EpochMs } from '../../core/index.ts';
import type { PollFault } from '../observation.ts';

/**
 * How the walk of one table ended. Only `read` is whole; `not-offered` is the device's own answer that it has no such
 * objects. Everything else is missing evidence, whatever rows came.
 */
export type TableOutcome = 'read' | 'not-offered' | 'refused' | 'truncated' | 'silent' | 'malformed';

/** Where a row was read: the whole OID of the instance that decides, and its value as text. */
export interface RowSource {
  readonly oid: string;
  readonly value: string;
}

/** One kind of fact, merged of the old and the new tables that hold it. */
export interface TableReading<Row> {
  /** Of all tables that were walked: `read` when at least one was read whole and no other was cut, refused or silent. */
  readonly outcome: TableOutcome;
  /** Each table that was walked, by its MIB name: `ipNetToMediaTable`. None: nobody asked, and nothing is known. */
  readonly walks: readonly { readonly table: string; readonly outcome: TableOutcome; readonly rows: number }[];
  readonly rows: readonly Row[];
}

/** IF-MIB: ifTable with ifXTable. */
export interface SeenInterface {
  readonly ifIndex: number;
  /** The port's stable name; `ifName` is what ifXTable says, where it says anything. */
  readonly name: string;
  readonly ifName?: string;
  readonly description: string;
  readonly alias: string;
  /** IANAifType. */
  readonly ifType: number;
  readonly adminStatus: string;
  readonly operStatus: string;
  readonly mac?: string;
  /** Of ifType. */
  readonly source: RowSource;
}

/** An address of the device itself: ipAdEntAddr, ipAddressIfIndex. */
export interface SeenAddress {
  readonly address: string;
  readonly prefixBits?: number;
  readonly ifIndex?: number;
  readonly source: RowSource;
}

/** ARP and ND: ipNetToMediaTable, ipNetToPhysicalTable. */
export interface SeenNeighbour {
  readonly address: string;
  /** '' where the device has the row without one. */
  readonly mac: string;
  readonly ifIndex: number;
  readonly kind: 'dynamic' | 'static' | 'invalid' | 'other';
  readonly source: RowSource;
}

/** ipRouteTable, ipCidrRouteTable, inetCidrRouteTable, ipDefaultRouterTable. */
export interface SeenRoute {
  /** `0.0.0.0/0` for a default route. */
  readonly prefix: string;
  /** Undefined for a route to the device's own net. */
  readonly nextHop?: string;
  readonly ifIndex?: number;
  readonly kind: 'local' | 'remote' | 'reject' | 'blackhole' | 'other';
  /** IANAipRouteProtocol in words, where told. */
  readonly protocol?: string;
  /** Of the destination; `nextHopSource` of the next hop, where there is one. */
  readonly source: RowSource;
  readonly nextHopSource?: RowSource;
}

/** tcpConnTable, tcpConnectionTable. */
export interface SeenConnection {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly state: string;
  readonly source: RowSource;
}

/** A learned address: dot1dTpFdbTable, dot1qTpFdbTable, by the port's stable name. */
export interface SeenStation {
  readonly mac: string;
  readonly port: string;
  readonly ifIndex?: number;
  readonly vlan?: number;
  readonly status: 'learned' | 'self' | 'mgmt' | 'other';
  readonly source: RowSource;
}

/** lldpRemTable, cdpCacheTable. */
export interface SeenPeer {
  readonly protocol: 'lldp' | 'cdp';
  readonly port: string;
  readonly chassisId: string;
  readonly portId: string;
  readonly sysName: string;
  readonly sysDescription: string;
  /** `bridge`, `wlanAccessPoint`, `router`, `telephone`, ... that are enabled. */
  readonly capabilities: readonly string[];
  readonly source: RowSource;
}

/** entPhysicalTable, and makers' tables of radio and SIM cards. */
export interface SeenPart {
  readonly index: string;
  readonly description: string;
  readonly partClass: string;
  readonly serial: string;
  readonly model: string;
  readonly fieldReplaceable: boolean;
  /** Set for a card that tells a subscriber: never the identity itself. */
  readonly simPresent?: boolean;
  readonly source: RowSource;
}

/** tunnelIfTable, tunnelInetConfigTable, pppLinkStatusTable and makers' VPN tables. */
export interface SeenTunnel {
  readonly ifIndex?: number;
  readonly kind: string;
  readonly remoteAddress?: string;
  readonly up: boolean | undefined;
  readonly source: RowSource;
}

/** bgpPeerTable, ospfNbrTable. */
export interface SeenAdjacency {
  readonly protocol: 'bgp' | 'ospf';
  readonly address: string;
  readonly state: string;
  readonly source: RowSource;
}

/** Makers' NAT and session tables, natSessionTable. */
export interface SeenTranslation {
  readonly inside?: string;
  readonly outside?: string;
  readonly peer?: string;
  readonly source: RowSource;
}

/** ntpAssociationTable and what makers tell of their servers. */
export interface SeenServer {
  readonly what: 'ntp' | 'dns' | 'syslog';
  readonly address: string;
  readonly source: RowSource;
}

/** dot1xAuthConfigTable of an access port. */
export interface SeenPortAccess {
  readonly port: string;
  readonly control: 'forceUnauthorized' | 'auto' | 'forceAuthorized' | 'other';
  readonly authorized: boolean | undefined;
  readonly source: RowSource;
}

/** All that one device tells of its isolation, read in one go. */
export interface IsolationReading {
  readonly deviceId: string;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  /** `silent`: nothing came, also when the agent refused us. */
  readonly outcome: 'answered' | 'partial' | 'silent';
  readonly faults: readonly PollFault[];
  readonly sysName: string;
  readonly sysObjectID: string;
  /** sysUpTime before and after, in hundredths of a second. The tables are of no use when it fell in between. */
  readonly upTimeBeforeTicks?: number;
  readonly upTimeAfterTicks?: number;
  /** ipForwarding: true when the device routes; undefined when it does not tell. */
  readonly forwarding?: { readonly on: boolean; readonly source: RowSource };
  readonly interfaces: TableReading<SeenInterface>;
  readonly addresses: TableReading<SeenAddress>;
  readonly neighbours: TableReading<SeenNeighbour>;
  readonly routes: TableReading<SeenRoute>;
  readonly connections: TableReading<SeenConnection>;
  readonly stations: TableReading<SeenStation>;
  readonly peers: TableReading<SeenPeer>;
  readonly parts: TableReading<SeenPart>;
  readonly tunnels: TableReading<SeenTunnel>;
  readonly adjacencies: TableReading<SeenAdjacency>;
  readonly translations: TableReading<SeenTranslation>;
  readonly servers: TableReading<SeenServer>;
  readonly portAccess: TableReading<SeenPortAccess>;
}
