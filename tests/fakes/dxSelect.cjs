/**
 * Writes its configuration as `dx select` does (PROTOCOL.md, "What dx does that dxkey must beat", 1): everything of the
 * environment, the token with it, into environment.json of DX_USER_CONF_DIR, else of the home folder. Prints where, and whether
 * what is there now holds the token.
 */
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');

const folder = process.env.DX_USER_CONF_DIR || join(homedir(), '.dnanexus_config');
const file = join(folder, 'environment.json');
const ours = Object.entries(process.env).filter(([name]) => /^DX_(?!USER_CONF_DIR)/.test(name));
mkdirSync(folder, { recursive: true });
writeFileSync(file, JSON.stringify(Object.fromEntries(ours)), { mode: 0o600 });
const token = JSON.parse(process.env.DX_SECURITY_CONTEXT ?? '{}').auth_token;
process.stdout.write(`${file}\nit holds the token: ${typeof token === 'string' && readFileSync(file, 'utf8').includes(token)}\n`);
