/** How it is asked: HTTP, socket.io, metrics. */
export { type Api, type Changes, createApi } from './api.ts';
export { type Auth, type AuthOptions, openAuth } from './auth/auth.ts';
export { isRole, type Role, roles } from './auth/roles.ts';
export { forgetPassword } from './auth/users.ts';
export type { ApiOptions } from './options.ts';
export * from './ports.ts';
export { apiTexts } from './problems/texts.ts';
export { findServer, forgetWhereabouts, tellWhereabouts } from './whereabouts.ts';
export * from './wire.ts';
export * from './wire-findings.ts';
export type * from './wire-keeping.ts';
export type * from './wire-lab.ts';
export type * from './wire-light-collectors.ts';
export * from './wire-messages.ts';
export type * from './wire-reports.ts';
export type * from './wire-standby.ts';
export type * from './wire-users.ts';
