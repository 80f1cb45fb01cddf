/** An address of the device itself. */
export interface OwnAddress {
  readonly address: string;
  readonly prefixLength: number;
  readonly ifIndex: number;
}

/** Who answered for an address, and on which interface. */
export interface KnownAddress {
  readonly ifIndex: number;
  readonly address: string;
  readonly mac: string;
}

export interface Route {
  readonly network: string;
  readonly prefixLength: number;
  /** Undefined for the device's own net. */
  readonly nextHop: string | undefined;
  readonly ifIndex: number;
}

/** An open TCP connection. */
export interface Connection {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}
