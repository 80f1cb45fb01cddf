/** Receivers of the proof: a mail server and a webhook's, which note what reached them and by which name. */
import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export interface Receipt {
  readonly channel: 'mail' | 'hook';
  readonly incidentId: string;
  readonly event: string;
  /** What the receiver can tell a repetition by. */
  readonly name: string;
}

export interface Receivers {
  readonly mailPort: number;
  readonly hookUrl: string;
  readonly receipts: readonly Receipt[];
  close(): Promise<void>;
}

export async function openReceivers(): Promise<Receivers> {
  const receipts: Receipt[] = [];
  const mail = createServer((socket) => speakSmtp(socket, receipts));
  const hook = createHttp((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const { event, incident } = JSON.parse(body) as { event: string; incident: { id: string } };
      const name = String(request.headers['idempotency-key']);
      receipts.push({ channel: 'hook', incidentId: incident.id, event, name });
      response.writeHead(200).end();
    });
  });
  const [mailPort, hookPort] = [await listening(mail), await listening(hook)];
  return {
    ...{ mailPort, receipts, hookUrl: `http://127.0.0.1:${hookPort}/` },
    async close() {
      hook.closeAllConnections();
      await Promise.all([mail, hook].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function listening(server: Server | HttpServer): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

/** As much of RFC 5321 as one message needs. A message counts as taken when its last line is there, before the answer goes out. */
function speakSmtp(socket: Socket, receipts: Receipt[]): void {
  let text = '';
  let message: string | undefined;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  socket.on('error', () => socket.destroy());
  socket.setEncoding('utf8');
  say('220 proof ESMTP');
  socket.on('data', (chunk: string) => {
    text += chunk;
    for (;;) {
      const end = text.indexOf(message === undefined ? '\r\n' : '\r\n.\r\n');
      if (end < 0) return;
      const part = text.slice(0, end);
      text = text.slice(end + (message === undefined ? 2 : 5));
      if (message !== undefined) {
        const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(part)?.[1]?.trim() ?? '';
        const [incidentId, event] = [header('X-Fangzhou-Incident'), header('X-Fangzhou-Event')];
        receipts.push({ channel: 'mail', incidentId, event, name: header('Message-ID') });
        message = undefined;
        say('250 taken');
      } else if (/^DATA/i.test(part)) {
        message = '';
        say('354 go on');
      } else if (/^QUIT/i.test(part)) {
        say('221 bye');
        socket.end();
      } else say('250 fine');
    }
  });
}
