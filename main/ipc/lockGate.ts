import type { ChannelName, EventName } from '../../preload/contract/channels';

// SECURITY: what the lock screen needs, and nothing that tells of an account or a token; a new channel is shut until it stands here.
const OPEN_CHANNELS: readonly ChannelName[] = ['app.load', 'lock.load', 'lock.lock', 'lock.unlock', 'lock.unlockByTouchId'];
const OPEN_EVENTS: readonly EventName[] = ['app.changed', 'lock.changed'];

export const isOpenWhileLocked = (channel: ChannelName): boolean => OPEN_CHANNELS.includes(channel);
export const isToldWhileLocked = (event: EventName): boolean => OPEN_EVENTS.includes(event);
