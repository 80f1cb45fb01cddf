/** A modem that is ready: SIM open, PDU mode, its memory read, and what comes is told. */
import type { Clock, Message } from '../../../core/index.ts';
import { message } from '../../../core/index.ts';
import type { SmsSettings } from '../../../inventory/index.ts';
import { createDialogue, type Dialogue, type Unasked } from './dialogue.ts';
import { errorWords } from './errors.ts';
import { type Incoming, readIncoming } from './incoming.ts';
import { openWire } from './wire.ts';

/** A modem that needs a person, or that nobody reaches. `detail` is the reason in one line of English, for the delivery log. */
export class ModemFault extends Error {
  readonly reason: Message;
  /** The SIM counts wrong PINs: this one is not tried again. */
  readonly isPinRefused: boolean;

  constructor(name: string, detail: string, options: { readonly isPinRefused?: boolean } = {}) {
    super(detail);
    this.reason = message(`alerts.channel.sms.${name}`, { detail });
    this.isPinRefused = options.isPinRefused ?? false;
  }
}

export interface Session {
  readonly dialogue: Dialogue;
  /** Reads and clears what the memory holds; call it between two commands. */
  readStored(): Promise<void>;
}

interface SessionDeps {
  readonly settings: SmsSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** After a refusal nobody tries the same PIN again. */
  readonly mayTryPin: boolean;
  readonly heard: (incoming: Incoming) => void;
  /** Something lies in the memory: `readStored` is wanted. */
  readonly stored: () => void;
}

const quietMs = 100;
/** How a modem is asked to tell of messages and reports, the best first (TS 27.005, 3.4.1). */
const indications = ['2,1,0,1,0', '2,1,0,2,0', '1,1,0,1,0', '2,1,0,0,0', '1,1,0,0,0'];

/** Rejects with a ModemFault. */
export async function openSession({
  settings,
  clock,
  signal,
  mayTryPin,
  heard,
  stored,
}: SessionDeps): Promise<Session> {
  const waiting = new Set<string>();
  const { dialogue, ears, attach } = createDialogue(clock, (unasked: Unasked) => {
    if (unasked.what === 'stored') {
      waiting.add(unasked.memory);
      stored();
      return;
    }
    const incoming = readIncoming(unasked.pdu);
    if (incoming !== undefined) heard(incoming);
  });
  try {
    attach(await openWire(settings.modem, ears, signal));
  } catch (thrown) {
    throw new ModemFault('unreachable', thrown instanceof Error ? thrown.message.trim().slice(0, 150) : String(thrown));
  }
  try {
    await wake(dialogue, clock);
    await openSim(dialogue, settings.pin, mayTryPin);
    await prepare(dialogue);
  } catch (thrown) {
    dialogue.end('closed');
    throw thrown;
  }
  const session: Session = {
    dialogue,
    async readStored() {
      const others = [...waiting];
      waiting.clear();
      for (const memory of ['', ...others]) {
        if (memory !== '' && !(await dialogue.ask(`+CPMS="${memory}"`)).ok) continue;
        await readMemory(dialogue, heard);
      }
    },
  };
  await session.readStored();
  return session;
}

/** A modem may still be at the prompt of a message that nobody ended: an escape has gone, and what it says to that is let by. */
async function wake(dialogue: Dialogue, clock: Clock): Promise<void> {
  await new Promise<void>((resolve) => void clock.after(quietMs, resolve));
  const first = await dialogue.ask('E0', { timeoutMs: 3_000 });
  if (!first.ok && dialogue.isOver) {
    const name = first.error === 'timeout' ? 'mute' : 'unreachable';
    throw new ModemFault(name, first.error === 'timeout' ? 'nothing answers AT' : first.error);
  }
  // Errors as numbers, whose words we know.
  await dialogue.ask('+CMEE=1');
}

async function openSim(dialogue: Dialogue, pin: string | undefined, mayTryPin: boolean): Promise<void> {
  const state = await simState(dialogue);
  if (state === 'READY') return;
  if (state !== 'SIM PIN') throw new ModemFault(state === 'SIM PUK' ? 'puk' : 'sim', state);
  if (pin === undefined) throw new ModemFault('pin-wanted', 'the SIM wants its PIN');
  const left = Number(/^\+CPINR: *"?SIM PIN"?, *(\d+)/m.exec(lines(await dialogue.ask('+CPINR="SIM PIN"')))?.[1] ?? 3);
  // A SIM is blocked by the third wrong one: the last tries are a person's.
  if (!mayTryPin || left < 3)
    throw new ModemFault('pin-refused', `the PIN was refused (${left} tries left)`, { isPinRefused: true });
  const answer = await dialogue.ask(`+CPIN="${pin}"`, { timeoutMs: 15_000 });
  if (!answer.ok) throw new ModemFault('pin-refused', errorWords(answer.error), { isPinRefused: true });
}

async function simState(dialogue: Dialogue): Promise<string> {
  const answer = await dialogue.ask('+CPIN?', { timeoutMs: 15_000 });
  if (!answer.ok) return errorWords(answer.error);
  return /^\+CPIN: *"?([^"]*)/m.exec(lines(answer))?.[1]?.trim() ?? 'the SIM says nothing';
}

/** PDU mode; answers to messages are not wanted one by one (`+CSMS=0`); a memory that outlasts our absence. */
async function prepare(dialogue: Dialogue): Promise<void> {
  await dialogue.ask('+CSMS=0');
  const mode = await dialogue.ask('+CMGF=0');
  if (!mode.ok) throw new ModemFault('no-pdu', errorWords(mode.error));
  if (!(await dialogue.ask('+CPMS="SM","SM","SM"')).ok) await dialogue.ask('+CPMS="ME","ME","ME"');
  for (const indication of indications) if ((await dialogue.ask(`+CNMI=${indication}`)).ok) return;
  // Replies are still read when the memory is looked at.
}

/** Every message of the memory that came from the network (unread 0, read 1) is told and taken out. */
async function readMemory(dialogue: Dialogue, heard: (incoming: Incoming) => void): Promise<void> {
  const answer = await dialogue.ask('+CMGL=4', { timeoutMs: 20_000 });
  if (!answer.ok) return;
  for (const [at, line] of answer.lines.entries()) {
    const [, index, state] = /^\+CMGL: *(\d+), *(\d)/.exec(line) ?? [];
    if (index === undefined || Number(state) > 1) continue;
    const incoming = readIncoming(answer.lines[at + 1] ?? '');
    if (incoming !== undefined) heard(incoming);
    await dialogue.ask(`+CMGD=${index}`);
  }
}

export function lines(answer: Awaited<ReturnType<Dialogue['ask']>>): string {
  return answer.ok ? answer.lines.join('\n') : '';
}
