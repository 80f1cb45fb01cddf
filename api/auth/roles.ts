/**
 * Who may do what. The three offices that a classified network keeps apart (system administrator, security officer, auditor)
 * and the operator; one role a user, so that nobody audits what he operates.
 */
export const roles = ['admin', 'approver', 'operator', 'auditor'] as const;
export type Role = (typeof roles)[number];

/**
 * What a route asks for. `own`: one's own session and password. `read`: see and download. `operate`: acknowledge, count,
 * propose. `approve`: be the second person of a proposal of somebody else. `administer`: users and the configuration.
 */
export type Right = 'own' | 'read' | 'operate' | 'approve' | 'administer';

const rightsOf: Readonly<Record<Role, ReadonlySet<Right>>> = {
  admin: new Set(['own', 'read', 'operate', 'approve', 'administer']),
  approver: new Set(['own', 'read', 'operate', 'approve']),
  operator: new Set(['own', 'read', 'operate']),
  auditor: new Set(['own', 'read']),
};

export function mayDo(role: Role, right: Right): boolean {
  return rightsOf[role].has(right);
}

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}
