import type { WireState } from '../../../../api/wire.ts';
import type { TextKey } from '../text/language.ts';
import { useWords } from '../text/language.ts';

export const stateTexts: Readonly<Record<WireState, TextKey>> = {
  up: 'dashboards.state.up',
  degraded: 'dashboards.state.degraded',
  down: 'dashboards.state.down',
  unknown: 'dashboards.state.unknown',
};

/** The shape of a state within a circle of radius 8 around 0,0: disc, triangle, square with a cross, ring with a dot. */
export function StateShape({ state, radius = 8 }: { readonly state: WireState; readonly radius?: number }) {
  const r = radius;
  switch (state) {
    case 'up':
      return <circle class="shape" r={r * 0.86} />;
    case 'degraded':
      return (
        <>
          <path class="shape" d={`M0 ${-r * 1.1}L${r * 1.15} ${r * 0.9}H${-r * 1.15}Z`} />
          <path class="glyph" d={`M0 ${-r * 0.4}V${r * 0.22}M0 ${r * 0.58}v.01`} />
        </>
      );
    case 'down':
      return (
        <>
          <rect class="shape" x={-r} y={-r} width={2 * r} height={2 * r} rx={r * 0.25} />
          <path
            class="glyph"
            d={`M${-r * 0.45} ${-r * 0.45}L${r * 0.45} ${r * 0.45}M${r * 0.45} ${-r * 0.45}L${-r * 0.45} ${r * 0.45}`}
          />
        </>
      );
    case 'unknown':
      return (
        <>
          <circle class="shape hollow" r={r * 0.8} />
          <circle class="dot" r={r * 0.22} />
        </>
      );
  }
}

/** A state as shape and word. */
export function StateMark({ state, bare = false }: { readonly state: WireState; readonly bare?: boolean }) {
  const t = useWords();
  const word = t(stateTexts[state]);
  return (
    <span class={`state s-${state}`}>
      <svg class="state-shape" viewBox="-11 -11 22 22" role="img" aria-label={word}>
        <StateShape state={state} />
      </svg>
      {bare ? null : <span aria-hidden="true">{word}</span>}
    </span>
  );
}
