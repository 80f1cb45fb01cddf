import { isIPv6 } from 'node:net';
import { type Attempt, type AttemptAsk, bad, type Tried } from './attempt.ts';
import { type Channel, openChannel } from './channel.ts';
import { theirWords } from './fault.ts';
import { type StatusLine, statusLineOf, type TextMessage, textMessageReader } from './text-message.ts';

/** A path of its own is described; of `/` only the options are asked. */
const rootPaths = new Set(['', '/', '*']);

interface Answer extends TextMessage {
  readonly line: StatusLine;
}

/**
 * OPTIONS, and DESCRIBE of a declared path (RFC 2326 sections 10.1 and 10.2; RFC 7826 sections 13.1 and 13.2 for a server that speaks 2.0
 * alone). A stream that wants a login is there: 401 is good. @throws ProbeFault
 */
export const tryRtsp: Attempt<'rtsp'> = async (ask) => {
  const { host, port, path } = ask.probe;
  const channel = await openChannel({ ...ask, to: { host, port } });
  try {
    ask.phases.enter('first-byte');
    let version = '1.0';
    let options = await question(ask, channel, { method: 'OPTIONS', version, sequence: 1 });
    if (options.line.status === 505 && options.line.protocol === 'RTSP/2.0') {
      version = '2.0';
      options = await question(ask, channel, { method: 'OPTIONS', version, sequence: 2 });
    }
    const { status } = options.line;
    if (status !== 200 && status !== 401) return refused(ask, 'OPTIONS', options.line);
    if (status === 401 || rootPaths.has(path)) return good(status);
    ask.phases.enter('answer');
    const described = await question(ask, channel, { method: 'DESCRIBE', version, sequence: 3 });
    if (described.line.status === 401) return good(401);
    if (described.line.status !== 200) return refused(ask, 'DESCRIBE', described.line);
    // RFC 8866: the first line of a session description is its version.
    if (!/^v=0\r?\n/.test(described.body)) throw bad('rtsp-no-description', { host, port, path });
    return good(200, described.body.match(/^m=/gm)?.length ?? 0);
  } finally {
    channel.close();
  }
};

function good(status: number, media?: number): Tried {
  const streams = media === undefined ? [] : [{ name: 'media', value: media, unit: '' }];
  return { outcome: 'good', values: [{ name: 'status', value: status, unit: '' }, ...streams] };
}

function refused({ probe: { host, port, path } }: AttemptAsk<'rtsp'>, method: string, line: StatusLine): Tried {
  const params = { host, port, path, method, said: theirWords(`${line.status} ${line.phrase}`) };
  const values = [{ name: 'status', value: line.status, unit: '' }];
  const { reason } = bad(line.status === 404 ? 'rtsp-unknown' : 'rtsp-status', params).tried;
  return { outcome: 'bad', failedPhase: 'answer', values, ...(reason === undefined ? {} : { reason }) };
}

async function question(
  { probe: { host, port, path } }: AttemptAsk<'rtsp'>,
  channel: Channel,
  asked: { readonly method: 'OPTIONS' | 'DESCRIBE'; readonly version: string; readonly sequence: number },
): Promise<Answer> {
  const { method, version, sequence } = asked;
  const garbage = () => bad('not-protocol', { host, port, protocol: 'RTSP' });
  const read = textMessageReader({ protocol: 'RTSP', over: 'stream', garbage });
  const place = `${isIPv6(host) ? `[${host}]` : host}${port === 554 ? '' : `:${port}`}`;
  const url = `rtsp://${place}${path.startsWith('/') ? '' : '/'}${path}`;
  const accept = method === 'DESCRIBE' ? 'Accept: application/sdp\r\n' : '';
  const head = `${method} ${url} RTSP/${version}\r\nCSeq: ${sequence}\r\nUser-Agent: fangzhou\r\n`;
  channel.write(`${head}${accept}\r\n`);
  for (;;) {
    const told = await channel.take(read);
    const line = statusLineOf(told.firstLine);
    // A server may ask something itself meanwhile; its answers bear our number.
    if (line === undefined || told.headers.get('cseq')?.[0] !== String(sequence)) continue;
    return { ...told, line };
  }
}
