/** The table: what happens to one session, and what must be so after each of it. */
import {
  both,
  command,
  crashAndStart,
  endedByPlatform,
  input,
  keychain,
  lateInput,
  leases,
  lend,
  limit,
  loseIdleFile,
  offline,
  online,
  org,
  pass,
  quitAndStart,
  reboot,
  sensor,
  set,
  setDate,
  signIn,
  signInByToken,
  signOut,
  sleep,
  sleepUntold,
  stall,
  stay,
  tell,
  touch,
  touchAndSleep,
  work,
  workElsewhere,
  type Act,
} from './computer';

export type Moment = readonly [Act, string];
const IN = 'in';
const WARNED = 'warned';
const IDLE = 'out: idle';
const DEAD = 'in, dead sensor';
const begin: Moment = [signIn(), IN];
/** An org's policy is read a moment after the sign-in. */
const read: Moment = [pass(0.1), IN];

export const TABLE: Readonly<Record<string, readonly Moment[]>> = {
  // Time that passes
  'nobody comes': [begin, [pass(13.9), IN], [pass(0.2), WARNED], [pass(1), IDLE]],
  'somebody works all day': [begin, [work(480), IN], [pass(13.5), IN], [pass(2), IDLE]],
  'a touch in time': [begin, [pass(10), IN], [touch, IN], [pass(13), IN], [pass(2), IDLE]],
  'a touch in the last minute': [begin, [pass(14.2), WARNED], [touch, IN], [pass(13), IN], [pass(2), IDLE]],
  'a touch too late': [begin, [pass(15.1), IDLE], [touch, IDLE]],
  'Stay signed in': [begin, [pass(14.5), WARNED], [stay, IN], [pass(14.5), WARNED], [stay, IN], [pass(15), IDLE]],
  'the window used, too late': [begin, [both(stall(15), lateInput), IDLE], [pass(1), IDLE]],
  'Stay signed in, too late': [begin, [stall(15), IDLE], [stay, IDLE]],
  'input to the window counts for the computer, too': [begin, [pass(14.5), WARNED], [input, IN], [pass(13), IN]],
  'another session afterwards': [begin, [pass(15), IDLE], [signIn(), IN], [pass(13), IN], [pass(2), IDLE]],

  // Sleep and hibernation
  'a short sleep': [begin, [sleep(5), IN], [pass(8), IN], [pass(2), IDLE]],
  'sleep into the last minute': [begin, [sleep(14.5), WARNED], [pass(0.6), IDLE]],
  'sleep past the end': [begin, [sleep(15), IDLE]],
  'sleep past the end, woken by a key': [begin, [sleepUntold(20), IDLE], [touch, IDLE]],
  'sleep that nobody tells of': [begin, [pass(5), IN], [sleepUntold(10), IDLE]],
  'a night of hibernation': [begin, [work(60), IN], [sleepUntold(600), IDLE]],
  'a last key before sleep is not one after it': [begin, [pass(1.1), IN], [touchAndSleep(14.1), WARNED], [pass(1), IDLE]],
  'many short sleeps': [begin, [sleep(4), IN], [sleep(4), IN], [sleep(4), IN], [sleep(4), IDLE]],
  'sleep is no activity': [begin, [pass(3), IN], [sleep(3), IN], [pass(3), IN], [sleep(3), IN], [pass(2.2), WARNED], [pass(1), IDLE]],
  'work after a sleep': [begin, [sleep(10), IN], [work(30), IN], [pass(13.5), IN], [pass(2), IDLE]],
  'resume told before the clocks are looked at': [begin, [sleepUntold(14.2), IN], [tell('resumed'), WARNED], [pass(1), IDLE]],

  // The clock on the wall
  'set back an hour': [begin, [setDate(-60), IN], [pass(13), IN], [pass(2.1), IDLE]],
  'set forward a day': [begin, [setDate(1440), IN], [pass(13), IN], [pass(2.1), IDLE]],
  'set back again and again': [begin, [pass(5), IN], [setDate(-5), IN], [pass(5), IN], [setDate(-5), IN], [pass(5.1), IDLE]],
  'set back in sleep': [begin, [pass(2), IN], [setDate(-600), IN], [sleep(14), IDLE]],
  'set forward in the last minute': [begin, [pass(14.5), WARNED], [setDate(60), WARNED], [pass(0.6), IDLE]],
  'set forward, then a restart': [begin, [setDate(600), IN], [quitAndStart(5), IN], [pass(8.5), IN], [pass(2), IDLE]],
  'set forward while dxkey is not there': [begin, [pass(2), IN], [quitAndStart(2, 600), IN], [pass(9.5), IN], [pass(2), IDLE]],
  'set back while dxkey is not there': [begin, [pass(2), IN], [quitAndStart(2, -60), IN], [pass(9.5), IN], [pass(2), IDLE]],
  'set back, then a restart': [begin, [pass(5), IN], [setDate(-600), IN], [quitAndStart(11), IDLE]],

  // Crash, restart, reboot
  'a quick restart': [begin, [pass(5), IN], [quitAndStart(1), IN], [pass(7.5), IN], [pass(2), IDLE]],
  'a restart past the end': [begin, [pass(5), IN], [quitAndStart(10), IDLE]],
  'a restart past the end, offline': [begin, [offline, IN], [quitAndStart(16), IDLE], [online, IDLE]],
  'a crash': [begin, [work(20), IN], [crashAndStart(5), IN], [pass(10), IDLE]],
  'a crash past the end': [begin, [work(20), IN], [crashAndStart(15), IDLE]],
  'a crash in the last minute': [begin, [pass(14.5), WARNED], [crashAndStart(0.2), WARNED], [pass(0.5), IDLE]],
  'a crash right after the end': [begin, [pass(15.1), IDLE], [crashAndStart(1), IDLE]],
  'a reboot in time': [begin, [pass(2), IN], [reboot(5), IN], [pass(6.5), IN], [pass(2), IDLE]],
  'a reboot past the end': [begin, [pass(2), IN], [reboot(14), IDLE]],
  'the clock set back, then a reboot': [begin, [pass(5), IN], [setDate(-30), IN], [reboot(1), IN], [pass(8.8), WARNED], [pass(0.5), IDLE]],
  'power lost, and the clock comes back wrong': [begin, [pass(5), IN], [both(setDate(-60), reboot(2, false)), IDLE]],
  'power lost, and back in time': [begin, [work(10), IN], [reboot(3, false), IN], [pass(13), IDLE]],
  'two reboots': [begin, [reboot(6), IN], [reboot(6), IN], [reboot(4), IDLE]],
  'the kept times are lost': [begin, [work(30), IN], [both(loseIdleFile, quitAndStart(1)), IDLE]],

  // Policies
  'an org that is shorter': [
    [org('a', 5), 'out: never in'],
    begin,
    read,
    [limit(5), IN],
    [pass(3.5), IN],
    [pass(0.5), WARNED],
    [pass(1), IDLE],
  ],
  'an org that is longer': [
    [org('a', 60), 'out: never in'],
    begin,
    read,
    [limit(60), IN],
    [pass(58), IN],
    [pass(1.5), WARNED],
    [pass(1), IDLE],
  ],
  'of several orgs the shortest': [
    [org('a', 60), 'out: never in'],
    [org('b', 8), 'out: never in'],
    begin,
    read,
    [limit(8), IN],
    [pass(8), IDLE],
  ],
  'a person chooses shorter': [begin, [set({ idleLimitMs: 300_000 }), IN], [limit(5), IN], [pass(5), IDLE]],
  'a person cannot choose longer': [begin, [set({ idleLimitMs: 3_600_000 }), IN], [limit(15), IN], [pass(15), IDLE]],
  'a person chooses shorter than what has passed': [begin, [pass(10), IN], [set({ idleLimitMs: 300_000 }), IDLE]],
  'an unreadable policy': [
    [org('a', 'unreadable'), 'out: never in'],
    [org('b', 60), 'out: never in'],
    begin,
    read,
    [limit(15), IN],
    [pass(15), IDLE],
  ],
  'a policy that tightens while somebody works': [begin, [org('a', 3), IN], [work(61), IN], [limit(3), IN], [pass(3), IDLE]],
  'a longer policy survives a start offline': [
    [org('a', 60), 'out: never in'],
    begin,
    read,
    [limit(60), IN],
    [offline, IN],
    [quitAndStart(20), IN],
    [limit(60), IN],
  ],

  // Sensors
  'a sensor that stays 0': [begin, [sensor('stuck'), IN], [pass(8), DEAD], [pass(7), IDLE]],
  'a sensor that stands still at 20 s': [begin, [sensor('stuck', 20_000), IN], [pass(8), DEAD], [pass(7.3), IDLE]],
  'a sensor that says nothing': [begin, [sensor('broken'), IN], [pass(8), DEAD], [pass(7), IDLE]],
  'a dead sensor, and somebody in the window': [
    begin,
    [sensor('stuck'), IN],
    [pass(8), DEAD],
    [input, DEAD],
    [pass(13), DEAD],
    [input, DEAD],
    [pass(13), DEAD],
    [pass(2), IDLE],
  ],
  'a sensor that dies after an hour': [begin, [work(60), IN], [sensor('stuck'), IN], [pass(8), DEAD], [pass(7.3), IDLE]],
  'a dead sensor that comes back': [begin, [sensor('stuck'), IN], [pass(8), DEAD], [sensor('busy'), DEAD], [work(1), IN], [pass(13.5), IN]],
  'a dead sensor across a restart': [begin, [sensor('stuck'), IN], [pass(8), DEAD], [quitAndStart(7), IDLE]],
  'only the window counts, as set': [begin, [set({ activity: 'app' }), IN], [workElsewhere(10), IN], [pass(5), IDLE]],
  'only the window counts, and it is used': [
    begin,
    [set({ activity: 'app' }), IN],
    [pass(10), IN],
    [input, IN],
    [pass(13), IN],
    [pass(2), IDLE],
  ],

  // Timers that are late
  'timers held back past the end': [begin, [stall(20), IDLE]],
  'timers held back into the last minute': [begin, [stall(14.5), IN], [pass(0.1), WARNED], [pass(0.5), IDLE]],
  'timers held back while somebody works': [begin, [sensor('busy'), IN], [stall(10), IN], [work(20), IN], [pass(13.5), IN]],

  // The desk
  'the screen locks, nothing set': [begin, [tell('locked'), IN], [pass(14.5), WARNED], [tell('unlocked'), WARNED], [pass(1), IDLE]],
  'the screen locks, sign out set': [
    begin,
    [set({ whenScreenLocks: 'signOut' }), IN],
    [tell('locked'), 'out: away'],
    [tell('unlocked'), 'out: away'],
  ],
  'suspend, sign out set': [begin, [set({ whenSuspended: 'signOut' }), IN], [sleep(1), 'out: away']],
  'another person, sign out set': [
    begin,
    [set({ whenUserSwitches: 'signOut' }), IN],
    [tell('switchedAway'), 'out: away'],
    [tell('switchedBack'), 'out: away'],
  ],
  'another person, nothing set': [begin, [tell('switchedAway'), IN], [pass(13), IN], [tell('switchedBack'), IN], [pass(2.1), IDLE]],
  'unlocked after the end': [begin, [tell('locked'), IN], [sleepUntold(16), IDLE], [tell('unlocked'), IDLE]],

  // Leases and the command
  'what runs goes on': [begin, [lend, IN], [pass(15), IDLE], [leases(1), IDLE]],
  'what runs goes on through a lock': [
    begin,
    [lend, IN],
    [set({ whenScreenLocks: 'signOut' }), IN],
    [tell('locked'), 'out: away'],
    [leases(1), 'out: away'],
  ],
  'what runs goes on over a restart past the end': [begin, [lend, IN], [quitAndStart(20), IDLE], [leases(1), IDLE]],
  'the command keeps nothing open': [begin, [pass(7), IN], [command, IN], [pass(7.5), WARNED], [command, WARNED], [pass(0.6), IDLE]],

  // Other ways in and out
  'a session by API token': [
    [signInByToken, 'in, exempt'],
    [pass(600), 'in, exempt'],
    [sleep(600), 'in, exempt'],
    [quitAndStart(600), 'in, exempt'],
  ],
  'a session by API token, sign out set': [
    [signInByToken, 'in, exempt'],
    [set({ whenScreenLocks: 'signOut' }), 'in, exempt'],
    [tell('locked'), 'out: away'],
  ],
  'another account, a time of its own': [
    begin,
    [pass(10), IN],
    [signOut, 'out: signedOut'],
    [signIn('ben'), IN],
    [pass(13), IN],
    [pass(2), IDLE],
  ],
  'the platform ended it': [begin, [endedByPlatform, 'out: notAccepted'], [pass(20), 'out: notAccepted']],
  'the 18 hours are over': [begin, [work(18 * 60 + 1), 'out: expired']],
  'the platform out of reach at the end': [begin, [offline, IN], [pass(15), IDLE], [online, IDLE]],
  'the keychain locked at a start past the end': [
    begin,
    [pass(5), IN],
    [both(keychain('locked'), quitAndStart(12)), IDLE],
    [both(keychain('ready'), online), IDLE],
  ],
};
