import type { WireFigure, WirePhase, WirePhases, WireService } from '../../../../api/wire-services.ts';
import type { TextKey, Words } from '../text/language.ts';

export const phaseTexts: Readonly<Record<WirePhase, TextKey>> = {
  resolve: 'dashboards.services.phase.resolve',
  connect: 'dashboards.services.phase.connect',
  tls: 'dashboards.services.phase.tls',
  login: 'dashboards.services.phase.login',
  'first-byte': 'dashboards.services.phase.first-byte',
  answer: 'dashboards.services.phase.answer',
  total: 'dashboards.services.phase.total',
};

/** In the order in which a try passes through them. */
export const phaseOrder = ['resolve', 'connect', 'tls', 'login', 'first-byte', 'answer'] as const;

export const figureTexts: Readonly<Record<WireFigure['word'], TextKey>> = {
  good: 'dashboards.services.figure.good',
  'out-of-range': 'dashboards.services.figure.out-of-range',
  quiet: 'dashboards.services.figure.quiet',
  unknown: 'dashboards.services.figure.unknown',
};

export const figureStates = { good: 'up', 'out-of-range': 'degraded', quiet: 'degraded', unknown: 'unknown' } as const;

/** Where each phase begins and how long it took, in milliseconds; what no phase accounts for comes last and is not drawn. */
export function phaseSpans(
  phases: WirePhases,
): readonly { readonly phase: WirePhase; readonly from: number; readonly ms: number }[] {
  let from = 0;
  return phaseOrder.flatMap((phase) => {
    const ms = phases[phase];
    if (ms === undefined || ms <= 0) return [];
    const span = { phase, from, ms };
    from += ms;
    return [span];
  });
}

/** `85 ms`, `1.25 s`. */
export function milliseconds(ms: number | undefined): string {
  if (ms === undefined) return '–';
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

export function nameOf(service: Pick<WireService, 'nameZh' | 'nameEn'>, t: Words): string {
  return t.language === 'en' ? service.nameEn : service.nameZh;
}
