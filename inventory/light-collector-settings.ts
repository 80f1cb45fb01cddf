import type { ListenAddress } from './settings.ts';

/** `collectors:` in fangzhou.yaml, typed: where this hub hears light collectors. */
export interface LightCollectorSettings {
  readonly listen: ListenAddress;
  /** What collectors are told to connect to, `https://HOST:PORT`, where it is not the listening address. */
  readonly url: string | undefined;
  /** A collector that was not heard for so long is an incident. */
  readonly silentAfterSeconds: number;
}
