import { type Cancel, type Clock, type EpochMs, errorText, type Log } from '../../core/index.ts';
import { compareGenerations, type Generation } from '../feed/index.ts';
import { limits } from '../limits.ts';
import { type Peer, PeerError } from './peer.ts';
import type { Greeting } from './protocol.ts';

/** What a primary knows of the other side. */
export interface PeerView {
  /** `unasked`: no peer is declared, or not asked yet. */
  readonly condition: 'unasked' | 'standby' | 'primary' | 'silent' | 'refused' | 'failing';
  readonly greeting: Greeting | undefined;
  readonly at: EpochMs | undefined;
  readonly detail: string | undefined;
}

/** Two that decide: which of them goes on. `newer` is the other one. */
export type Rival = 'none' | 'newer' | 'older' | 'split';

export function rivalOf(own: Generation, view: Pick<PeerView, 'greeting'>): Rival {
  const { greeting } = view;
  if (greeting?.role !== 'primary' || greeting.generation === undefined) return 'none';
  const order = compareGenerations(own, greeting.generation);
  // Two that decide in the same generation: a folder was copied by hand.
  return order === 'older' ? 'newer' : order === 'newer' ? 'older' : 'split';
}

/** Asks the other side now and then who it is, so that two that decide find each other. */
export interface PeerWatch {
  view(): PeerView;
  /** One that greeted us by itself tells as much. */
  greeted(greeting: Greeting): void;
  /** Asks once, now. Never rejects. */
  look(): Promise<PeerView>;
  stop(): void;
}

export function createPeerWatch(deps: {
  readonly peer: Peer | undefined;
  readonly greeting: () => Greeting;
  readonly clock: Clock;
  readonly log: Log;
  readonly onView: (view: PeerView) => void;
}): PeerWatch {
  const { peer, greeting, clock, log, onView } = deps;
  let view: PeerView = { condition: 'unasked', greeting: undefined, at: undefined, detail: undefined };
  let cancel: Cancel = () => undefined;
  let stopped = false;

  const see = (next: PeerView): void => {
    if (next.condition !== view.condition) log.info({ condition: next.condition, detail: next.detail }, 'standby-peer');
    view = next;
    onView(view);
  };
  const seen = (from: Greeting): void =>
    see({ condition: from.role, greeting: from, at: clock.now(), detail: undefined });

  const look = async (): Promise<PeerView> => {
    if (peer === undefined) return view;
    try {
      seen(await peer.hello(greeting()));
    } catch (error) {
      const kind = error instanceof PeerError && error.kind !== 'broken' ? error.kind : 'failing';
      see({ ...view, condition: kind, detail: errorText(error) });
    }
    return view;
  };
  const again = (): void => {
    if (stopped || peer === undefined) return;
    cancel = clock.after(limits.peerEveryMs, () => void look().finally(again));
  };
  again();
  return {
    view: () => view,
    greeted(from) {
      if (from.role === 'primary') seen(from);
    },
    look,
    stop() {
      stopped = true;
      cancel();
      peer?.hangUp();
    },
  };
}
