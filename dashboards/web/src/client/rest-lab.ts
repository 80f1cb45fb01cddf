import type { WireLabFault } from '../../../../api/wire.ts';
import type {
  WireTrouble,
  WireTroubleKind,
  WireViolation,
  WireViolationKind,
  WireViolationPlace,
} from '../../../../api/wire-lab.ts';
import { ask } from './rest.ts';

const part = encodeURIComponent;

/** The requests of the lab's page. */
export const labRest = {
  faults: () => ask<readonly WireLabFault[]>('GET', '/lab/faults'),
  inject: (kind: WireLabFault['kind'], target: string) =>
    ask<WireLabFault>('POST', '/lab/faults', { body: { kind, target } }),
  repair: (id: string) => ask<void>('DELETE', `/lab/faults/${part(id)}`),
  repairAll: () => ask<void>('DELETE', '/lab/faults'),
  violationKinds: () => ask<readonly WireViolationKind[]>('GET', '/lab/violations/kinds'),
  violationPlaces: (kind: string) =>
    ask<readonly WireViolationPlace[]>('GET', `/lab/violations/kinds/${part(kind)}/places`),
  violations: () => ask<readonly WireViolation[]>('GET', '/lab/violations'),
  violate: (body: { readonly kind: string; readonly target: string; readonly detail?: string }) =>
    ask<WireViolation>('POST', '/lab/violations', { body }),
  takeBack: (id: string) => ask<void>('DELETE', `/lab/violations/${part(id)}`),
  troubleKinds: () => ask<readonly WireTroubleKind[]>('GET', '/lab/troubles/kinds'),
  troubles: () => ask<readonly WireTrouble[]>('GET', '/lab/troubles'),
  trouble: (body: { readonly kind: string; readonly target: string }) =>
    ask<WireTrouble>('POST', '/lab/troubles', { body }),
  mend: (id: string) => ask<void>('DELETE', `/lab/troubles/${part(id)}`),
};
