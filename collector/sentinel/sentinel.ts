import type { Clock, Log } from '../../core/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import { newNonce } from '../canary/token.ts';
import { startCapture } from './capture.ts';
import { createDiary } from './diary.ts';
import { listenTcp } from './listen-tcp.ts';
import { answerDns, answerNtp, listenUdpWith } from './listen-udp.ts';
import { sentinelBounds } from './model.ts';
import { type InnerTry, tryInner } from './try-inner.ts';

export interface SentinelOptions {
  readonly name: string;
  readonly host: string;
  readonly tcpPorts: readonly number[];
  readonly dnsPort: number | undefined;
  readonly zone: string;
  readonly ntpPort: number | undefined;
  /** Whether arriving packets are read, for what was sent in our name. */
  readonly capture: boolean;
  readonly inner: readonly InnerTry[];
  readonly prefixes: readonly string[];
  /** Outside address that must answer in each round of tries. */
  readonly control: InnerTry | undefined;
  readonly tryEveryMs: number;
  readonly upEveryMs: number;
  readonly timeoutMs: number;
  readonly ledger: Ledger;
  readonly tokenOf: (nonce: string) => string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Sentinel {
  /** `tcp:80`, `dns:53`, `ntp:123`, `capture`. */
  readonly listening: readonly string[];
  /** Ends everything and notes that it was up until now. */
  stop(): Promise<void>;
}

/**
 * Listens outside for whatever leaks from inside, tries inner addresses, and keeps signed notes of both.
 * @throws when a port cannot be had; whatever was opened is closed again.
 */
export async function startSentinel(options: SentinelOptions): Promise<Sentinel> {
  const { name, host, tcpPorts, dnsPort, zone, ntpPort, ledger, tokenOf, clock, log } = options;
  const diary = createDiary({ ledger, clock, name });
  const listening: string[] = [];
  const closers: (() => void | Promise<void>)[] = [];
  /** What comes back of its own tries is no news. */
  const ownNonce = newNonce();
  const heard: typeof diary.heard = (one) => {
    if (one.nonce === ownNonce) return;
    log.warn(one, 'sentinel-heard');
    diary.heard(one);
  };
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    for (const port of tcpPorts) {
      const server = await listenTcp({ host, port, tokenOf, onHeard: heard });
      closers.push(() => new Promise<void>((resolve) => void server.close(() => resolve())));
      const address = server.address();
      listening.push(`tcp:${typeof address === 'object' && address !== null ? address.port : port}`);
    }
    if (dnsPort !== undefined) {
      const socket = await listenUdpWith(host, dnsPort, answerDns({ zone, tokenOf, onHeard: heard }));
      closers.push(() => void socket.close());
      listening.push(`dns:${socket.address().port}`);
    }
    if (ntpPort !== undefined) {
      // A time stamp carries the first half of a nonce.
      const answer = answerNtp(({ from, stamp }) => heard({ by: 'ntp', from, nonce: stamp }));
      const socket = await listenUdpWith(host, ntpPort, answer);
      closers.push(() => void socket.close());
      listening.push(`ntp:${socket.address().port}`);
    }
  } catch (error) {
    await close();
    throw error;
  }
  if (options.capture) {
    const capture = startCapture({
      filter: 'icmp or icmp6 or udp',
      onHeard: heard,
      onEnded(reason) {
        log.error({ reason }, 'sentinel-capture-ended');
        const at = listening.indexOf('capture');
        if (at >= 0) listening.splice(at, 1);
      },
    });
    closers.push(() => capture.stop());
    listening.push('capture');
  }

  let stopped = false;
  let cancelAlive = clock.after(sentinelBounds.aliveMs, alive);
  function alive(): void {
    diary.alive(listening);
    cancelAlive = clock.after(sentinelBounds.aliveMs, alive);
  }
  let cancelUp = clock.after(options.upEveryMs, up);
  function up(): void {
    diary.up(listening);
    cancelUp = clock.after(options.upEveryMs, up);
  }
  let cancelTry = clock.after(0, round);
  let trying: Promise<void> = Promise.resolve();
  function round(): void {
    trying = tryAll().finally(() => {
      if (!stopped) cancelTry = clock.after(options.tryEveryMs, round);
    });
  }
  async function tryAll(): Promise<void> {
    const { inner, control, timeoutMs, prefixes } = options;
    if (inner.length === 0) return;
    const from = clock.now();
    const by = { timeoutMs, now: () => clock.now(), nonce: ownNonce };
    const alive = control === undefined ? undefined : await tryInner(control, by);
    let addresses = 0;
    for (const one of inner) {
      if (stopped) return;
      const reached = await tryInner(one, by);
      if (reached !== undefined) addresses += 1;
      for (const note of reached ?? []) {
        log.warn({ address: note.address, by: note.by }, 'sentinel-reached');
        diary.note({ what: 'reached', ...note });
      }
    }
    diary.note({
      what: 'tried',
      from,
      to: clock.now(),
      prefixes: [...prefixes],
      addresses,
      control: alive !== undefined && alive.length > 0,
    });
  }

  return {
    listening,
    async stop() {
      stopped = true;
      cancelUp();
      cancelAlive();
      cancelTry();
      await trying;
      await close();
      diary.up(listening);
    },
  };
}
