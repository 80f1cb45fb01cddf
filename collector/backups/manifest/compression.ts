import { open } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';

const samples = 4;
const sampleBytes = 64 * 1024;

/** How well a file compresses, by samples spread over it; about 1 for what is encrypted or compressed. Undefined when it cannot be read. */
export async function compressionOf(path: string): Promise<number | undefined> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size === 0) return undefined;
    let [plain, packed] = [0, 0];
    const bytes = Buffer.alloc(sampleBytes);
    const count = size <= sampleBytes ? 1 : samples;
    for (let index = 0; index < count; index++) {
      const from = count === 1 ? 0 : Math.floor(((size - sampleBytes) * index) / (count - 1));
      const { bytesRead } = await file.read(bytes, 0, sampleBytes, from);
      if (bytesRead === 0) continue;
      plain += bytesRead;
      packed += deflateRawSync(bytes.subarray(0, bytesRead), { level: 1 }).length;
    }
    return packed === 0 ? undefined : plain / packed;
  } catch {
    return undefined;
  }
}
