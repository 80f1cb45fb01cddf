export { type Databases, startDatabases } from './databases.ts';
export type { DatabaseAccess } from './model.ts';
export { withLabDatabases } from './settings.ts';
