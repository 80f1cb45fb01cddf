/** What can happen to a business service in the lab, in the order of what a person would try. */
export const serviceFaults = {
  /** Its web server answers that there is nobody behind it. */
  'service-down': {},
  /** It answers rightly, but late. */
  'service-slow': { delayMs: { usual: 3_000, min: 1, max: 60_000 } },
  /** It answers quickly with a page that is none of its own. */
  'service-wrong': {},
  /** Its pages are fine while its business stands still: figures no longer change. */
  'service-quiet': {},
  /** Nobody can log in: every service that sends people to single sign-on is lost with it. */
  'sso-down': { isSingleSignOn: true },
} as const satisfies Readonly<Record<string, ServiceFaultKind>>;

export interface ServiceFaultKind {
  readonly delayMs?: { readonly usual: number; readonly min: number; readonly max: number };
  /** It happens to the city's single sign-on and names no service. */
  readonly isSingleSignOn?: true;
}

export type ServiceVerb = keyof typeof serviceFaults;

/** One of them commanded, or in force. */
export interface ServiceFault {
  readonly verb: ServiceVerb;
  readonly serviceId: string;
  readonly delayMs?: number;
}

export function isServiceVerb(verb: string): verb is ServiceVerb {
  return Object.hasOwn(serviceFaults, verb);
}

export function serviceFaultOf(verb: ServiceVerb): ServiceFaultKind {
  return serviceFaults[verb];
}

/** `service-slow SERVICE [MILLISECONDS]`. */
export function serviceUsage(verb: ServiceVerb): string {
  const { delayMs, isSingleSignOn } = serviceFaultOf(verb);
  return [verb, ...(isSingleSignOn ? [] : ['SERVICE']), ...(delayMs === undefined ? [] : ['[MILLISECONDS]'])].join(' ');
}

/** The faults after one more: there is one of each kind at a service, the newest counts. */
export function withServiceFault(faults: readonly ServiceFault[], fault: ServiceFault): readonly ServiceFault[] {
  return [...faults.filter(({ verb, serviceId }) => verb !== fault.verb || serviceId !== fault.serviceId), fault];
}
