import { get } from 'node:http';
import { isIPv6 } from 'node:net';
import { message } from '../../core/index.ts';
import { type CanaryAnswer, type CanaryProbe, canaryBounds } from './model.ts';
import { socketAnswer } from './words.ts';

/**
 * GET /fz/NONCE (RFC 9110), without following anything. The sentinel signs; a page that says it blocks is no leak by itself, yet
 * somebody who answers in the target's place is worth a look.
 */
export const probeHttp: CanaryProbe = ({ target, nonce, timeoutMs, isSigned }) => {
  const { address, port } = target;
  const host = isIPv6(address) ? `[${address}]` : address;
  return new Promise((resolve) => {
    const finish = (answer: CanaryAnswer): void => {
      clearTimeout(timer);
      request.destroy();
      resolve(answer);
    };
    const request = get({
      host: address,
      port,
      path: `/fz/${nonce}`,
      headers: { host: `${host}:${port}` },
      agent: false,
    });
    const timer = setTimeout(
      () => finish({ outcome: 'silent', detail: message('collector.canary.silent', { address }) }),
      timeoutMs,
    );
    request.on('error', (error) => finish(socketAnswer(error, address)));
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const answered: CanaryAnswer = {
        outcome: 'answered',
        from: address,
        detail: message('collector.canary.http-status', { address, port, status }),
      };
      let body = '';
      response.setEncoding('latin1');
      response.on('data', (part: string) => {
        body += part;
        if (body.length > canaryBounds.answerBytes) finish(answered);
      });
      response.on('error', () => finish(answered));
      response.on('end', () => {
        const token = body.trim();
        const proved = status === 200 && isSigned?.(nonce, token) === true;
        finish(
          proved
            ? { outcome: 'proved', from: address, detail: message('collector.canary.signed', { address, port }) }
            : answered,
        );
      });
    });
  });
};
