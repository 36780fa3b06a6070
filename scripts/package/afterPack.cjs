/** Takes out what the bare runtime brings and a finished app must not have; runs before electron-builder flips the fuses. */
const { rmSync } = require('node:fs');
const { join } = require('node:path');

/** The first Electron whose fuse wire has grantFileProtocolExtraPrivileges; an older one refuses to be told of it. */
const FILE_PROTOCOL_FUSE_FROM = 29;

/** @param {import('electron-builder').AfterPackContext} context */
exports.default = ({ appOutDir, packager }) => {
  // SECURITY: Electron's default app runs whatever path it is given.
  rmSync(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });

  const fuses = packager.config.electronFuses;
  if (fuses && Number.parseInt(packager.config.electronVersion ?? '', 10) < FILE_PROTOCOL_FUSE_FROM)
    delete fuses.grantFileProtocolExtraPrivileges;
};
