/** A client of the platform: prints `USER FOLDER KEPT`, and keeps in the private folder who it was, as `dx select` keeps its choice. */
const { readFileSync, writeFileSync } = require('node:fs');
const { request } = require('node:http');
const { join } = require('node:path');

const { DX_APISERVER_HOST, DX_APISERVER_PORT, DX_SECURITY_CONTEXT, DX_USER_CONF_DIR } = process.env;
const { auth_token: token, auth_token_type: type } = JSON.parse(DX_SECURITY_CONTEXT);
const options = { method: 'POST', agent: false, headers: { Authorization: `${type} ${token}`, 'Content-Type': 'application/json' } };
const file = join(DX_USER_CONF_DIR, 'who');

function kept() {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '-';
  }
}

const sent = request(`http://${DX_APISERVER_HOST}:${DX_APISERVER_PORT}/system/whoami`, options, (answer) => {
  let text = '';
  answer.on('data', (chunk) => (text += chunk));
  answer.on('end', () => {
    const { id } = JSON.parse(text);
    const before = kept();
    writeFileSync(file, String(id));
    process.stdout.write(`${String(id)} ${DX_USER_CONF_DIR} ${before}\n`);
    process.exitCode = id === undefined ? 1 : 0;
  });
});
sent.on('error', () => {
  process.exitCode = 1;
});
sent.end('{}');
