import { message } from '../../../core/index.ts';
import { didYouMean, exact, Refusal } from '../refusal.ts';
import { type ServiceFault, type ServiceVerb, serviceFaultOf } from './catalogue.ts';

/** Services that there are, and which of them is single sign-on. */
export interface ServiceTargets {
  readonly ids: ReadonlySet<string>;
  readonly singleSignOnId: string | undefined;
}

/** Remedies name this many services. */
const namedServices = 8;

/** What words make of a verb: a service that there is; a delay has been read before. */
export function serviceFaultFrom(
  verb: ServiceVerb,
  typed: string,
  delayMs: number | undefined,
  { ids, singleSignOnId }: ServiceTargets,
): ServiceFault | Refusal {
  if (serviceFaultOf(verb).isSingleSignOn === true) {
    if (singleSignOnId !== undefined) return { verb, serviceId: singleSignOnId };
    return new Refusal(message('lab.command.no-sso'), message('lab.command.no-sso.remedy'));
  }
  const serviceId = exact(typed, ids);
  if (serviceId !== undefined) return { verb, serviceId, ...(delayMs === undefined ? {} : { delayMs }) };
  const services = [...ids].slice(0, namedServices).join(', ') || '-';
  const remedy = message('lab.command.unknown-service.remedy', { services });
  return new Refusal(message('lab.command.unknown-service', { typed }), didYouMean(typed, ids, remedy));
}
