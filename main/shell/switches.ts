/**
 * What the app may be started with, and what Chromium is told before it starts. A switch or a variable can turn every other
 * defence off (a debugging port reads all memory, a net log writes bearers in clear), so a release takes listed ones only.
 */

/** Switches a person may need, and why. A value is allowed where the entry ends in `=`. */
const ALLOWED_SWITCHES: readonly string[] = [
  '--hidden', // ours: starts in the tray
  '--disable-gpu', // broken graphics drivers
  '--ozone-platform=', // X11 or Wayland
  '--ozone-platform-hint=', // the same, by hint
  '--force-device-scale-factor=', // screens that report a wrong density
  '--force-renderer-accessibility', // screen readers that are not detected
];

/** Variables of Electron, Chromium and Node that change where a secret can go; the others of these families are refused, too. */
const REFUSED_VARIABLES = /^(ELECTRON_|CHROME_|CHROMIUM_|GOOGLE_API_KEY$|SSLKEYLOGFILE$|NODE_OPTIONS$|NODE_V8_COVERAGE$|V8_|DBUS_STARTER_)/;
const ALLOWED_VARIABLES: readonly string[] = [
  'ELECTRON_OZONE_PLATFORM_HINT', // X11 or Wayland
  'CHROME_DESKTOP', // which desktop file a window belongs to
  'DBUS_STARTER_ADDRESS', // set by a desktop that starts programs over D-Bus
  'DBUS_STARTER_BUS_TYPE',
];

export type Build = 'dev' | 'test' | 'release';

/** What of the command line and the environment this build refuses: names only, never values. Nothing in dev and test builds. */
export function refusedStart(parts: {
  build: Build;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}): string[] {
  // SECURITY: the constant is replaced at build time; no switch or variable can lift the release's list.
  if (parts.build !== 'release') return [];
  const args = parts.args.filter((arg) => !isAllowedArg(arg)).map(nameOf);
  const variables = Object.keys(parts.env).filter((name) => isRefusedVariable(name) && parts.env[name] !== undefined);
  return [...args, ...variables];
}

function isAllowedArg(arg: string): boolean {
  return ALLOWED_SWITCHES.some((allowed) => (allowed.endsWith('=') ? arg.startsWith(allowed) : arg === allowed));
}

function isRefusedVariable(name: string): boolean {
  const upper = name.toUpperCase();
  return REFUSED_VARIABLES.test(upper) && !ALLOWED_VARIABLES.includes(upper);
}

function nameOf(arg: string): string {
  const end = arg.indexOf('=');
  return (end === -1 ? arg : arg.slice(0, end)).slice(0, 60);
}

/** Electron's `app.commandLine`, as far as it is used. */
export interface CommandLine {
  appendSwitch(name: string, value?: string): void;
}

/** Features of Chromium that talk to somebody without being asked, or that have no business in a keeper of secrets. */
const DISABLED_FEATURES: readonly string[] = [
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'InterestFeedContentSuggestions',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'Translate',
];

/** Must run before Electron's `ready`. */
/** For the page's V8 by a switch; main's own runs by then and is told by `setFlagsFromString` (startApp). */
export const SMALL_HEAP = '--optimize-for-size';

export function appendSwitches(commandLine: CommandLine): void {
  // SECURITY: with the cookie fuse Chromium would ask the Secret Service at start and hang with it; nothing of ours is kept in Chromium.
  commandLine.appendSwitch('password-store', 'basic');
  // SECURITY: nothing leaves this computer but what the person asked for.
  for (const name of [
    'disable-background-networking',
    'disable-component-update',
    'disable-domain-reliability',
    'disable-breakpad',
    'no-pings',
  ]) {
    commandLine.appendSwitch(name);
  }
  commandLine.appendSwitch('disable-features', DISABLED_FEATURES.join(','));
  // A page of ours needs no cache on the disk.
  commandLine.appendSwitch('disk-cache-size', '1');
  // dxkey is open all day and computes little: less memory is worth more than the last turn of speed.
  commandLine.appendSwitch('js-flags', SMALL_HEAP);
}
