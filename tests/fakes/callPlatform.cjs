/**
 * Any client of the platform: `node callPlatform.cjs METHOD [JSON]` POSTs with what the environment names, and prints status
 * and answer. It never prints what it sent.
 */
const { request } = require('node:http');

const { DX_APISERVER_PROTOCOL, DX_APISERVER_HOST, DX_APISERVER_PORT, DX_SECURITY_CONTEXT } = process.env;
const [method = '/system/whoami', body = '{}'] = process.argv.slice(2);

if (!DX_SECURITY_CONTEXT || !DX_APISERVER_HOST) {
  process.stdout.write('no security context\n');
  process.exit(1);
}
const { auth_token: token, auth_token_type: type } = JSON.parse(DX_SECURITY_CONTEXT);
const url = `${DX_APISERVER_PROTOCOL}://${DX_APISERVER_HOST}:${DX_APISERVER_PORT}${method}`;
const headers = { Authorization: `${type} ${token}`, 'Content-Type': 'application/json' };
const sent = request(url, { method: 'POST', headers, agent: false }, (answer) => {
  let text = '';
  answer.on('data', (chunk) => (text += chunk));
  answer.on('end', () => process.stdout.write(`${answer.statusCode} ${text.trim()}\n`));
});
sent.on('error', (error) => {
  process.stdout.write(`${error.code}\n`);
  process.exitCode = 1;
});
sent.end(body);
