/** A telephone that SIPp plays: each is one call, and SIPp's own judgement of it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../../test/free-port.ts';
import { toolPath } from '../../../../test/needs.ts';

export interface Telephone {
  readonly port: number;
  /** 0: every message came as the scenario wants it. */
  readonly ended: Promise<{ readonly code: number; readonly said: string }>;
}

const repeated = '[last_Via:]\n[last_From:]\n[last_To:];tag=tel[call_number]\n[last_Call-ID:]\n[last_CSeq:]';
const answer = (status: string, more = ''): string =>
  `<send><![CDATA[\n\nSIP/2.0 ${status}\n${repeated}\n${more}Content-Length: 0\n\n]]></send>`;
/** Without a tag, as a server challenges. */
const challenge = `<send><![CDATA[\n\nSIP/2.0 401 Unauthorized\n${repeated}\nWWW-Authenticate: Digest realm="town", nonce="a1b2c3", algorithm=MD5, qop="auth"\nContent-Length: 0\n\n]]></send>`;
/** SIPp sends keys with the type 96, whatever was offered. */
const takenUp = (format: string): string => `<send retrans="500"><![CDATA[

SIP/2.0 200 OK
${repeated}
Contact: <sip:tel@[local_ip]:[local_port]>
Content-Type: application/sdp
Content-Length: [len]

v=0
o=tel 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP ${format} 96
a=rtpmap:96 telephone-event/8000

]]></send>`;
const pressed = (key: string): string =>
  `<pause milliseconds="100"/><nop><action><exec play_dtmf="${key}"/></action></nop>`;
const hungUpByThem = `<recv request="BYE"></recv>${answer('200 OK').replace(';tag=tel[call_number]', '')}`;
const acked = '<recv request="ACK"></recv>';
const invited = '<recv request="INVITE"></recv>';

/** What it does when it is called. */
export const habits = {
  /** Wants a login, rings, is taken up, and a key is pressed. */
  pressesOne: `${invited}${challenge}${acked}<recv request="INVITE"><action><verifyauth assign_to="1" username="8000" password="of the test"/></action></recv><nop test="1" next="good"/>${answer('403 Forbidden')}${acked}<label id="good"/>${answer('180 Ringing')}${takenUp('8')}${acked}${pressed('1')}${hungUpByThem}`,
  pressesNine: `${invited}${takenUp('0')}${acked}${pressed('9')}${hungUpByThem}`,
  listens: `${invited}${answer('180 Ringing')}${takenUp('8')}${acked}${hungUpByThem}`,
  hangsUp: `<recv request="INVITE"><action><ereg regexp="tag=.*" search_in="hdr" header="From:" assign_to="2"/></action></recv>${takenUp('8')}${acked}<send retrans="500"><![CDATA[

BYE sip:8000@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:8001@[local_ip]>;tag=tel[call_number]
To: <sip:8000@town>;[$2]
[last_Call-ID:]
CSeq: 1 BYE
Content-Length: 0

]]></send><recv response="200"></recv>`,
  isBusy: `${invited}${answer('486 Busy Here')}${acked}`,
  isNobody: `${invited}${answer('404 Not Found')}${acked}`,
  rings: `${invited}${answer('180 Ringing')}<recv request="CANCEL"></recv>${answer('200 OK')}<send><![CDATA[

SIP/2.0 487 Request Terminated
[last_Via:]
[last_From:]
[last_To:];tag=tel[call_number]
[last_Call-ID:]
CSeq: 1 INVITE
Content-Length: 0

]]></send>${acked}`,
} as const;

/** Waits for one call at a free port; nothing else has to be waited for, for a call is tried again until somebody answers. */
export async function telephone(habit: keyof typeof habits): Promise<Telephone> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'fangzhou-telephone-'));
  const file = join(folder, 'scenario.xml');
  writeFileSync(file, `<?xml version="1.0" encoding="UTF-8" ?><scenario name="${habit}">${habits[habit]}</scenario>`);
  const flags = ['-sf', file, '-i', '127.0.0.1', '-p', `${port}`, '-m', '1', '-nostdin', '-timeout', '15s'];
  const ended = new Promise<{ readonly code: number; readonly said: string }>((resolve) => {
    execFile(toolPath('sipp'), flags, { cwd: folder }, (error, out, err) => {
      rmSync(folder, { recursive: true, force: true });
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, said: out + err });
    });
  });
  return { port, ended };
}
