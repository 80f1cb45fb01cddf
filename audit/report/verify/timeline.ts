import type { TableRow } from '../model.ts';

/** Whether a printed timeline is the one that the evidence gives. */
export function sameTimeline(
  timeline: TableRow['timeline'],
  spans: readonly { readonly from: number; readonly state: string }[],
): boolean {
  return (
    spans.length === timeline.length &&
    spans.every(({ from, state }, index) => {
      const part = timeline[index];
      return part !== undefined && Date.parse(part.from) === from && part.state === state;
    })
  );
}
