import { CHANNELS } from '../../preload/contract/channels';
import { sourceOf } from '../core/audit/entries';
import type { Clock, Log, Stop } from '../core/ports';
import type { CoreServices } from '../core/services';
import { createDispatch } from './dispatch';
import type { Door } from './door';
import { startEventStream } from './eventStream';
import type { EventSink } from './eventStream';
import { createEventSources, createHandlers, SHOWN_SECRETS } from './handlers';
import type { Desktop } from './handlers';
import { isTrustedSender } from './trustedSender';
import type { PageOrigin } from './trustedSender';

/** Our window as far as the page's calls and events need it. */
export interface PageWindow extends EventSink {
  owns(contentsId: number): boolean;
}

/** Answers the page's calls and sends it the events, until stopped. */
export function serveRenderer(parts: {
  door: Door;
  services: CoreServices;
  desktop: Desktop;
  window: PageWindow;
  origin: PageOrigin;
  /** Calls wait for it: core has loaded what was kept. */
  ready: Promise<void>;
  clock: Clock;
  log: Log;
}): Stop {
  const { door, services, desktop, window, origin, ready, clock, log } = parts;
  const dispatch = createDispatch({
    handlers: createHandlers(services.from(sourceOf('window')), desktop),
    isTrusted: (event) => isTrustedSender(event, (contentsId) => window.owns(contentsId), origin),
    ready,
    lock: services.lock,
    erase: services.erase,
    log,
  });
  for (const channel of CHANNELS) door.answer(channel, (event, input) => dispatch(event, channel, input));
  const stopEvents = startEventStream({ sources: createEventSources(services), sink: window, lock: services.lock, clock, log });
  const stopUnprotecting = services.lock.onChange(({ isLocked }) => {
    if (isLocked) for (const what of SHOWN_SECRETS) desktop.secretShown(what, false);
  });
  return () => {
    stopEvents();
    stopUnprotecting();
    door.close();
  };
}
