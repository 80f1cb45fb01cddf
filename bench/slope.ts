/** A line through points by least squares: its slope, and that slope's standard error with neighbours' likeness allowed for. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): {
  readonly slope: number;
  readonly standardError: number;
} {
  const count = points.length;
  if (count < 3) return { slope: 0, standardError: Number.POSITIVE_INFINITY };
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / count;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / count;
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rests = points.map(([x, y]) => y - meanY - slope * (x - meanX));
  const variance = rests.reduce((sum, rest) => sum + rest ** 2, 0) / (count - 2);
  // Memory now is much like memory a moment ago: so many points are worth fewer (first-order autocorrelation).
  const likeness = rests.slice(1).reduce((sum, rest, index) => sum + rest * (rests[index] ?? 0), 0);
  const share = Math.min(0.99, Math.max(0, likeness / rests.reduce((sum, rest) => sum + rest ** 2, 0) || 0));
  return { slope, standardError: Math.sqrt((variance / spread) * ((1 + share) / (1 - share))) };
}
