/** Backup repositories alone, without what polls a city: few modules, little memory. */
export { type CatalogueMemory, createCatalogueMemory } from './memory.ts';
export { readRepository } from './read.ts';
