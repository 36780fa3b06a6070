/** The names of the treaty, without zod, so that the preload bundle stays a few lines. `contract.ts` must name the same. */
export const CHANNELS = [
  'app.load',
  'settings.change',
  'keychain.probe',
  'command.install',
  'link.open',
  'session.load',
  'session.signIn',
  'session.submitCode',
  'session.cancel',
  'session.inspectToken',
  'session.keepToken',
  'session.previewSignOut',
  'session.signOut',
  'session.stay',
  'tokens.load',
  'tokens.refresh',
  'tokens.mint',
  'tokens.import',
  'tokens.previewRevoke',
  'tokens.revoke',
  'tokens.copy',
  'tokens.dismissFresh',
  'tokens.exportLines',
  'tokens.setProject',
  'tokens.forget',
  'projects.find',
  'queue.load',
  'queue.retry',
  'clipboard.load',
  'clipboard.clear',
  'shellToken.load',
  'shellToken.answer',
  'proxy.load',
  'proxy.answer',
] as const;

/** Events carry the whole new state; main coalesces them to four a second and sends them only while the window shows. */
export const EVENTS = [
  'app.changed',
  'session.changed',
  'tokens.changed',
  'queue.changed',
  'clipboard.changed',
  'shellToken.changed',
  'proxy.changed',
] as const;

export type ChannelName = (typeof CHANNELS)[number];
export type EventName = (typeof EVENTS)[number];
