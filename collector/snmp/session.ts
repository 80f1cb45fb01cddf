import type { RawMessage, RawRequest, RawVarbind, Session, SessionOptions } from 'net-snmp';
import { type Clock, errorText } from '../../core/index.ts';
import type { SnmpCredential } from '../../inventory/index.ts';
import type { PollFault } from '../observation.ts';
import { answerProof } from './answer-proof.ts';
import { contradicted, type ErrorMeaning, isContradicted } from './error-reason.ts';
import { guardedSocket } from './guarded-socket.ts';
import { mistakeIn } from './mistake-in.ts';
import { netSnmp } from './net-snmp-loaded.ts';
import { FaultNotes } from './notes.ts';
import { AgentRefusal, closedMeaning, failure, failureOf, type Outcome, unprotectedMeaning } from './outcome.ts';
import { withOwnId } from './own-ids.ts';
import { isTruncated, peekId } from './peek-id.ts';
import { SentIds } from './sent-ids.ts';
import type { SessionTally, SnmpResult, SnmpSession } from './snmp-session.ts';
import type { SnmpTarget } from './target.ts';
import { probedName, whySilent } from './v3-silence.ts';
import { levelBits, userOf } from './v3-user.ts';
import { decodeVarbind } from './varbind.ts';
import { type Malformed, pduTag } from './wire/pdu.ts';
import { counterName, isTimeReport, meaningOfReport } from './wire/report.ts';
import { undecodable } from './wire/wire-outcome.ts';

export interface SessionDependencies {
  readonly target: SnmpTarget;
  readonly credential: SnmpCredential;
  readonly clock: Clock;
  /** How long each try waits for its answer. Default 2,000. */
  readonly timeoutMs?: number;
  /** Tries after the first. Default 1. */
  readonly retries?: number;
}

/** One call of a verb; it may send several datagrams (discovery, retries). */
interface Call {
  settled: boolean;
  settle(outcome: Outcome): void;
}

/**
 * Opens a session to one agent. Nothing is sent until the first verb. A v3 agent that restarts, loses its engine boots
 * or is replaced is discovered anew within the same request; an agent that answers v2c in v1 is spoken to in v1.
 */
export function openSession(dependencies: SessionDependencies): SnmpSession {
  return new NetSnmpSession(dependencies);
}

class NetSnmpSession implements SnmpSession {
  readonly target: SnmpTarget;
  readonly #dependencies: SessionDependencies;
  readonly #clock: Clock;
  readonly #session: Session;
  readonly #watchdogMs: number;
  /** The level bits (authenticated, encrypted) that every v3 answer must carry. */
  readonly #levelBits: number;
  readonly #hasWrongDigest: (datagram: Buffer) => boolean;
  readonly #notes = new FaultNotes();
  readonly #ids = new SentIds<Call>();
  readonly #open = new Set<Call>();
  #version: 'v1' | 'v2c' | 'v3';
  #requests = 0;
  #responses = 0;
  #closed = false;
  #isProbe = false;
  /** The agent has answered with this credential. */
  #hasServed = false;
  /** The call on whose behalf the library is running right now. */
  #current: Call | undefined;
  #decodeError: Error | undefined;

  constructor(dependencies: SessionDependencies) {
    const { target, credential, clock, timeoutMs = 2_000, retries = 1 } = dependencies;
    this.#dependencies = dependencies;
    this.target = target;
    this.#clock = clock;
    this.#version = credential.version;
    this.#levelBits = levelBits(credential);
    this.#hasWrongDigest = answerProof(credential);
    // Discovery and a time synchronisation may each use up the tries; a margin, as this timer is only the last resort.
    this.#watchdogMs = timeoutMs * (retries + 1) * (credential.version === 'v3' ? 3 : 1) + 1_000;
    const options: SessionOptions = {
      transport: target.transport,
      port: target.port,
      timeout: timeoutMs,
      retries,
      strictIntRangeChecks: true,
      dgramModule: { createSocket: () => this.#createSocket() },
    };
    const snmp = netSnmp();
    if (credential.version !== 'v3') {
      const version = credential.version === 'v1' ? snmp.Version1 : snmp.Version2c;
      this.#session = snmp.createSession(target.host, credential.community, { ...options, version });
    } else {
      this.#session = snmp.createV3Session(target.host, userOf(credential, snmp), {
        ...options,
        context: credential.context,
      });
    }
    // Without a listener the library's 'error' event would end the process.
    this.#session.on('error', (error) => {
      this.#decodeError = error;
    });
    this.#session.onSimpleGetResponse = (request, message) => this.#accept(request, message);
    const send = this.#session.send.bind(this.#session);
    this.#session.send = (request) => send(withOwnId(request));
    const learnTime = this.#session.setEngineTime.bind(this.#session);
    this.#session.setEngineTime = (message) => {
      this.#judgeReport(message);
      learnTime(message);
    };
  }

  get version(): 'v1' | 'v2c' | 'v3' {
    return this.#version;
  }

  get tally(): SessionTally {
    return { requests: this.#requests, responses: this.#responses };
  }

  get(part: string, oids: readonly string[]): Promise<SnmpResult> {
    return this.#request(part, (done) => this.#session.get(oids, done));
  }

  getNext(part: string, oids: readonly string[]): Promise<SnmpResult> {
    return this.#request(part, (done) => this.#session.getNext(oids, done));
  }

  getBulk(part: string, oids: readonly string[], maxRepetitions: number): Promise<SnmpResult> {
    return this.#request(part, (done) => {
      if (this.#version === 'v1') this.#session.getNext(oids, done);
      else this.#session.getBulk(oids, 0, maxRepetitions, done);
    });
  }

  engineBoots(): number | undefined {
    return this.#session.engineTimeBoots ?? this.#session.msgSecurityParameters?.msgAuthoritativeEngineBoots;
  }

  takeNotes(): readonly PollFault[] {
    return this.#notes.take('session');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#session.close();
    } catch (thrown) {
      this.#notes.add('internal', errorText(thrown));
    }
    for (const call of [...this.#open]) call.settle(failure(closedMeaning));
  }

  async #request(part: string, start: (done: Done) => void): Promise<SnmpResult> {
    const heardBefore = this.#responses;
    let outcome = await this.#attempt(start);
    if (!outcome.ok && outcome.answeredInV1 && this.#version === 'v2c') {
      this.#version = 'v1';
      this.#session.version = netSnmp().Version1;
      outcome = await this.#attempt(start);
    } else if (!outcome.ok && this.#version === 'v3') {
      if (outcome.meaning.retryWithDiscovery) {
        const { meaning } = outcome;
        this.#forgetEngine();
        outcome = await this.#attempt(start);
        if (outcome.ok && isContradicted(meaning)) this.#notes.add('unproven-report', contradicted(meaning));
      } else if (outcome.meaning.reason === 'timeout') {
        // A replaced agent may stay silent towards the old engine id: the next request asks who is there.
        this.#forgetEngine();
        if (this.#responses > heardBefore) outcome = await this.#explainSilence(outcome);
      }
    }
    if (outcome.ok) {
      this.#hasServed = true;
      return { ok: true, varbinds: outcome.raw.map(({ oid, type, value }) => decodeVarbind(oid, type, value)) };
    }
    const { reason, detail } = outcome.meaning;
    return { ok: false, fault: { reason, part, detail }, errorIndex: outcome.errorIndex };
  }

  /** The agent told its engine id and nothing else. */
  async #explainSilence(outcome: Outcome): Promise<Outcome> {
    const { credential } = this.#dependencies;
    if (credential.version !== 'v3' || this.#isProbe) return outcome;
    const ask = async (changed: typeof credential) => {
      const probe = new NetSnmpSession({ ...this.#dependencies, credential: changed });
      probe.#isProbe = true;
      const result = await probe.get('probe', [probedName]);
      probe.close();
      this.#requests += probe.#requests;
      this.#responses += probe.#responses;
      return result.ok ? 'answered' : result.fault.reason;
    };
    const meaning = await whySilent(credential, ask, this.#hasServed);
    return meaning === undefined ? outcome : failure(meaning);
  }

  #attempt(start: (done: Done) => void): Promise<Outcome> {
    if (this.#closed) return Promise.resolve(failure(closedMeaning));
    return new Promise((resolve) => {
      let cancelWatchdog: (() => void) | undefined;
      const call: Call = {
        settled: false,
        settle: (outcome) => {
          if (call.settled) return;
          call.settled = true;
          // Its id is remembered for a while: the answer, which hangs on this closure, must not be.
          call.settle = alreadySettled;
          cancelWatchdog?.();
          this.#open.delete(call);
          resolve(outcome);
        },
      };
      this.#open.add(call);
      this.#run(call, () =>
        start((error, raw) => call.settle(error === null ? { ok: true, raw: raw ?? [] } : failureOf(error))),
      );
      if (!call.settled) {
        cancelWatchdog = this.#clock.after(this.#watchdogMs, () =>
          call.settle(failure({ reason: 'timeout', detail: 'the request never ended', retryWithDiscovery: false })),
        );
      }
    });
  }

  /** Runs library code for a call; whatever it throws ends that call and nothing else. */
  #run(call: Call, body: () => void): void {
    const outer = this.#current;
    this.#current = call;
    this.#decodeError = undefined;
    try {
      body();
    } catch (thrown) {
      call.settle(failure({ reason: 'malformed', detail: errorText(thrown).slice(0, 200), retryWithDiscovery: false }));
    } finally {
      this.#current = outer;
    }
  }

  #createSocket(): ReturnType<typeof guardedSocket> {
    return guardedSocket(this.target, {
      sending: (datagram) => this.#onSending(datagram),
      sendFailed: (datagram, error) => this.#onSendFailed(datagram, error),
      received: (datagram, deliver) => this.#onReceived(datagram, deliver),
      strangerSent: (from) => this.#notes.add('wrong-source', `a datagram from ${from}, not from the agent`),
    });
  }

  #onSending(datagram: Buffer): void {
    this.#requests++;
    const id = peekId(datagram);
    if (id === undefined || this.#current === undefined) return; // a retry: its id is known already
    this.#ids.remember(id, this.#current);
  }

  #onSendFailed(datagram: Buffer, error: Error): void {
    const id = peekId(datagram);
    const failed = failureOf(error);
    if (id === undefined) {
      for (const call of [...this.#open]) call.settle(failed);
      return;
    }
    this.#session.unregisterRequest(id);
    this.#ids.callOf(id)?.settle(failed);
  }

  #onReceived(datagram: Buffer, deliver: (datagram: Buffer) => void): void {
    const id = peekId(datagram);
    const verdict = this.#ids.answer(id);
    if (id === undefined || verdict.call === undefined) {
      if (verdict.call === undefined) this.#notes.add(verdict.reason, verdict.detail);
      return;
    }
    const { call } = verdict;
    this.#responses++;
    if (this.#hasWrongDigest(datagram)) {
      call.settle(failure(wrongDigest));
      this.#session.unregisterRequest(id);
      return;
    }
    const mistake = mistakeIn(datagram);
    // A v3 head that is none would stay in the library as the agent's engine.
    const unusable = isTruncated(datagram) || (mistake !== undefined && this.#version === 'v3');
    if (!unusable) this.#run(call, () => deliver(datagram));
    if (unusable || this.#decodeError !== undefined) call.settle(failure(meaningOf(mistake)));
    // The library reads on over many a mistake, and drops what it does not understand.
    else if (mistake !== undefined) this.#notes.add('malformed', meaningOf(mistake).detail);
    // Where decoding threw, the library still waits; its timer would send a request whose answer nobody wants.
    if (call.settled) this.#session.unregisterRequest(id);
  }

  /** In place of the library's own reading, which hides error-index and cuts answers of unexpected length. */
  #accept(request: RawRequest, message: RawMessage): void {
    const { pdu, msgGlobalData } = message;
    if (msgGlobalData !== undefined && (msgGlobalData.msgFlags & 3) !== this.#levelBits) {
      // The library would take an answer in clear to an encrypted request.
      this.#notes.add('unsupported-security-level', 'an answer at another security level than asked');
      this.#current?.settle(failure({ ...unprotectedMeaning }));
      return;
    }
    if (pdu.id !== request.message.pdu.id) {
      this.#current?.settle(
        failure({ reason: 'wrong-request-id', detail: 'msgID fits, request-id does not', retryWithDiscovery: false }),
      );
      return;
    }
    if (pdu.errorStatus === 0) request.responseCb(null, pdu.varbinds);
    else request.responseCb(new AgentRefusal(pdu.errorStatus, pdu.errorIndex));
  }

  /**
   * Takes a report from the library, which would send the request again with whatever engine and time it names, in clear or
   * not. Left to it are discovery and the one report that proves itself and tells how to go on.
   */
  #judgeReport({ pdu, msgGlobalData }: RawMessage): void {
    if (pdu.type !== pduTag.report || this.#session.msgSecurityParameters === undefined) return;
    const counter = counterName(pdu.varbinds[0]?.oid);
    const isProven = ((msgGlobalData?.msgFlags ?? 0) & 1) !== 0;
    if (isTimeReport(counter) && isProven) return;
    if (isTimeReport(counter) && this.#levelBits !== 0)
      this.#notes.add('unproven-report', 'a report in clear says that our time is wrong');
    this.#current?.settle(failure(meaningOfReport(counter)));
    throw new Error('the report was taken');
  }

  /** Clears what the library learned; it would hold on to boots that are higher than the agent's for ever. */
  #forgetEngine(): void {
    this.#session.msgSecurityParameters = undefined;
    this.#session.engineTimeBoots = null;
    this.#session.engineTimeBase = null;
    this.#session.engineTimeReceivedAt = null;
    this.#session.latestReceivedEngineTime = null;
  }
}

/** The same words as the wire path's; the engine may have become another one. */
const wrongDigest: ErrorMeaning = {
  reason: 'wrong-digest',
  detail: "the answer's digest is wrong",
  retryWithDiscovery: true,
};

/** Why an answer is of no use, with OID and octet where our own reader found the mistake. */
function meaningOf(mistake: Malformed | undefined): ErrorMeaning {
  if (mistake !== undefined) return undecodable(mistake).meaning;
  return { reason: 'malformed', detail: 'the answer cannot be decoded', retryWithDiscovery: false };
}

/** What settling a call a second time does. */
function alreadySettled(): void {}

type Done = (error: Error | null, raw?: readonly RawVarbind[]) => void;
