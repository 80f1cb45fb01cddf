import type { WireScanOutcome, WireStockFinding, WireStockTake } from '../../../../api/wire-keeping.ts';
import type { TextKey } from '../text/language.ts';

export const statusTexts: Readonly<Record<WireStockTake['status'], TextKey>> = {
  counting: 'dashboards.keeping.stock.status.counting',
  signing: 'dashboards.keeping.stock.status.signing',
  signed: 'dashboards.keeping.stock.status.signed',
  abandoned: 'dashboards.keeping.stock.status.abandoned',
};

export const verdictTexts: Readonly<Record<WireScanOutcome['verdict'] | WireStockFinding['kind'], TextKey>> = {
  found: 'dashboards.keeping.stock.found',
  missing: 'dashboards.keeping.stock.missing',
  misplaced: 'dashboards.keeping.stock.misplaced',
  unknown: 'dashboards.keeping.stock.unknown',
  'wrong-network': 'dashboards.keeping.stock.wrong-network',
};

export const sourceTexts = {
  scanner: 'dashboards.keeping.source.scanner',
  camera: 'dashboards.keeping.source.camera',
  typed: 'dashboards.keeping.source.typed',
  file: 'dashboards.keeping.source.file',
} as const satisfies Readonly<Record<string, TextKey>>;
