/** A city to try it on: simulated agents, recorded walks, faults on command. Nothing imports this room but the entry points. */
export {
  type Agent,
  type AgentOptions,
  type AgentStats,
  type Behaviour,
  loadSnmprec,
  type Recording,
  startAgent,
  type View,
  viewOf,
} from './agent/index.ts';
export type { MessageSinks } from './city/notifier.ts';
export { withOuterTerminal } from './city/outer-terminal.ts';
export { withLabPairs } from './city/pairs/lab-settings.ts';
export { type RunningCity, type RunningCityOptions, startCity } from './city/running.ts';
export { sendLabCommand } from './control/client.ts';
export { type LabOptions, startLab, utcOffsetMsOf } from './control/lab.ts';
export type { Lab, LabControl } from './control/model.ts';
export type { LabViolations } from './control/violations.ts';
export { keyVariables, withLabKeys } from './credentials.ts';
export { type DatabaseAccess, withLabDatabases } from './database/index.ts';
export { type ActiveFault, type CommandResult, listFaults } from './faults/model.ts';
export { type CatalogueEntry, catalogue, commandWords } from './faults/parse.ts';
export { type Replay, type ReplayOptions, replayWalk } from './replay.ts';
export { withLabServices } from './services/settings.ts';
export type { ServiceAccess } from './services/sign-on.ts';
export { labTexts } from './texts.ts';
export { connectFrom } from './vantage/connect.ts';
