import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';

/** A value that pages read and are told about when it changes. */
export interface Store<T> {
  get(): T;
  set(next: T): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Renders anew only when the selected part is another object or value, so `select` must not build new ones. */
export function useStore<T, P>(store: Store<T>, select: (value: T) => P): P {
  const [, again] = useReducer((count: number, _: undefined) => count + 1, 0);
  const part = select(store.get());
  const shown = useRef({ select, part });
  shown.current = { select, part };
  // In the turn that draws: a change between drawing and listening would be shown a frame late, and parts would disagree.
  useLayoutEffect(() => {
    const look = () => {
      if (!Object.is(shown.current.select(store.get()), shown.current.part)) again(undefined);
    };
    look();
    return store.subscribe(look);
  }, [store]);
  return part;
}
