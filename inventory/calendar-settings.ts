/** `calendar:` in fangzhou.yaml, typed: when the city works. Shared by uptime, business figures, rosters. */
export interface CalendarSettings {
  /** Days off beside weekends, city's own days, `YYYY-MM-DD`. */
  readonly holidays: readonly string[];
  /** Weekend days that are worked (调休), `YYYY-MM-DD`. */
  readonly makeUpDays: readonly string[];
  /** ISO weekdays that are worked: 1 is Monday. */
  readonly weekdays: readonly number[];
  /** Service hours of a working day, wall time of the city, minutes after midnight; `to` above `from`. */
  readonly hours: readonly { readonly fromMinutes: number; readonly toMinutes: number }[];
}
