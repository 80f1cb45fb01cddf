import { Type } from '@fastify/type-provider-typebox';
import { roles } from '../auth/roles.ts';
import type { WireNewUser, WireUser } from '../wire-users.ts';
import { closed, text, words } from './parts.ts';

const parts = { name: text, role: words(roles), oneTime: Type.Boolean() };

export const users = Type.Unsafe<readonly WireUser[]>(Type.Array(closed(parts)));
export const newUser = Type.Unsafe<WireNewUser>(closed({ ...parts, oneTimePassword: text }));
