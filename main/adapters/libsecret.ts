import { systemFunction } from './systemLibrary';

/**
 * Makes libsecret forget the Secret Service that it talks to. It keeps one session for good, and without GLib's main loop it
 * never notices that the daemon was replaced: every later call would fail until we restart. Only while no call is in flight.
 */
export function forgetSecretService(): void {
  const disconnect = systemFunction('void secret_service_disconnect(void)', 'libsecret-1.so.0') as (() => void) | null;
  disconnect?.();
}
