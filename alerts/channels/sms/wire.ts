/** Octets to and from a modem: by TCP (a modem's own port, or ser2net's raw one), or a serial device of this machine. */
import { execFile } from 'node:child_process';
import { open as openNumbered } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import { ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { errorText } from '../../../core/index.ts';
import type { SmsSettings } from '../../../inventory/index.ts';

export interface Wire {
  write(text: string): void;
  close(): void;
}

/** Told of what comes, and once of the end with its reason. */
export interface WireEars {
  data(text: string): void;
  end(reason: string): void;
}

/** Opens the way to the modem. Rejects with an Error that says why it could not. */
export function openWire(place: SmsSettings['modem'], ears: WireEars, signal: AbortSignal): Promise<Wire> {
  return 'device' in place ? openDevice(place, ears) : openTcp(place, ears, signal);
}

function openTcp(
  { host, port }: { readonly host: string; readonly port: number },
  ears: WireEars,
  signal: AbortSignal,
): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
    const stop = (): void => {
      socket.destroy(new Error('timeout'));
    };
    signal.addEventListener('abort', stop, { once: true });
    let reason = 'the connection was closed';
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => ears.data(text));
    socket.on('error', (error) => {
      reason = errorText(error);
      reject(error);
    });
    socket.on('close', () => ears.end(reason));
    socket.on('connect', () => {
      signal.removeEventListener('abort', stop);
      resolve({ write: (text) => void socket.write(text, 'latin1'), close: () => socket.destroy() });
    });
  });
}

/** `stty` (coreutils) sets speed and raw mode, which Node cannot; two ends of the device, so that neither waits for the other. */
async function openDevice(
  { device, baud }: { readonly device: string; readonly baud: number },
  ears: WireEars,
): Promise<Wire> {
  const mode = ['raw', '-echo', 'clocal', '-crtscts', 'cs8', '-cstopb', '-parenb'];
  await promisify(execFile)('stty', ['-F', device, String(baud), ...mode], { timeout: 5_000 });
  // A bare number: the stream closes it, and nothing else may.
  const reading = await promisify(openNumbered)(device, 'r');
  const writing = await open(device, 'w');
  const stream = new ReadStream(reading);
  let isOver = false;
  const end = (reason: string): void => {
    if (isOver) return;
    isOver = true;
    stream.destroy();
    void writing.close().catch(() => {});
    ears.end(reason);
  };
  stream.setEncoding('latin1');
  stream.on('data', (text) => ears.data(String(text)));
  stream.on('error', (error) => end(errorText(error)));
  stream.on('close', () => end('the device was closed'));
  return {
    write: (text) => void writing.write(text, null, 'latin1').catch((thrown: unknown) => end(errorText(thrown))),
    close: () => end('closed'),
  };
}
