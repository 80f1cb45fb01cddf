/** Announcements: spoken by espeak-ng where it is installed, else a declared recording. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorText } from '../../../core/index.ts';
import { samplesPerSecond } from './media.ts';

const voices = { 'zh-CN': 'cmn', en: 'en' } as const;
const mostOctets = 8_000_000;
/** Two minutes. */
const mostSamples = 120 * samplesPerSecond;
const tool = 'espeak-ng';

/** Samples of 8 kHz, or why there are none: `tool-missing` where espeak-ng is not installed. */
export type Sound = { readonly ok: true; readonly samples: Int16Array } | { readonly ok: false; readonly why: string };

/** Speaks a text: no network, a tenth of a second for a sentence. */
export async function speak(text: string, language: 'zh-CN' | 'en', signal: AbortSignal): Promise<Sound> {
  // Slower than usual, for a bad line at night.
  const args = ['-v', voices[language], '-s', '140', '-b', '1', '--stdout', text.replace(/^-+/, '')];
  try {
    const { stdout } = await promisify(execFile)(tool, args, {
      ...{ encoding: 'buffer', maxBuffer: mostOctets, timeout: 20_000, signal },
    });
    return readWav(stdout);
  } catch (thrown) {
    const isMissing = (thrown as { readonly code?: unknown } | null)?.code === 'ENOENT';
    return { ok: false, why: isMissing ? 'tool-missing' : errorText(thrown).slice(0, 150) };
  }
}

export async function recording(path: string): Promise<Sound> {
  try {
    return readWav(await readFile(path));
  } catch (thrown) {
    return { ok: false, why: errorText(thrown).slice(0, 150) };
  }
}

/** RIFF WAVE of linear 16 bit samples, any rate, the first channel of several. */
export function readWav(octets: Buffer): Sound {
  const bad = (why: string): Sound => ({ ok: false, why });
  if (octets.toString('latin1', 0, 4) !== 'RIFF' || octets.toString('latin1', 8, 12) !== 'WAVE')
    return bad('no WAV file');
  let format: { readonly channels: number; readonly rate: number } | undefined;
  for (let at = 12; at + 8 <= octets.length; ) {
    const name = octets.toString('latin1', at, at + 4);
    const size = octets.readUInt32LE(at + 4);
    const part = octets.subarray(at + 8, at + 8 + size);
    if (name === 'fmt ' && part.length >= 16) {
      const [coding, bits] = [part.readUInt16LE(0), part.readUInt16LE(14)];
      if (coding !== 1 || bits !== 16) return bad('only linear samples of 16 bit are read');
      format = { channels: part.readUInt16LE(2), rate: part.readUInt32LE(4) };
    }
    if (name === 'data') {
      if (format === undefined || format.channels < 1 || format.rate < samplesPerSecond)
        return bad('a rate below 8 kHz');
      // A stream has no size that it knows: what is there counts.
      return { ok: true, samples: toLineRate(part, format) };
    }
    at += 8 + size + (size % 2);
  }
  return bad('no sound in it');
}

/** Low-pass and decimation in one: a windowed sinc around each sample of the line, whose weights come again and again. */
function toLineRate(
  data: Buffer,
  { channels, rate }: { readonly channels: number; readonly rate: number },
): Int16Array {
  const count = Math.floor(data.length / 2 / channels);
  const ratio = rate / samplesPerSecond;
  const reach = Math.ceil(ratio * 8);
  const period = samplesPerSecond / commonDivisor(rate, samplesPerSecond);
  const kernels = new Map<number, Float64Array>();
  const out = new Int16Array(Math.min(mostSamples, Math.floor(count / ratio)));
  for (let index = 0; index < out.length; index += 1) {
    const middle = index * ratio;
    const first = Math.ceil(middle - reach);
    let weights = kernels.get(index % period);
    if (weights === undefined) {
      weights = kernelOf(middle - first, ratio, reach);
      kernels.set(index % period, weights);
    }
    let sum = 0;
    for (const [tap, weight] of weights.entries()) {
      const at = first + tap;
      if (at >= 0 && at < count) sum += data.readInt16LE(at * channels * 2) * weight;
    }
    out[index] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return out;
}

/** Weights of the samples around one that lies `offset` behind the first of them; together 1. */
function kernelOf(offset: number, ratio: number, reach: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, tap) => {
    const distance = tap - offset;
    if (Math.abs(distance) > reach) return 0;
    const x = (distance / ratio) * Math.PI * 0.9;
    return (x === 0 ? 1 : Math.sin(x) / x) * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach));
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
