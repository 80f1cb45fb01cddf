import type { ProfileReading } from '../../collector/index.ts';
import type { Clock } from '../../core/index.ts';

/** A peak counts for so many days; one value is kept for each of them. */
const days = 7;
const dayMs = 86_400_000;

/** The highest processor load of each host within the last week, 0 to 1, as its agent told it. */
export function createPeaks(
  clock: Clock,
  profile: (deviceId: string) => ProfileReading | undefined,
): { look(deviceIds: readonly string[]): void; of(deviceId: string): number | undefined } {
  const peaks = new Map<string, readonly { readonly day: number; readonly peak: number }[]>();
  const today = (): number => Math.floor(clock.now() / dayMs);
  return {
    look(deviceIds) {
      for (const deviceId of deviceIds) {
        const cores = (profile(deviceId)?.values ?? []).flatMap((value) =>
          value.means === 'cpu' && value.type === 'number' && value.unit === 'ratio' ? [value.value] : [],
        );
        if (cores.length === 0) continue;
        const load = cores.reduce((sum, core) => sum + core, 0) / cores.length;
        const day = today();
        const [newest, ...older] = peaks.get(deviceId) ?? [];
        const kept = newest === undefined || newest.day === day ? older : [newest, ...older];
        const peak = newest?.day === day ? Math.max(newest.peak, load) : load;
        peaks.set(deviceId, [{ day, peak }, ...kept].slice(0, days));
      }
    },
    of(deviceId) {
      const recent = (peaks.get(deviceId) ?? []).filter(({ day }) => today() - day < days);
      return recent.length === 0 ? undefined : Math.max(...recent.map(({ peak }) => peak));
    },
  };
}
