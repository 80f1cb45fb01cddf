import { errorText, message } from '../../core/index.ts';
import type { CanaryAnswer } from './model.ts';

/** Nothing was sent: the tool is not there, may not, or took too long. */
export function notRun(tool: string, why: 'missing' | 'not-permitted' | 'timed-out' | 'failed'): CanaryAnswer {
  return { outcome: 'not-run', detail: message(`collector.canary.tool-${why}`, { tool }) };
}

/** What an error of a socket says of the way: who refused is the system's own word, so `from` stays open. */
export function socketAnswer(error: unknown, address: string): CanaryAnswer {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE') {
    // It comes from the target, or from somebody in its name.
    return { outcome: 'refused', from: address, detail: message('collector.canary.reset', { address }) };
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EACCES' || code === 'EPERM') {
    return { outcome: 'refused', detail: message('collector.canary.no-route', { address }) };
  }
  if (code === 'ETIMEDOUT') return { outcome: 'silent', detail: message('collector.canary.silent', { address }) };
  return { outcome: 'not-run', detail: message('collector.canary.failed', { address, reason: errorText(error) }) };
}
