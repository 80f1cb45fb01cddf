/** What to do when a pair fails, for a person in a hurry: whom to call, what to do first, what is known of the pair. */
import type { EpochMs, Language } from '../../core/index.ts';
import type { HostPair } from '../../inventory/index.ts';
import type { PairTrouble, Readiness } from '../pairs/model.ts';

export interface HandbookContact {
  readonly role: string;
  readonly phone: string;
  readonly note: string;
}

export interface HandbookPage {
  readonly pairId: string;
  readonly districtId: string;
  readonly districtName: string;
  readonly language: Language;
  readonly madeAt: EpochMs;
  readonly standby: HostPair['standby'];
  readonly virtualAddress: string;
  readonly members: readonly { readonly deviceId: string; readonly address: string }[];
  readonly home: string | undefined;
  readonly services: readonly { readonly id: string; readonly name: string; readonly url: string }[];
  /** Empty: nobody is declared, and the page says so. */
  readonly responsible: string;
  readonly contacts: readonly HandbookContact[];
  /** Declared for this place, in the words of its people. */
  readonly ownSteps: readonly string[];
  readonly targets: { readonly rtoSeconds: number; readonly rpoSeconds: number };
  /** Undefined where the handbook is made without the server. */
  readonly readiness: Readiness['word'] | undefined;
  readonly lastDrillAt: EpochMs | undefined;
  /** What to do first, by trouble; texts in the page's language. */
  readonly troubles: readonly {
    readonly trouble: PairTrouble;
    readonly title: string;
    readonly steps: readonly string[];
  }[];
}
