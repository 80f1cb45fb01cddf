import type {
  AgentTarget,
  BusinessFigureSettings,
  City,
  HttpStep,
  ProbeLogin,
  ProbeSettings,
  Service,
  ServicesSettings,
} from '../../inventory/index.ts';
import { markOf } from './pages.ts';
import type { ServiceAccess } from './sign-on.ts';
import { singleSignOnOf } from './sites.ts';

/** So that a broken service shows while somebody is still looking. */
const periodSeconds = 20;
const timeoutMs = 8_000;
const figurePeriodSeconds = 30;
const budgetsMs = { total: 5_000 };
/** Documents of a system that stands still count as quiet after this. */
const quietSeconds = 300;

type HttpProbe = Extract<ProbeSettings, { kind: 'http' }>;

/**
 * The settings of services for the lab: what is declared by a city's address is tried where the lab answers for it, with the lab's own account,
 * and each page must be its own. Where no business figures are declared, the lab's treasury systems have some.
 */
export function withLabServices(
  settings: ServicesSettings,
  lab: { readonly city: City; readonly targets: ReadonlyMap<string, AgentTarget>; readonly access: ServiceAccess },
): ServicesSettings {
  const { city, targets, access } = lab;
  const signOnId = singleSignOnOf(city)?.id;
  const here = (url: string): string | undefined => {
    const declared = URL.parse(url);
    const target = declared === null ? undefined : targets.get(declared.origin);
    return declared === null || target === undefined
      ? undefined
      : `http://${target.host}:${target.port}${declared.pathname}${declared.search}`;
  };

  function inLab(probe: ProbeSettings): ProbeSettings {
    if (probe.kind !== 'http') return probe;
    const [first] = probe.steps;
    const url = first === undefined ? undefined : here(first.url);
    if (url === undefined) return probe;
    const isSignOn = probe.serviceId === signOnId;
    const page = isSignOn ? `${url.replace(/\/$/, '')}/login` : url;
    const login: ProbeLogin = {
      ...{
        by: isSignOn ? 'form' : 'cas',
        url: page,
        userField: undefined,
        passwordField: undefined,
        provider: undefined,
      },
      ...{ user: access.user, password: access.password, success: [] },
    };
    const mark = probe.serviceId === undefined ? [] : [markStep(probe.serviceId)];
    const steps = probe.steps.map((step, index): HttpStep => {
      return {
        ...step,
        url: here(step.url) ?? step.url,
        assertions: [...step.assertions, ...(index === 0 ? mark : [])],
      };
    });
    const pace = { periodSeconds: Math.min(periodSeconds, probe.periodSeconds), timeoutMs, retries: 1, budgetsMs };
    return { ...probe, ...pace, steps, login: signOnId === undefined ? undefined : login } satisfies HttpProbe;
  }

  const probes = settings.probes.map(inLab);
  const figures = settings.figures.length > 0 ? settings.figures : [...city.services.values()].flatMap(figuresOf);
  return { ...settings, probes, figures };

  function figuresOf({ id, system, url }: Service): readonly BusinessFigureSettings[] {
    const page = here(url);
    if (system !== 'treasury' || page === undefined) return [];
    const source = (path: string): BusinessFigureSettings['source'] => ({
      ...{ kind: 'json', url: `${page}figures.json`, path, login: undefined },
      ...{ authority: undefined, serverName: undefined, insecure: false },
    });
    const common = {
      ...{ serviceId: id, periodSeconds: figurePeriodSeconds, timeoutMs, from: 'hub' },
      ...{ least: undefined, workingFrom: undefined, workingTo: undefined },
    };
    const number = { ...common, valueIs: 'number', quietSeconds: undefined } as const;
    return [
      {
        ...{ ...number, id: `${id}-waiting`, nameZh: '待支付笔数', nameEn: 'Payments waiting', unit: '笔', most: 200 },
        source: source('$.queue'),
      },
      {
        ...{ ...number, id: `${id}-amount`, nameZh: '今日支付金额', nameEn: 'Paid today', unit: '元', most: undefined },
        source: source('$.amountYuan'),
      },
      {
        ...{ ...common, id: `${id}-last`, nameZh: '最近一次支付', nameEn: 'Last payment', unit: '', most: undefined },
        ...{ valueIs: 'time', quietSeconds, source: source('$.lastDoneAt') },
      },
    ];
  }
}

function markStep(serviceId: string): HttpStep['assertions'][number] {
  const text = markOf({ id: serviceId }).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return { on: 'text', matches: new RegExp(text), isForbidden: false };
}
