/** What a modem or the network refuses, in words: TS 27.005, 3.2.5 (`+CMS ERROR`) and TS 27.007, 9.2 (`+CME ERROR`). */

const messageErrors: Readonly<Record<number, string>> = {
  1: 'the number is not assigned',
  8: 'barred by the operator',
  10: 'calls are barred',
  21: 'the network refused the message',
  27: 'the receiver is out of service',
  28: 'the subscriber is not known',
  29: 'the network refuses this service',
  30: 'the subscriber is not known here',
  38: 'the network is out of order',
  41: 'the network failed for a moment',
  42: 'the network is congested',
  47: 'the network has no room',
  50: 'the service is not subscribed to',
  69: 'the network has no such service',
  111: 'the network found a protocol error',
  127: 'no further reason',
  193: 'no access to the service centre',
  300: 'the modem failed',
  301: 'the modem has no message service',
  302: 'the modem does not allow it',
  303: 'the modem does not support it',
  304: 'the message is malformed',
  305: 'the text is malformed',
  310: 'there is no SIM',
  311: 'the SIM wants its PIN',
  312: 'the SIM wants the PIN of its telephone',
  313: 'the SIM failed',
  314: 'the SIM is busy',
  315: 'the SIM is wrong',
  316: 'the SIM is blocked: it wants its PUK',
  317: 'the SIM wants PIN2',
  318: 'the SIM wants PUK2',
  320: 'the memory failed',
  321: 'no such place in the memory',
  322: 'the memory is full',
  330: 'the address of the service centre is not known',
  331: 'no network',
  332: 'the network did not answer in time',
  500: 'unknown',
};
const equipmentErrors: Readonly<Record<number, string>> = {
  3: 'not allowed',
  4: 'not supported',
  10: 'there is no SIM',
  11: 'the SIM wants its PIN',
  12: 'the SIM is blocked: it wants its PUK',
  13: 'the SIM failed',
  14: 'the SIM is busy',
  15: 'the SIM is wrong',
  16: 'the PIN is wrong',
  30: 'no network',
  31: 'the network did not answer in time',
  32: 'the network allows emergency calls only',
  100: 'unknown',
};
/** Another try with the same number and text would be refused, too. */
const forGood: ReadonlySet<number> = new Set([1, 8, 10, 28, 30, 304, 305]);

/** The error as it came, with what it means. */
export function errorWords(error: string): string {
  const [, kind, number] = /^\+CM([ES]) ERROR: *(\d+)/.exec(error) ?? [];
  const words = (kind === 'S' ? messageErrors : equipmentErrors)[Number(number)];
  return kind === undefined || words === undefined ? error : `${error} (${words})`;
}

/** Whether the network refused this message for good. */
export function isForGood(error: string): boolean {
  return forGood.has(Number(/^\+CMS ERROR: *(\d+)/.exec(error)?.[1]));
}
