import { connect } from 'node:net';
import { message } from '../../core/index.ts';
import { type CanaryAnswer, type CanaryProbe, canaryBounds } from './model.ts';
import { socketAnswer } from './words.ts';

/**
 * One connection (RFC 9293). Over it the nonce goes out in a line and the sentinel's signature comes back; a box inside that
 * answers any SYN can open the connection, but not sign.
 */
export const probeTcp: CanaryProbe = ({ target, nonce, timeoutMs, isSigned }) => {
  const { address, port } = target;
  return new Promise((resolve) => {
    let connected = false;
    let heard = '';
    const socket = connect({ host: address, port });
    const finish = (answer: CanaryAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const open: CanaryAnswer = {
      outcome: 'answered',
      from: address,
      detail: message('collector.canary.connected', { address, port }),
    };
    const timer = setTimeout(() => {
      finish(connected ? open : { outcome: 'silent', detail: message('collector.canary.silent', { address }) });
    }, timeoutMs);
    socket.on('connect', () => {
      connected = true;
      if (isSigned === undefined) finish(open);
      else socket.write(`FZ1 ${nonce}\n`);
    });
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1').slice(0, canaryBounds.answerBytes - heard.length);
      const token = /^FZ1 (\S+)\n/.exec(heard)?.[1];
      if (token === undefined && heard.length < canaryBounds.answerBytes) return;
      if (token === undefined || isSigned?.(nonce, token) !== true) finish(open);
      else {
        finish({ outcome: 'proved', from: address, detail: message('collector.canary.signed', { address, port }) });
      }
    });
    socket.on('end', () => finish(connected ? open : socketAnswer({ code: 'ECONNRESET' }, address)));
    socket.on('error', (error) => finish(connected ? open : socketAnswer(error, address)));
  });
};
