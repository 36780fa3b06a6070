import type { Platform } from '../../core/ports';
import { createApiServer } from './apiServer';
import { createAuthServer } from './authServer';
import { createOrgs } from './orgs';
import { createProjects } from './projects';
import { type TransportOptions, createTransport } from './transport';
import { createTwoFactorRoutes } from './twoFactorRoutes';

/** The DNAnexus wire (PROTOCOL.md) over a `fetch` that is given: Electron's in the app, Node's in tests. */
export function createPlatform(options: TransportOptions): Platform {
  const transport = createTransport(options);
  return {
    ...createAuthServer(transport),
    ...createApiServer(transport),
    ...createProjects(transport),
    ...createOrgs(transport),
    ...createTwoFactorRoutes(transport),
    clockOffsetMs: (platform) => transport.clockOffsetMs(platform),
  };
}
