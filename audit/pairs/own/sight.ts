import type { EpochMs } from '../../../core/index.ts';
import type { StandbyView } from '../../../standby/index.ts';
import { pairLimits } from '../model.ts';

/** Somebody took the lease anew. */
export interface LeaseMove {
  readonly at: EpochMs;
  readonly from: string;
  readonly to: string;
  /** (timeline, epoch) of the lease that was taken. */
  readonly token: string;
}

/** What one instance of Fangzhou knows of its own pair. */
export interface OwnSight {
  readonly view: StandbyView;
  /** Since when it looks. */
  readonly since: EpochMs;
  /** The last that was seen to decide; undefined: nobody was yet. */
  readonly holder: { readonly id: string; readonly token: string } | undefined;
  /** Since when nobody has proved that he decides; undefined: somebody does. */
  readonly undecidedSince: EpochMs | undefined;
  /** Newest first, bounded (`pairLimits.takeovers`). The first holder seen is no move. */
  readonly moves: readonly LeaseMove[];
}

/** What is known after one more look; `before` is undefined at the first. Pure. */
export function lookedAgain(before: OwnSight | undefined, view: StandbyView, at: EpochMs): OwnSight {
  const { active } = view;
  const { holder, moves = [], since = at, undecidedSince = at } = before ?? {};
  const known = { view, since };
  if (active === undefined) return { ...known, holder, undecidedSince, moves };
  const { id, token } = active;
  const moved = holder !== undefined && holder.token !== token ? [{ at, from: holder.id, to: id, token }] : [];
  return {
    ...known,
    holder: { id, token },
    undecidedSince: undefined,
    moves: [...moved, ...moves].slice(0, pairLimits.takeovers),
  };
}
