import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { errorText } from '../../../core/index.ts';
import type { FaultReason, PollFault } from '../../observation.ts';
import { FaultNotes } from '../notes.ts';
import type { SessionDependencies } from '../session.ts';
import type { PackedResult, SessionTally, SnmpResult, SnmpSession } from '../snmp-session.ts';
import { canonicalAddress, type SnmpTarget } from '../target.ts';
import { BerWriter } from './ber-writer.ts';
import { CommunityDialogue } from './community-dialogue.ts';
import { createPatience, type Patience } from './patience.ts';
import { namesOf, type Question } from './pdu.ts';
import type { ExchangeEnd, Peer, WireTransport } from './transport.ts';
import { V3Dialogue } from './v3-dialogue.ts';
import { type Dialogue, failed, faultOf, resultOf, type WireOutcome } from './wire-outcome.ts';

/** All sessions encode in one buffer, as each message is copied out of it. */
const writer = new BerWriter();

/**
 * Opens a session on shared sockets. Nothing is sent until the first verb. Closing it leaves the transport to the others.
 */
export function openWireSession(
  dependencies: SessionDependencies & { readonly transport: WireTransport },
): SnmpSession {
  return new WireSession(dependencies);
}

class WireSession implements SnmpSession {
  readonly target: SnmpTarget;
  effort: 'full' | 'probe' = 'full';
  readonly #transport: WireTransport;
  readonly #patience: Patience;
  readonly #retries: number;
  readonly #dialogue: Dialogue;
  readonly #notes = new FaultNotes();
  #peer: Peer | undefined;
  #isStale = false;
  #requests = 0;
  #responses = 0;
  #retried = 0;
  #timeouts = 0;
  #closed = false;

  constructor({
    target,
    credential,
    clock,
    transport,
    timeoutMs = 2_000,
    retries = 1,
  }: Parameters<typeof openWireSession>[0]) {
    this.target = target;
    this.#transport = transport;
    this.#patience = createPatience({ longestMs: timeoutMs });
    this.#retries = retries;
    const note = (reason: FaultReason, detail: string) => this.#notes.add(reason, detail);
    const exchange = (encode: (id: number) => Buffer) => this.#exchange(encode);
    this.#dialogue =
      credential.version === 'v3'
        ? new V3Dialogue({ credential, writer, clock, exchange, note })
        : new CommunityDialogue({ ...credential, writer, exchange });
    if (isIP(target.host) !== 0) this.#reach(target.host);
  }

  get version(): 'v1' | 'v2c' | 'v3' {
    return this.#dialogue.version;
  }

  get tally(): SessionTally {
    return {
      requests: this.#requests,
      responses: this.#responses,
      retries: this.#retried,
      timeouts: this.#timeouts,
    };
  }

  get roundTripMs(): number | undefined {
    return this.#patience.roundTripMs;
  }

  get(part: string, oids: readonly string[]): Promise<SnmpResult> {
    return this.#result(part, 'get', oids, 0);
  }

  getNext(part: string, oids: readonly string[]): Promise<SnmpResult> {
    return this.#result(part, 'getNext', oids, 0);
  }

  getBulk(part: string, oids: readonly string[], maxRepetitions: number): Promise<SnmpResult> {
    return this.#result(part, 'getBulk', oids, maxRepetitions);
  }

  async askPacked(
    part: string,
    names: readonly Uint8Array[],
    maxRepetitions: number | undefined,
  ): Promise<PackedResult> {
    const verb = maxRepetitions === undefined ? 'getNext' : 'getBulk';
    const outcome = await this.#ask({ verb, names, maxRepetitions: maxRepetitions ?? 0 });
    return outcome.ok ? { ok: true, packed: outcome.pdu.varbinds } : faultOf(outcome, part);
  }

  engineBoots(): number | undefined {
    return this.#dialogue.engineBoots();
  }

  takeNotes(): readonly PollFault[] {
    return this.#notes.take('session');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#peer !== undefined) this.#transport.detach(this.#peer);
  }

  async #result(
    part: string,
    verb: Question['verb'],
    oids: readonly string[],
    maxRepetitions: number,
  ): Promise<SnmpResult> {
    const names = namesOf(oids);
    if (names === undefined) return faultOf(failed('internal', 'a name that is no object identifier'), part);
    return resultOf(await this.#ask({ verb, names, maxRepetitions }), part);
  }

  async #ask(question: Question): Promise<WireOutcome> {
    try {
      return await this.#dialogue.ask(question);
    } catch (thrown) {
      // A cipher that this machine's OpenSSL does not offer, for example.
      return failed('internal', errorText(thrown).slice(0, 200));
    }
  }

  async #exchange(encode: (id: number) => Buffer): Promise<ExchangeEnd> {
    if (this.#closed) return { kind: 'closed' };
    const peer = this.#isStale || this.#peer === undefined ? await this.#lookUp() : this.#peer;
    if (peer instanceof Error) return { kind: 'unsent', error: peer };
    if (this.#closed) return { kind: 'closed' };
    const retries = this.effort === 'probe' ? 0 : this.#retries;
    let tries = 0;
    const end = await new Promise<ExchangeEnd>((ended) => {
      this.#transport.start({
        peer,
        waitMs: (attempt) => this.#patience.waitMs(attempt, retries),
        retries,
        encode,
        sent: () => {
          this.#requests++;
          tries++;
        },
        ended,
      });
    });
    this.#retried += Math.max(0, tries - 1);
    if (end.kind === 'answered') {
      this.#responses++;
      if (end.attempts === 1) this.#patience.heard(end.roundTripMs);
      return end;
    }
    if (end.kind === 'timeout') {
      this.#timeouts++;
      this.#patience.givenUp();
    }
    // A name may lead elsewhere the next time.
    this.#isStale = isIP(this.target.host) === 0;
    return end;
  }

  #lookUp(): Promise<Peer | Error> {
    const family = this.target.transport === 'udp6' ? 6 : 4;
    return new Promise((resolve) => {
      lookup(this.target.host, { family }, (error, address) => resolve(error ?? this.#reach(address)));
    });
  }

  #reach(host: string): Peer {
    const { transport: family, port } = this.target;
    const address = canonicalAddress(host);
    this.#isStale = false;
    if (this.#peer?.address === address) return this.#peer;
    if (this.#peer !== undefined) this.#transport.detach(this.#peer);
    const note = (reason: FaultReason, detail: string) => this.#notes.add(reason, detail);
    this.#peer = { family, address, port, note };
    this.#transport.attach(this.#peer);
    return this.#peer;
  }
}
