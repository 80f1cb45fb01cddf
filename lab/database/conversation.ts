import { serverMessages as say, textsOf } from './messages.ts';
import { type DatabaseAccess, type DatabaseBehaviour, databaseBounds, type SqlResult } from './model.ts';
import type { ScramLogin, ScramVerifier } from './scram.ts';

/** Codes in place of a version, by which a client asks for something else first. */
const requests = { ssl: 80_877_103, gss: 80_877_104, cancel: 80_877_102 } as const;
const protocol3 = 3 << 16;

export interface ConversationOptions {
  readonly access: DatabaseAccess;
  readonly verifier: ScramVerifier;
  readonly version: string;
  behaviour(): DatabaseBehaviour;
}

/** One client's connection as a state machine: octets in, octets out. */
export interface Conversation {
  /** Takes what came; what to send, and whether the connection then ends. Whatever comes, it never throws. */
  take(chunk: Buffer): { readonly reply: Buffer; readonly ends: boolean };
}

type Stage = 'startup' | 'sasl' | 'proof' | 'ready' | 'ended';

export function createConversation({ access, verifier, version, behaviour }: ConversationOptions): Conversation {
  let stage: Stage = 'startup';
  let rest: Buffer = Buffer.alloc(0);
  let out: Buffer[] = [];
  let login: ScramLogin = verifier.begin();
  let wanted: Readonly<Record<string, string>> = {};
  /** The extended protocol: texts by the name of the statement or the portal; after an error all is skipped until Sync. */
  const prepared = new Map<string, string>();
  const portals = new Map<string, string>();
  let skipping = false;

  function fatal(code: string, text: string): void {
    out.push(say.error(code, text, 'FATAL'));
    stage = 'ended';
  }

  function wrong(code: string, text: string): void {
    out.push(say.error(code, text));
    skipping = true;
  }

  function startup(body: Buffer): void {
    const code = body.readInt32BE(0);
    if (code === requests.ssl || code === requests.gss) {
      // It has neither, and says so in one octet.
      out.push(Buffer.from('N'));
      return;
    }
    if (code === requests.cancel) {
      stage = 'ended';
      return;
    }
    if (code >> 16 !== protocol3 >> 16) {
      fatal('0A000', `unsupported frontend protocol ${code >> 16}.${code & 0xffff}`);
      return;
    }
    const words = body.toString('utf8', 4).split('\0');
    wanted = Object.fromEntries(
      words.flatMap((name, at) => (at % 2 === 0 && name !== '' ? [[name, words[at + 1] ?? '']] : [])),
    );
    out.push(say.saslStart());
    stage = 'sasl';
  }

  const refuse = () => fatal('28P01', `password authentication failed for user "${wanted.user ?? ''}"`);

  function sasl(type: string, body: Buffer): void {
    const [mechanism = ''] = textsOf(body, 1);
    const offset = Buffer.byteLength(mechanism) + 1 + 4;
    const first = login.first(body.toString('utf8', Math.min(offset, body.length)));
    if (type !== 'p' || mechanism !== 'SCRAM-SHA-256' || first === undefined) {
      refuse();
      return;
    }
    out.push(say.saslContinue(first));
    stage = 'proof';
  }

  function proof(type: string, body: Buffer): void {
    const final = login.final(body.toString('utf8'));
    login = verifier.begin();
    if (type !== 'p' || final === undefined || wanted.user !== access.user) {
      refuse();
      return;
    }
    out.push(say.saslFinal(final), say.authenticated());
    const database = wanted.database ?? wanted.user;
    if (database !== access.database) {
      fatal('3D000', `database "${database}" does not exist`);
      return;
    }
    const parameters = { server_version: version, server_encoding: 'UTF8', client_encoding: 'UTF8', TimeZone: 'UTC' };
    const constant = { DateStyle: 'ISO, MDY', integer_datetimes: 'on', standard_conforming_strings: 'on' };
    for (const [name, value] of Object.entries({ ...parameters, ...constant })) out.push(say.parameter(name, value));
    out.push(say.backendKey(), say.ready());
    stage = 'ready';
  }

  function rowsOf({ columns, rows }: SqlResult): void {
    for (const row of rows) out.push(say.row(columns, row));
    out.push(say.complete(`SELECT ${rows.length}`));
  }

  const unknown = () => wrong('42601', 'this database of the lab answers only what monitoring asks');

  /** Simple query: statements until the first that fails. */
  function query(text: string): void {
    const statements = statementsOf(text);
    if (statements.length === 0) out.push(say.empty());
    for (const statement of statements.slice(0, databaseBounds.statements)) {
      const result = behaviour().answer(statement);
      if (result === undefined) {
        unknown();
        break;
      }
      out.push(say.columns(result));
      rowsOf(result);
    }
    skipping = false;
    out.push(say.ready());
  }

  function describe(kind: string, name: string): void {
    const text = (kind === 'S' ? prepared : portals).get(name);
    const result = text === undefined ? undefined : behaviour().answer(text);
    if (kind === 'S') out.push(say.noParameters());
    if (result === undefined) out.push(say.noData());
    else out.push(say.columns(result));
  }

  function execute(name: string): void {
    const text = portals.get(name);
    if (text === undefined) {
      wrong('34000', `portal "${name}" does not exist`);
      return;
    }
    const result = behaviour().answer(text);
    if (text === '') out.push(say.empty());
    else if (result === undefined) unknown();
    else rowsOf(result);
  }

  /** Keeps as many names as the bound; the oldest is forgotten, as a client that lost count would be. */
  function keep(into: Map<string, string>, name: string, text: string): void {
    into.delete(name);
    into.set(name, text);
    const [oldest] = into.keys();
    if (into.size > databaseBounds.statements && oldest !== undefined) into.delete(oldest);
  }

  function extended(type: string, body: Buffer): void {
    const [first = '', second = ''] = textsOf(body, 2);
    if (type === 'P') {
      keep(prepared, first, statementsOf(second)[0] ?? '');
      out.push(say.parsed());
    } else if (type === 'B') {
      const text = prepared.get(second);
      if (text === undefined) wrong('26000', `prepared statement "${second}" does not exist`);
      else {
        keep(portals, first, text);
        out.push(say.bound());
      }
    } else if (type === 'D') describe(first[0] ?? '', first.slice(1));
    else if (type === 'E') execute(first);
    else if (type === 'C') {
      (first[0] === 'S' ? prepared : portals).delete(first.slice(1));
      out.push(say.closed());
    } else if (type !== 'H') wrong('08P01', `unexpected message ${type}`);
  }

  function ready(type: string, body: Buffer): void {
    if (type === 'X') stage = 'ended';
    else if (type === 'S') {
      skipping = false;
      out.push(say.ready());
    } else if (type === 'Q') query(textsOf(body, 1)[0] ?? '');
    else if (!skipping) extended(type, body);
  }

  /** The next whole message, its type '' at the beginning, where there is none yet; undefined: it is still coming. */
  function next(): { readonly type: string; readonly body: Buffer } | undefined {
    const typed = stage !== 'startup';
    const head = typed ? 5 : 4;
    if (rest.length < head) return undefined;
    const length = rest.readInt32BE(head - 4);
    if (length < (typed ? 4 : 8) || length > databaseBounds.messageBytes) {
      fatal('08P01', 'invalid message length');
      return undefined;
    }
    const end = head - 4 + length;
    if (rest.length < end) return undefined;
    const type = typed ? rest.toString('latin1', 0, 1) : '';
    const body = rest.subarray(head, end);
    rest = rest.subarray(end);
    return { type, body };
  }

  return {
    take(chunk) {
      out = [];
      rest = Buffer.concat([rest, chunk]);
      while (stage !== 'ended') {
        const message = next();
        if (message === undefined) break;
        const { type, body } = message;
        if (stage === 'startup') startup(body);
        else if (stage === 'sasl') sasl(type, body);
        else if (stage === 'proof') proof(type, body);
        else ready(type, body);
      }
      return { reply: Buffer.concat(out), ends: stage === 'ended' };
    },
  };
}

/** Statements of a text; the lab's own hold no semicolon inside. */
function statementsOf(text: string): readonly string[] {
  return text
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
