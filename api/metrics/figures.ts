import { Counter, Gauge, type Registry } from 'prom-client';

/** Figures that somebody else counts, read at each scrape. */
export interface Figures {
  /** Undefined: there is no such figure now. */
  gauge(name: string, help: string, read: () => number | undefined): void;
  counter(name: string, help: string, read: () => number): void;
  /** One series for each word, 1 for the one that holds. */
  condition<T extends string>(name: string, help: string, words: readonly T[], read: () => T): void;
}

export function figuresIn(registry: Registry): Figures {
  const registers = [registry];
  return {
    gauge(name, help, read) {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          const value = read();
          if (value === undefined) this.remove();
          else this.set(value);
        },
      });
    },
    counter(name, help, read) {
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(read());
        },
      });
    },
    condition(name, help, words, read) {
      new Gauge({
        name,
        help,
        labelNames: ['condition'],
        registers,
        collect() {
          const now = read();
          for (const word of words) this.set({ condition: word }, word === now ? 1 : 0);
        },
      });
    },
  };
}
