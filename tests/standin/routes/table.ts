import { destroyAuthToken, findAccessTokens, getUserInfo, listAuthTokens, newAuthToken } from './auth';
import type { Handler } from './call';
import { describeJob, findExecutions } from './executions';
import {
  beginTwoFactor,
  cancelTwoFactor,
  confirmTwoFactor,
  describeTwoFactor,
  disableTwoFactor,
  finishTwoFactor,
  renewBackupCodes,
} from '../invented/twoFactor';
import { describeProject, findProjects, listFolder } from './projects';
import { describeOrg, describeUser, findOrgs, greet, whoami } from './system';

/** Every route by its template; an object's id is written `xxxx`, as in PROTOCOL.md. */
const ROUTES: Record<string, Handler> = {
  '/system/newAuthToken': newAuthToken,
  '/system/destroyAuthToken': destroyAuthToken,
  '/system/getUserInfo': getUserInfo,
  '/account/listAuthTokens': listAuthTokens,
  '/account/findAccessTokens': findAccessTokens,
  '/account/describeTwoFactor': describeTwoFactor,
  '/account/beginTwoFactor': beginTwoFactor,
  '/account/confirmTwoFactor': confirmTwoFactor,
  '/account/renewBackupCodes': renewBackupCodes,
  '/account/finishTwoFactor': finishTwoFactor,
  '/account/cancelTwoFactor': cancelTwoFactor,
  '/account/disableTwoFactor': disableTwoFactor,
  '/system/greet': greet,
  '/system/whoami': whoami,
  '/system/findOrgs': findOrgs,
  '/system/findProjects': findProjects,
  '/system/findExecutions': findExecutions,
  '/user-xxxx/describe': describeUser,
  '/org-xxxx/describe': describeOrg,
  '/project-xxxx/describe': describeProject,
  '/project-xxxx/listFolder': listFolder,
  '/job-xxxx/describe': describeJob,
};

export const ROUTE_TEMPLATES = Object.keys(ROUTES);

/** A path's template and the id in it; `handler` is undefined where there is no such route. */
export function routeOf(path: string): { template: string; objectId: string; handler: Handler | undefined } {
  const parts = /^\/((user|org|project|job)-([^/]+))\/(\w+)$/.exec(path);
  const template = parts === null ? path : `/${parts[2] ?? ''}-xxxx/${parts[4] ?? ''}`;
  return { template, objectId: parts?.[1] ?? '', handler: Object.hasOwn(ROUTES, template) ? ROUTES[template] : undefined };
}
