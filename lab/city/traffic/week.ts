/** A week is cut into quarters of an hour; within one the mean rate stands still and only bursts move it. */
export const slotSeconds = 900;
const slotsPerDay = 96;
export const slotsPerWeek = 7 * slotsPerDay;

/** Share of the peak, 0 to 1, at an hour of the local day (0 to 24) and a day of the week (0 is Sunday). */
export type Shape = (hour: number, weekday: number) => number;

function bump(hour: number, centre: number, width: number): number {
  return Math.exp(-(((hour - centre) / width) ** 2));
}

/** A township office: mornings and afternoons, a pause at noon, little at weekends, something always. */
export const officeShape: Shape = (hour, weekday) => {
  const busy = Math.max(bump(hour, 10, 1.7), 0.9 * bump(hour, 15.4, 1.9));
  const atWork = weekday === 0 || weekday === 6 ? 0.15 : 1;
  return 0.2 + 0.8 * atWork * busy;
};

/** A server: as its offices, and the nightly backup at half past one. */
export const serverShape: Shape = (hour, weekday) =>
  Math.min(1, 0.9 * officeShape(hour, weekday) + 0.6 * bump(hour, 1.5, 0.6));

/** The quarters of one week and the sum before each, so that any span is summed in one step. */
export interface Week {
  /** Share of the peak in slot 0 to 671; slot 0 begins on Sunday at midnight. */
  readonly shares: Float64Array;
  /** Sum of the shares before each slot. */
  readonly before: Float64Array;
  readonly total: number;
}

/** Tabulates a shape. */
export function weekOf(shape: Shape): Week {
  const shares = new Float64Array(slotsPerWeek);
  const before = new Float64Array(slotsPerWeek);
  let total = 0;
  for (let slot = 0; slot < slotsPerWeek; slot += 1) {
    const share = shape(((slot % slotsPerDay) + 0.5) / 4, Math.floor(slot / slotsPerDay));
    shares[slot] = share;
    before[slot] = total;
    total += share;
  }
  return { shares, before, total };
}
