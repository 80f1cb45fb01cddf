/** The light process alone, without what a hub needs: few modules, little memory. */
export { startAgent } from './agent/agent.ts';
export { endOf, enrol } from './agent/enrol.ts';
export { readEnrolment, readState, spoolFolderName, useHubs } from './agent/folder.ts';
export { isRunning, lockFolder as lockCollector } from './agent/lock.ts';
export { type AgentState, agentConditions } from './agent/state.ts';
export { realTries, type Tries } from './agent/tries.ts';
export { lightBounds } from './limits.ts';
export { openSpool } from './spool/spool.ts';
export { type Steady, systemSteady } from './steady.ts';
export { parseToken } from './token.ts';
