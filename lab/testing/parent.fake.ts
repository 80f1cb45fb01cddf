import { startLab } from '../control/lab.ts';
import { referenceCity, testCredentials } from './reference.fake.ts';

/** A parent to be killed: starts a lab and tells the process id of its agents. */
const lab = await startLab({ city: await referenceCity(), credentials: testCredentials });
process.send?.(lab.agentsPid());
