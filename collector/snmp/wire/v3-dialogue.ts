import type { Clock } from '../../../core/index.ts';
import type { SnmpCredential } from '../../../inventory/index.ts';
import type { FaultReason } from '../../observation.ts';
import { contradicted, isContradicted } from '../error-reason.ts';
import { probedName, whySilent } from '../v3-silence.ts';
import type { BerWriter } from './ber-writer.ts';
import { type Engine, engineTime, keptOctets, learnTime } from './engine.ts';
import { type EngineKeys, engineKeys } from './engine-keys.ts';
import { type AnswerPdu, namesOf, pduTag, type Question } from './pdu.ts';
import { createSalts } from './protection.ts';
import { counterOf, isTimeReport, meaningOfReport } from './report.ts';
import { decodeV3Head, encodeV3Message, messageFlag, openV3Body, type V3Head } from './v3-message.ts';
import {
  type Dialogue,
  type Exchange,
  failed,
  outcomeOf,
  unanswered,
  undecodable,
  type WireFailure,
  type WireOutcome,
} from './wire-outcome.ts';

type V3Credential = Extract<SnmpCredential, { version: 'v3' }>;

const nothing = Buffer.alloc(0);
const noKeys: EngineKeys = { auth: undefined, priv: undefined };
const discovery: Question = { verb: 'get', names: [], maxRepetitions: 0 };
const nextSalt = createSalts();

const probed: Question = { verb: 'get', names: namesOf([probedName]) ?? [], maxRepetitions: 0 };

const wrongTime = failed('not-in-time-window', 'the agent says our notion of its time is wrong', true);

/** Why an answer was not taken, whether its sender has proven that our notion of its time was wrong, or only said so. */
type Judgement = WireOutcome | { readonly ok: 'time-learned' | 'unproven' };

interface Deps {
  readonly credential: V3Credential;
  readonly writer: BerWriter;
  readonly clock: Clock;
  readonly exchange: Exchange;
  /** Counts what came aside of answers. */
  note(reason: FaultReason, detail: string): void;
}

/**
 * SNMPv3 with the user-based security model. The engine is discovered with the first request; afterwards only proven
 * messages move its clock. Within one request the engine may be discovered anew once and its time be learned once.
 */
export class V3Dialogue implements Dialogue {
  readonly version = 'v3';
  readonly #credential: V3Credential;
  readonly #user: Buffer;
  readonly #context: Buffer;
  readonly #writer: BerWriter;
  readonly #clock: Clock;
  readonly #exchange: Exchange;
  readonly #note: Deps['note'];
  readonly #deps: Deps;
  #engine: Engine | undefined;
  /** The agent has answered with this credential. */
  #hasServed = false;
  /** Keys are the engine's as long as it has this id, also when its clock was forgotten. */
  #keys: { readonly id: Buffer; readonly keys: EngineKeys } | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#note = deps.note;
    this.#credential = deps.credential;
    this.#user = keptOctets(Buffer.from(deps.credential.user));
    this.#context = keptOctets(Buffer.from(deps.credential.context));
    this.#writer = deps.writer;
    this.#clock = deps.clock;
    this.#exchange = deps.exchange;
  }

  engineBoots(): number | undefined {
    return this.#engine?.boots;
  }

  async ask(question: Question): Promise<WireOutcome> {
    const outcome = await this.#askOnce(question);
    if (outcome.ok) this.#hasServed = true;
    if (outcome.ok || outcome.meaning.reason !== 'timeout') return outcome;
    const wasDiscovered = this.#engine !== undefined;
    // A replaced agent may stay silent towards the old engine id: the next request asks who is there.
    this.#engine = undefined;
    if (!wasDiscovered) return outcome;
    const meaning = await whySilent(this.#credential, (credential) => this.#probe(credential), this.#hasServed);
    return meaning === undefined ? outcome : { ok: false, meaning, errorIndex: 0 };
  }

  async #askOnce(question: Question): Promise<WireOutcome> {
    const outcome = await this.#attempt(question);
    if (outcome.ok || !outcome.meaning.retryWithDiscovery) return outcome;
    this.#engine = undefined;
    const again = await this.#attempt(question);
    if (again.ok && isContradicted(outcome.meaning)) this.#note('unproven-report', contradicted(outcome.meaning));
    return again;
  }

  /** Asks the agent from the start, as somebody with another credential would. */
  async #probe(credential: V3Credential): Promise<FaultReason | 'answered'> {
    const outcome = await new V3Dialogue({ ...this.#deps, credential }).#askOnce(probed);
    return outcome.ok ? 'answered' : outcome.meaning.reason;
  }

  async #attempt(question: Question): Promise<WireOutcome> {
    if (this.#engine === undefined) {
      const failure = await this.#discover();
      if (failure !== undefined) return failure;
    }
    const outcome = await this.#send(question);
    if (outcome.ok === true || outcome.ok === false) return outcome;
    const again = await this.#send(question);
    return again.ok === true || again.ok === false ? again : wrongTime;
  }

  /** RFC 3414 section 4: an empty request in clear makes the agent report its engine id. */
  async #discover(): Promise<WireFailure | undefined> {
    const end = await this.#exchange((messageId) => {
      const time = { boots: 0, timeSeconds: 0 };
      const from = { engineId: nothing, user: nothing, context: nothing, salt: nothing, keys: noKeys };
      return encodeV3Message(this.#writer, { messageId, time, question: discovery, ...from });
    });
    if (end.kind !== 'answered') return unanswered(end);
    const head = decodeV3Head(end.datagram);
    if (typeof head === 'number') return undecodable({ octet: head, oid: undefined });
    const { engineId, time } = head;
    if (engineId.length === 0) return failed('malformed', 'the agent does not tell its engine id');
    const { id, keys } = this.#keysFor(engineId);
    this.#engine = {
      id,
      keys,
      ...time,
      toldAtMs: this.#clock.monotonicMs(),
      proven: false,
    };
    return undefined;
  }

  #keysFor(engineId: Buffer): { readonly id: Buffer; readonly keys: EngineKeys } {
    if (this.#keys?.id.equals(engineId) === true) return this.#keys;
    const id = keptOctets(engineId);
    this.#keys = { id, keys: engineKeys(this.#credential, id) };
    return this.#keys;
  }

  async #send(question: Question): Promise<Judgement> {
    const engine = this.#engine;
    if (engine === undefined) return failed('malformed', 'the agent does not tell its engine id');
    const { id: engineId, keys } = engine;
    const end = await this.#exchange((messageId) => {
      const time = engineTime(engine, this.#clock.monotonicMs());
      const salt = keys.priv === undefined ? nothing : nextSalt();
      const head = { messageId, engineId, time, user: this.#user, context: this.#context, keys, salt };
      return encodeV3Message(this.#writer, { ...head, question });
    });
    if (end.kind !== 'answered') return unanswered(end);
    const head = decodeV3Head(end.datagram);
    return typeof head === 'number' ? undecodable({ octet: head, oid: undefined }) : this.#judge(head, engine, end.id);
  }

  #judge(head: V3Head, engine: Engine, id: number): Judgement {
    const isOurs = head.engineId.equals(engine.id);
    const body = openV3Body(head, isOurs ? engine.keys : noKeys);
    if (typeof body === 'number') return undecodable({ octet: body, oid: undefined });
    if (body === 'wrong-digest') return failed(body, "the answer's digest is wrong", true);
    if (body === 'decryption-error') return failed(body, 'the answer cannot be decrypted', true);
    const { pdu } = body;
    const isProven = (head.level & messageFlag.authenticated) !== 0;
    if (isProven) {
      // Another answer may have moved the clock meanwhile.
      const learned = learnTime(this.#engine ?? engine, head.time, this.#clock.monotonicMs());
      if (learned === undefined) return failed('not-in-time-window', "the answer's time is not the agent's", true);
      this.#engine = learned;
    }
    if (pdu.tag === pduTag.report) return this.#judgeReport(pdu, isProven, engine.keys);
    if (head.level !== levelOf(engine.keys)) {
      return failed('unsupported-security-level', 'the answer is not protected as the request was');
    }
    if (!isOurs || !head.user.equals(this.#user))
      return failed('malformed', 'the answer is of another engine or user', true);
    return outcomeOf(pdu, id);
  }

  #judgeReport(pdu: AnswerPdu, isProven: boolean, { auth }: EngineKeys): Judgement {
    const counter = counterOf(pdu);
    if (isTimeReport(counter) && isProven) return { ok: 'time-learned' };
    if (isTimeReport(counter) && auth !== undefined) {
      // RFC 3414 section 3.2 step 7a has it authenticated. Anybody can send it in clear, so it moves nothing.
      this.#note('unproven-report', 'a report in clear says that our time is wrong');
      return { ok: 'unproven' };
    }
    return { ok: false, meaning: meaningOfReport(counter), errorIndex: 0 };
  }
}

function levelOf({ auth, priv }: EngineKeys): number {
  return (auth === undefined ? 0 : messageFlag.authenticated) | (priv === undefined ? 0 : messageFlag.encrypted);
}
