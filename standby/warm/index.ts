/** A warm standby on plain SQLite: it follows by itself, and takes over when a person says so. */
export { peekGeneration } from './data.ts';
export { type AnswerFrames, createDoor, type Door, type DoorAnswer, json } from './door.ts';
export { type Follower as RunningFollower, startFollower } from './follow.ts';
export { createFollowers, type Follower, type Followers } from './followers.ts';
export { healthPages } from './health.ts';
export { serveHttp } from './http.ts';
export { createPeer, type Peer, PeerError } from './peer.ts';
export { createPrimary, type Primary } from './primary.ts';
export { obstacleTo, type Preview, previewPromotion, promote } from './promote.ts';
export { type Ask, type Greeting, type Role, streamPath } from './protocol.ts';
export { bestOf, judgeWarm, type WarmJudgement, type WarmTrouble, warmTroubles } from './standing.ts';
export {
  conditionKey,
  type FollowCondition,
  type FollowState,
  followConditions,
  type LossBound,
  lossBound,
  type Part,
  type Promotion,
  readPart,
  writePart,
} from './state.ts';
export { openWarm, type Warm, type WarmView } from './warm.ts';
export { createPeerWatch, type PeerView, type PeerWatch, type Rival, rivalOf } from './watch.ts';
