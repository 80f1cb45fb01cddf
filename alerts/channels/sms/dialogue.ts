/** AT commands and their answers (ITU-T V.250, 3GPP TS 27.005 and 27.007) over a wire: one at a time, with what comes by itself told apart. */
import type { Cancel, Clock } from '../../../core/index.ts';
import type { Wire, WireEars } from './wire.ts';

export type Answer =
  | { readonly ok: true; readonly lines: readonly string[] }
  /** `+CMS ERROR: 38`, `+CME ERROR: 10`, `ERROR`, `timeout`, or why the wire ended. */
  | { readonly ok: false; readonly error: string };

/** What a modem says by itself: a message lies in its memory, or came in full. */
export type Unasked =
  | { readonly what: 'stored'; readonly memory: string; readonly index: number }
  | { readonly what: 'pdu'; readonly pdu: string };

export interface Dialogue {
  /** Sends `AT` and what follows; with `pdu` that goes behind the prompt. After a time-out nothing can be asked any more. */
  ask(command: string, options?: { readonly pdu?: string; readonly timeoutMs?: number }): Promise<Answer>;
  readonly isOver: boolean;
  end(reason: string): void;
}

const usualTimeoutMs = 5_000;
/** A line longer than this is no modem's. */
const mostCharacters = 4_096;
const ctrlZ = '\x1a';
const finals = /^(?:OK|ERROR|NO CARRIER|COMMAND NOT SUPPORT|\+CM[ES] ERROR: .*)$/;

/** `ears` are the wire's; `wire` is given when it is open. */
export function createDialogue(
  clock: Clock,
  heard: (unasked: Unasked) => void,
): { readonly dialogue: Dialogue; readonly ears: WireEars; readonly attach: (wire: Wire) => void } {
  let wire: Wire | undefined;
  let rest = '';
  let over: string | undefined;
  let pending: { readonly pdu: string | undefined; readonly lines: string[]; end(answer: Answer): void } | undefined;
  let pduFollows = false;

  const finish = (answer: Answer): void => {
    const before = pending;
    pending = undefined;
    before?.end(answer);
  };

  const end = (reason: string): void => {
    if (over !== undefined) return;
    over = reason;
    wire?.close();
    finish({ ok: false, error: reason });
  };

  const take = (line: string): void => {
    if (pduFollows) {
      pduFollows = false;
      heard({ what: 'pdu', pdu: line });
      return;
    }
    const [, memory, index] = /^\+(?:CMTI|CDSI): *"(\w+)", *(\d+)/.exec(line) ?? [];
    if (memory !== undefined) heard({ what: 'stored', memory, index: Number(index) });
    else if (/^\+(?:CMT|CDS):/.test(line)) pduFollows = true;
    else if (pending === undefined || /^AT/i.test(line)) return;
    else if (finals.test(line))
      finish(line === 'OK' ? { ok: true, lines: pending.lines } : { ok: false, error: line.slice(0, 100) });
    else if (pending.lines.length < 1_000) pending.lines.push(line);
  };

  const data = (text: string): void => {
    rest += text;
    for (;;) {
      const at = rest.search(/[\r\n]/);
      if (at < 0) break;
      const line = rest.slice(0, at).trim();
      rest = rest.slice(at + 1);
      if (line !== '') take(line);
    }
    if (/^\s*>/.test(rest) && pending?.pdu !== undefined) {
      rest = '';
      wire?.write(`${pending.pdu}${ctrlZ}`);
    } else if (rest.length > mostCharacters) end('what answers is no modem');
  };

  const dialogue: Dialogue = {
    get isOver() {
      return over !== undefined;
    },
    end,
    ask(command, { pdu, timeoutMs = usualTimeoutMs } = {}) {
      if (over !== undefined) return Promise.resolve({ ok: false, error: over });
      return new Promise((resolve) => {
        let cancel: Cancel = () => {};
        pending = {
          pdu,
          lines: [],
          end(answer) {
            cancel();
            resolve(answer);
          },
        };
        // A late answer would be taken for that of the next command: the wire ends with the time.
        cancel = clock.after(timeoutMs, () => end('timeout'));
        wire?.write(`AT${command}\r`);
      });
    },
  };
  return {
    dialogue,
    ears: { data, end },
    attach: (opened) => {
      wire = opened;
      if (over !== undefined) opened.close();
      else opened.write('\x1b\r');
    },
  };
}
