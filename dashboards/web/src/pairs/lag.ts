import type { WirePairLag } from '../../../../api/wire-pairs.ts';

/** Readings that are kept while the page stays open: three hours at one in 15 s. */
export const mostLag = 720;

/** What was known with what came, in the order of time, each reading once, bounded. */
export function mergeLag(before: readonly WirePairLag[], next: readonly WirePairLag[]): readonly WirePairLag[] {
  const newest = before.at(-1)?.at ?? '';
  const fresh = next.filter(({ at }) => at > newest);
  return fresh.length === 0 ? before : [...before, ...fresh].slice(-mostLag);
}

export interface LagSeries {
  readonly unit: 'bytes' | 'seconds';
  readonly at: readonly number[];
  readonly values: readonly (number | null)[];
}

/** What there is to draw: bytes where the engine tells bytes, else seconds. Undefined: neither was ever told. */
export function lagSeries(lag: readonly WirePairLag[]): LagSeries | undefined {
  const unit = lag.some(({ bytes }) => bytes !== null) ? 'bytes' : 'seconds';
  const values = lag.map((one) => one[unit]);
  if (values.every((value) => value === null)) return undefined;
  return { unit, at: lag.map(({ at }) => Date.parse(at)), values };
}

/** The line in a frame of that size: pieces between gaps, a point of its own as a dot wide. */
export function lagPath({ at, values }: LagSeries, most: number, width: number, height: number): string {
  const [from = 0, to = from] = [at[0], at.at(-1)];
  const x = (time: number) => (to === from ? width : ((time - from) / (to - from)) * width).toFixed(1);
  const y = (value: number) => (height - (most === 0 ? 0 : (value / most) * height)).toFixed(1);
  let isDrawing = false;
  let path = '';
  values.forEach((value, index) => {
    const time = at[index];
    if (value === null || time === undefined) {
      isDrawing = false;
      return;
    }
    path += `${isDrawing ? 'L' : 'M'}${x(time)} ${y(value)}${isDrawing ? '' : 'h.1'}`;
    isDrawing = true;
  });
  return path;
}
