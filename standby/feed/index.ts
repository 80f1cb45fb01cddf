/** Everything that is written into a store as an ordered, numbered, chained stream of change sets. */
export {
  type ChangeSet,
  type Checksum,
  count,
  decodeSet,
  type EncodedSet,
  encodeSet,
  encodeValue,
  Reader,
} from './change-set.ts';
export { createFeed, type Feed, type FeedAnswer, type FeedStats } from './feed.ts';
export {
  compareGenerations,
  forgetPosition,
  freshPosition,
  type Generation,
  isGeneration,
  newGeneration,
  type Order,
  type Position,
  readGeneration,
  readPosition,
  writeGeneration,
  writePosition,
} from './position.ts';
