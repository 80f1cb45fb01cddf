import type { Notifier } from './notifier.ts';

/** Several notifiers as one: each is told everything, and how each delivery ended is told to the one listener. */
export function severalNotifiers(notifiers: readonly (Notifier | undefined)[]): Notifier {
  const known = notifiers.flatMap((one) => one ?? []);
  return {
    name: known.map(({ name }) => name).join(', '),
    notify(notice) {
      for (const one of known) one.notify(notice);
    },
    onDelivery(listener) {
      for (const one of known) one.onDelivery((delivery) => listener({ channel: one.name, ...delivery }));
    },
  };
}
