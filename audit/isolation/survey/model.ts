import type { EpochMs, Mistake } from '../../../core/index.ts';

/** What people bring home from a place that no packet can tell: which radios are heard, what is plugged in, what was carried across. */
export const surveyKinds = ['wifi', 'walk-down', 'media'] as const;
export type SurveyKind = (typeof surveyKinds)[number];

/** A radio that was heard at a place. */
export interface HeardRadio {
  /** Lower case, colon separated. */
  readonly bssid: string;
  readonly ssid: string;
  /** Where the surveyor found it: in the building, at a neighbour's, or could not tell. */
  readonly where: 'here' | 'neighbour' | 'unknown';
}

export const walkedResults = ['ok', 'missing', 'foreign', 'seal-broken', 'open'] as const;

/** A port, fibre, seal or device that two persons looked at. */
export interface WalkedItem {
  readonly item: string;
  readonly result: (typeof walkedResults)[number];
  readonly note: string;
}

/** A removable medium that went in or out. */
export interface MediaCrossing {
  readonly medium: string;
  readonly direction: 'in' | 'out';
  readonly purpose: string;
  readonly by: string;
  /** Empty where nobody approved. */
  readonly approvedBy: string;
}

/** The newest survey of one kind at one place. */
export interface Survey<Row> {
  readonly at: EpochMs;
  /** Name of the file that it came in. */
  readonly file: string;
  /** Empty: somebody was there and found none. */
  readonly rows: readonly Row[];
}

export interface SurveyView {
  wifiOf(placeId: string): Survey<HeardRadio> | undefined;
  walkDownOf(placeId: string): Survey<WalkedItem> | undefined;
  mediaOf(placeId: string): Survey<MediaCrossing> | undefined;
}

export interface SurveyImport {
  readonly view: SurveyView;
  /** Each file that counts, with the digest of its bytes, `sha256:` and hex. */
  readonly files: readonly {
    readonly name: string;
    readonly kind: SurveyKind;
    readonly digest: string;
    readonly rows: number;
  }[];
  readonly mistakes: readonly Mistake[];
}

export const surveyBounds = { files: 2_000, fileBytes: 4 * 1024 * 1024, rows: 50_000 } as const;
