import type { HttpStep } from '../../../inventory/index.ts';
import { type Attempt, type AttemptAsk, ProbeFault } from '../attempt.ts';
import type { ProbeValue, StepResult } from '../model.ts';
import { createPhaseWatch, type PhaseWatch } from '../phases.ts';
import { firstFault } from './assert.ts';
import { type Browser, createBrowser } from './browser.ts';
import { type CookieJar, createCookieJar } from './cookies.ts';
import { type Answer, placeOf } from './exchange.ts';
import { logIn } from './login.ts';

type Ask = AttemptAsk<'http'>;

/**
 * Tries a service over HTTP: logs in where that is declared, then takes its steps with the cookies of the login. The login's time
 * counts as `login` alone, and whatever fails there fails in that phase; the phases of the steps add up.
 */
export const tryHttp: Attempt<'http'> = async (ask) => {
  const { values } = await walk(ask);
  return { outcome: 'good', values };
};

/** The answer to the last step, for who wants to read in it, and what was measured on the way. Rejects with a `ProbeFault`. */
export async function walk(
  ask: Ask,
): Promise<{ readonly last: Answer | undefined; readonly values: readonly ProbeValue[] }> {
  const { probe, clock, phases } = ask;
  const jar = createCookieJar(clock);
  const days: number[] = [];
  let last: Answer | undefined;
  const note = (answer: Answer): void => {
    if (answer.certificateDays !== undefined) days.push(answer.certificateDays);
  };
  const { login } = probe;
  if (login !== undefined) {
    phases.enter('login');
    const watch = createPhaseWatch(clock);
    await running(ask, 'login', watch, async () => {
      const answer = await logIn(login, browserOf(ask, jar, watch, login.url)).catch(asLogin);
      note(answer);
      return answer.status;
    });
    phases.leave();
  }
  for (const step of probe.steps) {
    const watch = createPhaseWatch(clock, phases);
    await running(ask, step.name, watch, async () => {
      const answer = await take(step, browserOf(ask, jar, watch, step.url));
      note(answer);
      last = answer;
      const fault = await firstFault(answer, step.assertions);
      if (fault !== undefined) throw fault;
      return answer.status;
    });
  }
  const values: readonly ProbeValue[] =
    days.length === 0 ? [] : [{ name: 'certificate_days', value: Math.min(...days), unit: '' }];
  return { last, values };
}

function take({ method, url, headers, body, redirects }: HttpStep, browser: Browser): Promise<Answer> {
  const type = /^\s*[[{]/.test(body ?? '') ? 'application/json' : 'application/x-www-form-urlencoded';
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return browser.visit({
    ...{ method, url: new URL(url), body, redirects },
    headers: body === undefined ? {} : { 'content-type': type },
    ownHeaders: own,
  });
}

function browserOf({ probe, clock, signal, place }: Ask, jar: CookieJar, phases: PhaseWatch, url: string): Browser {
  const { authority, serverName, insecure } = probe;
  const declaredHost = placeOf(new URL(url)).host;
  return createBrowser(jar, { clock, signal, place, phases, authority, serverName, insecure, declaredHost });
}

/** Does a step and keeps its result among the others, with what it has reached where it fails or the deadline comes. */
async function running({ steps }: Ask, name: string, watch: PhaseWatch, work: () => Promise<number>): Promise<void> {
  const unfinished: StepResult = {
    name,
    outcome: 'bad',
    get phases() {
      return watch.times();
    },
  };
  const index = steps.push(unfinished) - 1;
  try {
    const status = await work();
    steps[index] = { name, outcome: 'good', phases: watch.times(), status };
  } catch (thrown) {
    const tried = thrown instanceof ProbeFault ? thrown.tried : undefined;
    const status = Number(tried?.reason?.params?.status ?? Number.NaN);
    steps[index] = {
      ...{ name, outcome: tried?.outcome ?? 'unknown', phases: watch.times() },
      ...(Number.isInteger(status) ? { status } : {}),
    };
    throw thrown;
  } finally {
    watch.leave();
  }
}

function asLogin(thrown: unknown): never {
  throw thrown instanceof ProbeFault ? new ProbeFault({ ...thrown.tried, failedPhase: 'login' }) : thrown;
}
