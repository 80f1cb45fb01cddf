import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { nonceInPacket } from './heard.ts';

const flushMs = 100;

/** Where arriving packets are read by tcpdump, for replies to what was sent in our name. */
export interface Capture {
  stop(): void;
}

/**
 * Reads ICMP and UDP as they arrive (Debian's tcpdump, which needs root or cap_net_raw), and tells each nonce in them with the sender.
 * Undefined when tcpdump is not there or may not; `onEnded` when it stopped by itself.
 */
export function startCapture(options: {
  readonly filter: string;
  readonly onHeard: (heard: { readonly by: 'icmp' | 'udp'; readonly from: string; readonly nonce: string }) => void;
  readonly onEnded: (reason: string) => void;
}): Capture {
  const { filter, onHeard, onEnded } = options;
  const child: ChildProcess = spawn('tcpdump', ['-i', 'any', '-Q', 'in', '-n', '-l', '-q', '-x', '-s', '256', filter], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: `${process.env.PATH ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin`, LC_ALL: 'C' },
  });
  let wanted = true;
  let said = '';
  let from = '';
  let by: 'icmp' | 'udp' = 'icmp';
  let hex = '';
  let quiet: NodeJS.Timeout | undefined;
  const packet = (): void => {
    clearTimeout(quiet);
    const nonce = nonceInPacket(hex);
    if (nonce !== undefined && from !== '') onHeard({ by, from, nonce });
    hex = '';
  };
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const data = /^\s+0x[0-9a-f]+:\s+([0-9a-f ]+)$/.exec(line)?.[1];
      if (data !== undefined) {
        hex += data.replaceAll(' ', '');
        // tcpdump prints a packet at a stroke; the one that comes last has nothing behind it.
        clearTimeout(quiet);
        quiet = setTimeout(packet, flushMs);
        return;
      }
      packet();
      by = line.includes('UDP') ? 'udp' : 'icmp';
      // tcpdump writes the port of UDP as a last part of the address.
      const sender = / IP6? (\S+) > /.exec(line)?.[1] ?? '';
      from = by === 'udp' ? sender.replace(/\.\d+$/, '') : sender;
    });
  }
  child.stderr?.on('data', (bytes: Buffer) => {
    said = `${said}${bytes.toString()}`.slice(-400);
  });
  child.on('error', (error) => onEnded(error.message));
  child.on('close', () => {
    if (wanted) onEnded(said.trim().split('\n').at(-1) ?? '');
  });
  return {
    stop() {
      wanted = false;
      clearTimeout(quiet);
      child.kill();
    },
  };
}
