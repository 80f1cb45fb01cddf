/** What is declared of services, alone: a light collector loads this and none of the files that read it. */
export * from '../service-settings.ts';
