import { describe, expect, it } from 'vitest';
import { createTestServices } from '../../fakes/createTestServices';
import { visible } from './signedIn';

const PROXY = { host: 'proxy.example', port: 3128, realm: 'Example Corp' };
const CANARY = 'CANARY-proxy-password';

/** Core with a question on the screen, as the first request through the proxy leaves it. */
function asked() {
  const core = createTestServices();
  const desk = core.services.proxyDesk;
  expect(desk.loginFor(PROXY, null)).toBeNull();
  const give = (password = CANARY) =>
    desk.answer({ id: desk.state().asking?.id ?? '', answer: { kind: 'login', username: 'net-amy', password } });
  const refuse = () => desk.answer({ id: desk.state().asking?.id ?? '', answer: { kind: 'refuse' } });
  return { core, desk, give, refuse };
}

describe('a proxy that asks for a login', () => {
  it('fails the request at once and leaves one question, however many requests meet it', () => {
    const { desk } = asked();
    const { asking } = desk.state();
    expect(asking).toMatchObject({ ...PROXY, isRefused: false });
    expect(desk.loginFor(PROXY, null)).toBeNull();
    expect(desk.loginFor({ ...PROXY, host: 'other.example' }, null)).toBeNull();
    expect(desk.state().asking?.id).toBe(asking?.id);
  });

  it('is asked once: what a person gave serves every later request to the same proxy, and no other', () => {
    const { desk, give } = asked();
    expect(give().asking).toBeNull();
    expect(desk.loginFor(PROXY, null)).toEqual({ username: 'net-amy', password: CANARY });
    expect(desk.loginFor(PROXY, null)).not.toBeNull();
    expect(desk.loginFor({ ...PROXY, realm: 'Another' }, null)).toBeNull();
    expect(desk.state().asking?.realm).toBe('Another');
  });

  it('is asked again, with the word that it was refused, once the proxy did not take the login', () => {
    const { desk, give } = asked();
    give('wrong');
    const login = desk.loginFor(PROXY, null);
    expect(desk.loginFor(PROXY, login)).toBeNull();
    expect(desk.state().asking).toMatchObject({ host: PROXY.host, isRefused: true });
  });

  it('keeps a newer login when an older request comes back refused', () => {
    const { desk, give } = asked();
    give('wrong');
    const older = desk.loginFor(PROXY, null);
    desk.loginFor(PROXY, older);
    give('right');
    expect(desk.loginFor(PROXY, older)).toMatchObject({ password: 'right' });
    expect(desk.state().asking).toBeNull();
  });

  it('is left alone for a moment after a no, and may ask again then', async () => {
    const { core, desk, refuse } = asked();
    expect(refuse().asking).toBeNull();
    desk.loginFor(PROXY, null);
    expect(desk.state().asking).toBeNull();
    await core.clock.advance(2_000);
    desk.loginFor(PROXY, null);
    expect(desk.state().asking).not.toBeNull();
  });

  it('cannot be answered twice, nor by another name', () => {
    const { desk, give } = asked();
    expect(() => desk.answer({ id: 'another', answer: { kind: 'refuse' } })).toThrow('INVALID_INPUT');
    give();
    expect(() => give()).toThrow('INVALID_INPUT');
  });

  it.each([
    ['\u202eproC\u001b[31m\n', 'proC[31m'],
    ['\u200b', null],
    [null, null],
  ])('may call itself anything (%j): what steers text is left out', (realm, shown) => {
    const { proxyDesk } = createTestServices().services;
    proxyDesk.loginFor({ ...PROXY, realm }, null);
    expect(proxyDesk.state().asking).toMatchObject({ realm: shown });
  });

  it('leaves its password in no file, state, log or answer', () => {
    const { core, give } = asked();
    const answered = give();
    core.services.proxyDesk.loginFor(PROXY, null);
    expect(visible(core, answered)).not.toContain(CANARY);
    expect([...core.secrets.entries.values()].join()).not.toContain(CANARY);
  });
});
