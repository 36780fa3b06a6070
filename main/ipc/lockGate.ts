import type { ChannelName, EventName } from '../../preload/contract/channels';

// SECURITY: what the lock screen needs, and nothing that tells of an account or a token; a new channel is shut until it stands here.
// Erasing is the way out of a forgotten passphrase; behind the lock it tells counts alone (main/core/erase).
const ERASING: readonly ChannelName[] = ['erase.load', 'erase.preview', 'erase.run', 'erase.quit'];
// A panic destroys and gives nothing; taking one back gives, and needs the lock opened.
const PANIC: readonly ChannelName[] = ['panic.load', 'panic.ask', 'panic.dismiss', 'panic.begin', 'panic.retry'];
const OPEN_CHANNELS: readonly ChannelName[] = [
  'app.load',
  'lock.load',
  'lock.lock',
  'lock.unlock',
  'lock.unlockByTouchId',
  ...ERASING,
  ...PANIC,
];
const OPEN_EVENTS: readonly EventName[] = ['app.changed', 'lock.changed', 'erase.changed', 'panic.changed'];

export const isOpenWhileLocked = (channel: ChannelName): boolean => OPEN_CHANNELS.includes(channel);
export const isToldWhileLocked = (event: EventName): boolean => OPEN_EVENTS.includes(event);

/** Once it is begun, nothing else is done: what is made now would be lost, or stay. */
export const isOpenWhileErasing = (channel: ChannelName): boolean =>
  channel === 'app.load' || channel === 'lock.load' || ERASING.includes(channel);
