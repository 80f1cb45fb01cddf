/** A GSM modem on a TCP port: it speaks AT as TS 27.005 and 27.007 write it, and takes a message only when its PDU keeps the rules. */

import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { deliverPdu, type ReadSubmit, readSubmit, reportPdu } from './pdu-reader.fake.ts';

export interface FakeModem {
  readonly port: number;
  /** What the network took, in order. */
  readonly took: (ReadSubmit & { readonly given: number })[];
  /** PINs that were tried. */
  readonly pins: string[];
  /** Changed at will. */
  readonly with: {
    sim: 'READY' | 'SIM PIN' | 'SIM PUK' | 'absent';
    pin: string;
    pinsLeft: number;
    registration: number;
    signal: number;
    /** What the next AT+CMGS are answered with, one after the other; empty: as usual. */
    errors: string[];
    /** Reports as soon as a message was taken: TP-Status; undefined: later, or never. */
    status: number | undefined;
    /** Says nothing at all. */
    isMute: boolean;
  };
  /** A report of what was taken as the nth, by itself. */
  report(index: number, status: number): void;
  /** A message from a telephone: stored, and told where somebody listens. */
  receive(from: string, text: string): void;
  readonly connections: () => number;
  readonly stored: () => number;
  hangUp(): void;
  close(): Promise<void>;
}

export async function fakeModem(): Promise<FakeModem> {
  const took: FakeModem['took'] = [];
  const pins: string[] = [];
  const memory = new Map<number, string>();
  const sockets = new Set<Socket>();
  const state: FakeModem['with'] = {
    ...{ sim: 'READY', pin: '1234', pinsLeft: 3, registration: 1, signal: 20 },
    ...{ errors: [], status: undefined, isMute: false },
  };
  let reference = 250;
  let connections = 0;
  let isTold = false;
  const say = (text: string): void => {
    for (const socket of sockets) socket.write(`\r\n${text}\r\n`);
  };
  const reportOf = (index: number, status: number): string => {
    const pdu = reportPdu(took[index]?.given ?? 0, `+${took[index]?.to}`, status);
    return `\r\n+CDS: ${pdu.length / 2 - 9}\r\n${pdu}\r\n`;
  };

  const answer = (command: string): string => {
    if (command === '') return 'OK';
    if (/^(E[01]|\+CMEE=1|\+CSMS=0|\+CMGF=0|\+CPMS=".*)$/.test(command)) return 'OK';
    if (command === '+CPIN?') return state.sim === 'absent' ? '+CME ERROR: 10' : `+CPIN: ${state.sim}\r\n\r\nOK`;
    if (command.startsWith('+CPINR')) return `+CPINR: SIM PIN,${state.pinsLeft},3\r\n\r\nOK`;
    const pin = /^\+CPIN="(.*)"$/.exec(command)?.[1];
    if (pin !== undefined) {
      pins.push(pin);
      if (pin !== state.pin) {
        state.pinsLeft -= 1;
        return '+CME ERROR: 16';
      }
      state.sim = 'READY';
      return 'OK';
    }
    if (state.sim !== 'READY') return '+CMS ERROR: 311';
    if (command.startsWith('+CNMI=')) {
      isTold = true;
      // No place for reports of its own: they come at once.
      return command.split(',')[3] === '1' ? 'OK' : '+CMS ERROR: 303';
    }
    if (command === '+CREG?') return `+CREG: 0,${state.registration}\r\n\r\nOK`;
    if (command === '+CEREG?') return '+CME ERROR: 4';
    if (command === '+CSQ') return `+CSQ: ${state.signal},99\r\n\r\nOK`;
    if (command === '+COPS?') return '+COPS: 0,0,"CHN-CT",7\r\n\r\nOK';
    if (command === '+CMGL=4')
      return [...memory]
        .map(([index, pdu]) => `+CMGL: ${index},0,,${pdu.length / 2 - 9}\r\n${pdu}\r\n`)
        .join('')
        .concat('\r\nOK');
    const index = /^\+CMGD=(\d+)$/.exec(command)?.[1];
    if (index !== undefined) return memory.delete(Number(index)) ? 'OK' : '+CMS ERROR: 321';
    return 'ERROR';
  };

  const message = (length: number, pdu: string): string => {
    const error = state.errors.shift();
    if (error !== undefined && error !== '') return error;
    try {
      const read = readSubmit(pdu);
      if (read.length !== length) return '+CMS ERROR: 304';
      reference = (reference + 1) % 256;
      took.push({ ...read, given: reference });
    } catch {
      return '+CMS ERROR: 304';
    }
    return `+CMGS: ${reference}\r\n\r\nOK`;
  };

  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.setEncoding('latin1');
    let rest = '';
    let wants: number | undefined;
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (text: string) => {
      if (state.isMute) return;
      rest += text;
      for (;;) {
        const at =
          wants === undefined ? rest.indexOf('\r') : [...rest].findIndex((one) => one === '\x1a' || one === '\x1b');
        if (at < 0) return;
        const [taken, end] = [rest.slice(0, at), rest[at]];
        rest = rest.slice(at + 1);
        if (wants !== undefined) {
          const length = wants;
          wants = undefined;
          const said = end === '\x1b' ? 'OK' : message(length, taken.trim());
          // A quick network reports in the same breath.
          const more =
            said.startsWith('+CMGS') && state.status !== undefined ? reportOf(took.length - 1, state.status) : '';
          socket.write(`\r\n${said}\r\n${more}`);
          continue;
        }
        const command = /^\s*AT(.*)$/.exec(taken)?.[1];
        if (command === undefined) continue;
        const length = /^\+CMGS=(\d+)$/.exec(command)?.[1];
        if (length !== undefined && state.sim === 'READY') {
          wants = Number(length);
          socket.write('\r\n> ');
        } else socket.write(`AT${command}\r\r\n${answer(command)}\r\n`);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = server.address();
  return {
    port: typeof place === 'object' && place !== null ? place.port : 0,
    ...{ took, pins, with: state },
    report: (index, status) => say(reportOf(index, status)),
    receive(from, text) {
      const index = (Math.max(0, ...memory.keys()) || 0) + 1;
      memory.set(index, deliverPdu(from, text));
      if (isTold) say(`+CMTI: "SM",${index}`);
    },
    connections: () => connections,
    stored: () => memory.size,
    hangUp() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
