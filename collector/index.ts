/** What is seen: polls of real agents become observations and samples. */
export * from './observation.ts';
export * from './rates/model.ts';
export { createRates, type Rates } from './rates/rates.ts';
