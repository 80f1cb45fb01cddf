import type { RemoteInfo } from 'node:dgram';
import type { Cancel, Clock } from '../../../core/index.ts';
import type { FaultReason } from '../../observation.ts';
import { peekId } from '../peek-id.ts';
import { createExchangeIds } from './exchange-ids.ts';
import { type Family, openUdpSockets } from './udp-sockets.ts';

/** Ended exchanges whose late or doubled answers are still recognised. */
const rememberedExchanges = 4_096;

/** The agent's end of exchanges, and who wants to know what comes aside of answers. */
export interface Peer {
  readonly family: Family;
  /** Canonical text, resolved. */
  readonly address: string;
  readonly port: number;
  note(reason: FaultReason, detail: string): void;
}

/** One message to one agent, sent unchanged until its answer comes or the tries are used up. */
export interface ExchangeRequest {
  readonly peer: Peer;
  /** How long the try with this number waits, from 0. */
  waitMs(attempt: number): number;
  /** Tries after the first. */
  readonly retries: number;
  /** The message with this id, made once. Must not throw. */
  encode(id: number): Buffer;
  /** A datagram leaves. */
  sent(): void;
  /** The end; called once. */
  ended(end: ExchangeEnd): void;
}

export type ExchangeEnd =
  | {
      readonly kind: 'answered';
      readonly id: number;
      readonly datagram: Buffer;
      /** From the last try to the answer. */
      readonly roundTripMs: number;
      readonly attempts: number;
    }
  | { readonly kind: 'timeout' | 'closed' }
  | { readonly kind: 'unsent'; readonly error: Error };

/** Pairs answers with requests over few shared sockets, by id, source address and port. Never throws. */
export interface WireTransport {
  /** From now on notes about the peer's address go to it. */
  attach(peer: Peer): void;
  /** Ends the peer's exchanges. */
  detach(peer: Peer): void;
  start(request: ExchangeRequest): void;
  /** Exchanges under way. */
  readonly open: number;
  /** Datagrams from addresses that we never asked. */
  readonly strays: number;
  /** Ends all exchanges and frees the sockets. */
  close(): void;
}

interface Exchange {
  readonly id: number;
  readonly request: ExchangeRequest;
  readonly message: Buffer;
  /** Tries so far. */
  attempts: number;
  sentMs: number;
  cancelTimer: Cancel;
}

interface Ended {
  readonly peer: Peer;
  readonly answered: boolean;
}

const noTimer: Cancel = () => {};

export function openWireTransport({ clock }: { readonly clock: Clock }): WireTransport {
  const nextId = createExchangeIds();
  const open = new Map<number, Exchange>();
  const ended = new Map<number, Ended>();
  /** Ids of `ended` in the order of their end, overwritten in a circle. */
  const endedIds = new Uint32Array(rememberedExchanges);
  let endedAt = 0;
  const peers = new Map<string, Peer>();
  let strays = 0;
  let closed = false;
  const sockets = openUdpSockets(onDatagram);

  function freshId(): number {
    let id = nextId();
    while (open.has(id) || ended.has(id)) id = nextId();
    return id;
  }

  function transmit(exchange: Exchange): void {
    const { id, request, message } = exchange;
    const waitMs = request.waitMs(exchange.attempts++);
    exchange.sentMs = clock.monotonicMs();
    request.sent();
    exchange.cancelTimer = clock.after(waitMs, () => {
      // Answers that came while this process was held up wait in the socket: they are read before the time counts as up.
      setImmediate(() => {
        if (!open.has(id)) return;
        if (exchange.attempts <= request.retries) transmit(exchange);
        else finish(exchange, { kind: 'timeout' });
      });
    });
    sockets.send(id, message, request.peer, (error) => finish(exchange, { kind: 'unsent', error }));
  }

  function finish(exchange: Exchange, end: ExchangeEnd): void {
    const { id, request } = exchange;
    if (!open.delete(id)) return;
    exchange.cancelTimer();
    ended.delete(endedIds[endedAt] ?? 0);
    endedIds[endedAt] = id;
    endedAt = (endedAt + 1) % rememberedExchanges;
    ended.set(id, { peer: request.peer, answered: end.kind === 'answered' });
    if (open.size === 0) sockets.hold(false);
    request.ended(end);
  }

  function onDatagram(datagram: Buffer, from: RemoteInfo): void {
    const id = peekId(datagram);
    const exchange = id === undefined ? undefined : open.get(id);
    if (exchange !== undefined) {
      if (isFrom(exchange.request.peer, from)) {
        const { attempts } = exchange;
        const roundTripMs = clock.monotonicMs() - exchange.sentMs;
        finish(exchange, { kind: 'answered', id: exchange.id, datagram, roundTripMs, attempts });
      } else
        exchange.request.peer.note(
          'wrong-source',
          `a datagram from ${from.address} port ${from.port}, not from the agent`,
        );
      return;
    }
    const past = id === undefined ? undefined : ended.get(id);
    const peer = past !== undefined && isFrom(past.peer, from) ? past.peer : peers.get(keyOf(from));
    if (peer === undefined) strays++;
    else if (id === undefined) peer.note('malformed', 'a datagram that is no SNMP message');
    else if (past?.peer !== peer) peer.note('wrong-request-id', 'an answer to a request that we never sent');
    else if (past.answered) peer.note('duplicate-response', 'an answer came twice');
    else peer.note('late-response', 'an answer came after its time was up');
  }

  return {
    get open() {
      return open.size;
    },
    get strays() {
      return strays;
    },
    attach(peer) {
      peers.set(keyOf(peer), peer);
    },
    detach(peer) {
      if (peers.get(keyOf(peer)) === peer) peers.delete(keyOf(peer));
      for (const exchange of [...open.values()]) {
        if (exchange.request.peer === peer) finish(exchange, { kind: 'closed' });
      }
    },
    start(request) {
      if (closed) {
        request.ended({ kind: 'closed' });
        return;
      }
      const id = freshId();
      const message = request.encode(id);
      const exchange = { id, request, message, attempts: 0, sentMs: 0, cancelTimer: noTimer };
      open.set(id, exchange);
      if (open.size === 1) sockets.hold(true);
      transmit(exchange);
    },
    close() {
      closed = true;
      for (const exchange of [...open.values()]) finish(exchange, { kind: 'closed' });
      sockets.close();
    },
  };
}

function isFrom({ address, port }: Peer, from: RemoteInfo): boolean {
  return from.port === port && from.address === address;
}

function keyOf({ address, port }: { readonly address: string; readonly port: number }): string {
  return `${address} ${port}`;
}
