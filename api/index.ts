/** How it is asked: HTTP, socket.io, metrics. */
export * from './wire.ts';
