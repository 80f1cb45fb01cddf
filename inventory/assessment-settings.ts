/** `assessment.yaml`, typed: by what offices and districts are assessed (考核). */

/** What can be measured; each is a share from 0 to 1 of something that the house keeps anyway. */
export const indicatorKinds = [
  'availability',
  'response',
  'isolation',
  'backup',
  'terminals',
  'open-items',
  'acknowledge',
  'resolve',
] as const;
export type IndicatorKind = (typeof indicatorKinds)[number];

/** How long one assessment covers. */
export const assessmentRhythms = ['month', 'quarter', 'half', 'year'] as const;
export type AssessmentRhythm = (typeof assessmentRhythms)[number];

/** From this share on an indicator is worth so many points. */
export interface PointStep {
  /** Millionths, so that a bound is compared exactly: 999,000 is 99.9 %. */
  readonly atMillionths: number;
  /** Hundredths of a point: 10,000 is the most. */
  readonly pointHundredths: number;
}

export const assessedSeverities = ['critical', 'major', 'minor'] as const;
export type AssessedSeverity = (typeof assessedSeverities)[number];

export interface IndicatorSettings {
  readonly id: string;
  readonly kind: IndicatorKind;
  /** Undefined: the usual name of its kind. */
  readonly nameZh: string | undefined;
  readonly nameEn: string | undefined;
  /** All weights together are 100. */
  readonly weight: number;
  /** `straight`: between two steps the points rise evenly. Below the last step there are none. */
  readonly curve: 'steps' | 'straight';
  /** Best first. */
  readonly steps: readonly PointStep[];
  /** Which time counts, of availability and response. */
  readonly hours: 'all' | 'service';
  /** Of acknowledge and resolve. */
  readonly withinSeconds: number;
  readonly severities: readonly AssessedSeverity[];
}

export interface AssessmentScheme {
  /** Raised with each change: what was closed under one version stays as it was. */
  readonly version: number;
  readonly rhythm: AssessmentRhythm;
  readonly indicators: readonly IndicatorSettings[];
}

/** How much may be declared. */
export const assessmentBounds = { indicators: 20, steps: 20, nameCharacters: 60, version: 9_999 } as const;
