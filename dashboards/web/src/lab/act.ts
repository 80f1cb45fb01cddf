/** Does something and says what came of it. */
export type Act = (work: () => Promise<unknown>, done: string) => Promise<void>;
