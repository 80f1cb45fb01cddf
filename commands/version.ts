import manifest from '../package.json' with { type: 'json' };

/** Fangzhou's own version, from package.json. */
export const { version } = manifest;
