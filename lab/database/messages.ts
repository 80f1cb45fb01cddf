/** Messages of PostgreSQL's protocol 3.0, as a server writes and reads them. */
import type { SqlResult, SqlRow } from './model.ts';

/** OID of the type text: every value is one. */
const textType = 25;

function withLength(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const int32 = (value: number) => {
  const octets = Buffer.alloc(4);
  octets.writeInt32BE(value);
  return octets;
};
const int16 = (value: number) => {
  const octets = Buffer.alloc(2);
  octets.writeInt16BE(value);
  return octets;
};
const cString = (text: string) => Buffer.from(`${text}\0`, 'utf8');

export const serverMessages = {
  saslStart: () => withLength('R', Buffer.concat([int32(10), cString('SCRAM-SHA-256'), Buffer.from([0])])),
  saslContinue: (text: string) => withLength('R', Buffer.concat([int32(11), Buffer.from(text)])),
  saslFinal: (text: string) => withLength('R', Buffer.concat([int32(12), Buffer.from(text)])),
  authenticated: () => withLength('R', int32(0)),
  parameter: (name: string, value: string) => withLength('S', Buffer.concat([cString(name), cString(value)])),
  backendKey: () => withLength('K', Buffer.concat([int32(1), int32(1)])),
  ready: () => withLength('Z', Buffer.from('I')),
  parsed: () => withLength('1', Buffer.alloc(0)),
  bound: () => withLength('2', Buffer.alloc(0)),
  closed: () => withLength('3', Buffer.alloc(0)),
  noData: () => withLength('n', Buffer.alloc(0)),
  empty: () => withLength('I', Buffer.alloc(0)),
  noParameters: () => withLength('t', int16(0)),
  complete: (tag: string) => withLength('C', cString(tag)),
  error: (code: string, text: string, severity: 'ERROR' | 'FATAL' = 'ERROR') => {
    const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${text}`].map(cString);
    return withLength('E', Buffer.concat([...fields, Buffer.from([0])]));
  },
  columns: ({ columns }: SqlResult) => {
    const described = columns.map((name) =>
      Buffer.concat([cString(name), int32(0), int16(0), int32(textType), int16(-1), int32(-1), int16(0)]),
    );
    return withLength('T', Buffer.concat([int16(columns.length), ...described]));
  },
  row: (columns: readonly string[], row: SqlRow) => {
    const values = columns.map((name) => {
      const value = row[name] ?? null;
      if (value === null) return int32(-1);
      const text = Buffer.from(value, 'utf8');
      return Buffer.concat([int32(text.length), text]);
    });
    return withLength('D', Buffer.concat([int16(columns.length), ...values]));
  },
} as const;

/** First texts of a message's body, each ended by a zero octet. */
export function textsOf(body: Buffer, count: number): readonly string[] {
  const texts: string[] = [];
  let at = 0;
  while (texts.length < count) {
    const end = body.indexOf(0, at);
    if (end < 0) return [...texts, ...Array<string>(count - texts.length).fill('')];
    texts.push(body.toString('utf8', at, end));
    at = end + 1;
  }
  return texts;
}
