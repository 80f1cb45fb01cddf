/** A share that drifts like office traffic. */
export function wave(index: number, at: number): number {
  const slow = Math.sin(at / 2_400_000 + index * 1.7) * 0.18 + Math.sin(at / 310_000 + index) * 0.1;
  const quick = Math.sin(at / 7_000 + index * 13) * 0.06 + Math.sin(at / 1_700 + index * 5) * 0.03;
  return Math.min(0.97, Math.max(0.01, 0.3 + (index % 5) * 0.06 - (index % 3) * 0.08 + slow + quick));
}
