/** Fangzhou in hot standby: one of two decides, under a lease with a fencing token; the other observes, follows, and takes over. */
export { type ArbiterClient, createArbiterClient } from './arbiter/client.ts';
export { type Arbiter, startArbiter } from './arbiter/server.ts';
export * from './feed/index.ts';
export { ownPairSubject, seededCollections, shownAtOnce } from './journal/decided.ts';
export type { SendRecords } from './journal/sends.ts';
export type { Access } from './lease/connection.ts';
export { createDatabase, type Database, type ServerState } from './lease/database.ts';
export { schemaName } from './lease/schema.ts';
export { compareTokens, parseToken, type Token, tokenText } from './lease/token.ts';
export { limits as standbyLimits } from './limits.ts';
export type { Hindrance, Role, StandbyView, TakeoverManner } from './model.ts';
export { pairLimits } from './pair-limits.ts';
export { createMember, type Member, type MemberOptions, mannerOf } from './role/member.ts';
export { lastDecision, ownReplica, promoteOwn } from './role/promotion.ts';
export { standbyTexts } from './texts.ts';
export * from './warm/index.ts';
