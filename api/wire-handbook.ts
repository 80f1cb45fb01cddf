/** The emergency handbook as it crosses the wire; texts are in the language that was asked for. */

type Readiness = 'ready' | 'at-risk' | 'not-ready' | 'unknown';

export interface WireHandbookContact {
  readonly role: string;
  readonly phone: string;
  readonly note: string;
}

/** GET /handbook */
export interface WireHandbook {
  readonly at: string;
  readonly language: 'zh-CN' | 'en';
  readonly districts: readonly {
    readonly id: string;
    readonly name: string;
    readonly pairs: readonly {
      readonly pairId: string;
      readonly services: readonly string[];
      readonly responsible: string;
      /** Whom to call first; null: nobody is declared. */
      readonly first: WireHandbookContact | null;
      readonly readiness: Readiness;
      readonly lastDrillAt: string | null;
    }[];
  }[];
}

/** GET /handbook/pairs/:id */
export interface WireHandbookPage {
  readonly at: string;
  readonly language: 'zh-CN' | 'en';
  readonly pairId: string;
  readonly districtId: string;
  readonly districtName: string;
  readonly standby: string;
  readonly virtualAddress: string;
  readonly members: readonly { readonly deviceId: string; readonly address: string }[];
  readonly home: string | null;
  readonly services: readonly { readonly id: string; readonly name: string; readonly url: string }[];
  readonly responsible: string;
  readonly contacts: readonly WireHandbookContact[];
  readonly ownSteps: readonly string[];
  readonly rtoSeconds: number;
  readonly rpoSeconds: number;
  readonly readiness: Readiness;
  readonly lastDrillAt: string | null;
  /** What to do first; an incident about a pair names its trouble as its topic. */
  readonly troubles: readonly { readonly trouble: string; readonly title: string; readonly steps: readonly string[] }[];
}
