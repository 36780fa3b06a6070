/** Each channel is one call of a service; each event has one source. Nothing is decided here. */
import type { ChannelName, EventName } from '../../preload/contract/channels';
import type { EventState, Input, Link, Settings } from '../../preload/contract/contract';
import { AppError } from '../core/errors';
import type { Stop } from '../core/ports';
import type { Services } from '../core/services';
import type { Handlers } from './dispatch';
import { exportLines } from './exportLines';

/** What the page may ask of the desktop rather than of core. */
export interface Desktop {
  /** Opens one of the known pages in the person's browser. */
  openLink(link: Link): Promise<void>;
  /** Links the `dxkey` command on the PATH and answers where. */
  installCommand(): Promise<string>;
  quit(): void;
  /** It is on the screen, or is no longer: the window is kept out of screenshots while any of them is. */
  secretShown(what: ShownSecret, isShown: boolean): void;
}

/** Each is shown and taken away by itself. */
export const SHOWN_SECRETS = ['token', 'twoFactor'] as const;
export type ShownSecret = (typeof SHOWN_SECRETS)[number];

export function createHandlers(services: Services, desktop: Desktop): Handlers {
  const { accounts, session, unanswered, idle, tokens, queue, clipboard, twoFactor, lock, activity, erase, facts, settings } = services;
  return {
    'app.load': () => facts.state(),
    ...folderHandlers(services.folders),
    'settings.change': (patch) => settings.change(withoutUndefined(patch)),
    'keychain.probe': async () => ({ state: await facts.probeKeychain() }),
    'command.install': async () => ({ path: await desktop.installCommand() }),
    'link.open': async ({ link }) => {
      await desktop.openLink(link);
      return {};
    },
    ...accountHandlers(accounts),
    'session.load': () => session.state(),
    'session.signIn': (input) => session.signIn(input),
    'session.submitCode': (input) => session.submitCode(input),
    'session.cancel': () => session.cancel(),
    'session.inspectToken': (input) => session.inspectToken(input),
    'session.keepToken': (input) => session.keepToken(input),
    'session.previewSignOut': (input) => session.previewSignOut(input),
    'session.signOut': async (input) => {
      await session.signOut(input);
      // By now another account may be shown.
      return session.state();
    },
    'session.stay': () => idle.stay(),
    ...unansweredHandlers(unanswered),
    'tokens.load': () => tokens.state(),
    'tokens.refresh': (input) => tokens.refresh(input),
    'tokens.mint': async (input) => {
      const minted = await tokens.mint(input);
      // SECURITY: before the page can draw the secret, the window is out of reach of screenshots and screen sharing.
      desktop.secretShown('token', true);
      return minted;
    },
    'tokens.reach': (input) => tokens.reach(input),
    'tokens.import': (input) => tokens.import(input),
    ...endingHandlers(tokens),
    'tokens.copy': (input) => tokens.copy(input),
    'tokens.dismissFresh': () => {
      tokens.dismissFresh();
      desktop.secretShown('token', false);
      return {};
    },
    'tokens.exportLines': (input) => exportLines(services, input),
    'tokens.setProject': (input) => tokens.setProject(input),
    'tokens.forget': async (input) => {
      await tokens.forget(input);
      return {};
    },
    ...projectHandlers(tokens),
    ...queueHandlers(queue),
    ...clipboardHandlers(clipboard),
    ...noticeHandlers(services.notices),
    'shellToken.load': () => services.shellTokenDesk.state(),
    'shellToken.answer': (input) => services.shellTokenDesk.answer(input),
    ...proxyHandlers(services.proxyDesk),
    'leases.load': () => services.leases.state(),
    'leases.end': (input) => services.leases.end(input),
    ...consentHandlers(services.consent),
    ...rotationHandlers(services.rotations),
    ...activityHandlers(activity),
    ...panicHandlers(services.panic),
    ...eraseHandlers(erase, desktop),
    ...scanHandlers(services.scan),
    ...doctorHandlers(services.doctor),
    ...lockHandlers(lock),
    ...twoFactorHandlers(twoFactor, desktop),
  };
}

type Of<Noun extends string> = Pick<Handlers, Extract<ChannelName, `${Noun}.${string}`>>;

const projectHandlers = (tokens: Services['tokens']): Of<'projects'> => ({
  'projects.find': (input) => tokens.findProjects(input),
  'projects.page': (input) => tokens.pageProjects(input),
});

const accountHandlers = (accounts: Services['accounts']): Of<'accounts'> => ({
  'accounts.load': () => accounts.state(),
  'accounts.switch': (input) => accounts.switchTo(input),
  'accounts.add': () => accounts.add(),
  'accounts.previewRemove': (input) => accounts.previewRemove(input),
  'accounts.remove': (input) => accounts.remove(input),
});

const proxyHandlers = (proxyDesk: Services['proxyDesk']): Of<'proxy'> => ({
  'proxy.load': () => proxyDesk.state(),
  'proxy.answer': (input) => proxyDesk.answer(input),
});

const queueHandlers = (queue: Services['queue']): Of<'queue'> => ({
  'queue.load': () => queue.state(),
  'queue.retry': () => queue.run(),
});

const clipboardHandlers = (clipboard: Services['clipboard']): Of<'clipboard'> => ({
  'clipboard.load': () => clipboard.state(),
  'clipboard.clear': () => clipboard.clear(),
});

const noticeHandlers = (notices: Services['notices']): Of<'notices'> => ({
  'notices.load': () => notices.state(),
  'notices.dismiss': (input) => notices.dismiss(input),
});

type EndingName = 'tokens.pause' | 'tokens.resume' | 'tokens.revoke' | 'tokens.revokeMany';
type EndingPreview = 'tokens.previewPause' | 'tokens.previewRevoke' | 'tokens.previewRevokeMany';

const endingHandlers = (tokens: Services['tokens']): Pick<Handlers, EndingName | EndingPreview> => ({
  'tokens.previewRevoke': (input) => tokens.previewRevoke(input),
  'tokens.revoke': (input) => tokens.revoke(input),
  'tokens.previewRevokeMany': (input) => tokens.previewRevokeMany(input),
  'tokens.revokeMany': (input) => tokens.revokeMany(input),
  'tokens.previewPause': (input) => tokens.previewPause(input),
  'tokens.pause': (input) => tokens.pause(input),
  'tokens.resume': (input) => tokens.resume(input),
});

const unansweredHandlers = (unanswered: Services['unanswered']): Of<'unanswered'> => ({
  'unanswered.load': () => unanswered.state(),
  'unanswered.end': (input) => unanswered.end(input),
  'unanswered.leave': (input) => unanswered.leave(input),
});

const folderHandlers = (folders: Services['folders']): Of<'folders'> => ({
  'folders.load': () => folders.load(),
  'folders.keep': (input) => folders.keep(input),
  'folders.remove': (input) => folders.remove(input),
  'folders.choices': () => folders.choices(),
  'folders.pick': () => folders.pick(),
});

const scanHandlers = (scan: Services['scan']): Of<'scan'> => ({
  'scan.load': () => scan.state(),
  'scan.chooseFolders': (input) => scan.chooseFolders(input),
  'scan.run': (input) => scan.run({ ...input, paths: scan.state().folders }),
  'scan.drop': () => scan.drop(),
  'scan.ask': (input) => scan.ask(input),
  'scan.import': (input) => scan.import(input),
  'scan.scrub': (input) => scan.scrub(input),
  'scan.previewRevoke': (input) => scan.previewRevoke(input),
  'scan.revoke': (input) => scan.revoke(input),
  'scan.previewRotate': (input) => scan.previewRotate(input),
  'scan.rotate': (input) => scan.rotate(input),
  'scan.dismissOffer': () => scan.dismissOffer(),
});

const doctorHandlers = (doctor: Services['doctor']): Of<'doctor'> => ({
  'doctor.run': () => doctor.run(),
  'doctor.fix': () => doctor.fix(),
  'doctor.copy': (input) => doctor.copy(input),
});

const activityHandlers = (activity: Services['activity']): Of<'activity'> => ({
  'activity.load': (input) => activity.load(input),
  'activity.ofToken': (input) => activity.ofToken(input),
  'activity.verify': () => activity.verify(),
  'activity.export': (input) => activity.exportAs(input),
});

const panicHandlers = (panic: Services['panic']): Of<'panic'> => ({
  'panic.load': () => panic.state(),
  'panic.ask': () => panic.ask(),
  'panic.dismiss': () => panic.dismiss(),
  'panic.preview': () => panic.preview(),
  'panic.begin': (input) => panic.begin(input),
  'panic.retry': () => panic.retry(),
  'panic.undo': () => panic.undo(),
  'panic.leave': () => panic.leave(),
});

const eraseHandlers = (erase: Services['erase'], desktop: Desktop): Of<'erase'> => ({
  'erase.load': () => erase.state(),
  'erase.preview': () => erase.preview(),
  'erase.run': (input) => erase.run(input),
  'erase.quit': () => {
    if (erase.state().phase !== 'done') throw new AppError('REFUSED');
    desktop.quit();
    return {};
  },
});

const consentHandlers = (consent: Services['consent']): Of<'consent'> => ({
  'consent.load': (input) => consent.load(input),
  'consent.change': (input) => consent.change(input),
  'consent.withdraw': (input) => consent.withdraw(input),
});

const rotationHandlers = (rotations: Services['rotations']): Of<'rotation'> => ({
  'rotation.load': () => rotations.state(),
  'rotation.preview': (input) => rotations.preview(input),
  'rotation.start': (input) => rotations.rotate(input),
  'rotation.finish': (input) => rotations.finish(input),
  'rotation.undo': (input) => rotations.undo(input),
  'rotation.setSelf': (input) => rotations.setSelf(input),
});

const lockHandlers = (lock: Services['lock']): Of<'lock'> => ({
  'lock.load': () => lock.state(),
  'lock.lock': () => lock.lock('person'),
  'lock.unlock': (input) => lock.unlock(input),
  'lock.unlockByTouchId': () => lock.unlockByTouchId(),
  'lock.setUp': (input) => lock.setUp(input),
  'lock.change': (input) => lock.change(input),
  'lock.remove': (input) => lock.remove(input),
  'lock.useTouchId': (input) => lock.useTouchId(input),
});

type TwoFactorHandlers = Pick<Handlers, Extract<ChannelName, `twoFactor.${string}`>>;

function twoFactorHandlers(twoFactor: Services['twoFactor'], desktop: Desktop): TwoFactorHandlers {
  /** SECURITY: before the page can draw what `work` answers, the window is out of reach of screenshots and screen sharing. */
  const shown = async <T>(work: Promise<T>): Promise<T> => {
    const secret = await work;
    desktop.secretShown('twoFactor', true);
    return secret;
  };
  return {
    'twoFactor.load': () => twoFactor.state(),
    'twoFactor.refresh': () => twoFactor.refresh(),
    'twoFactor.begin': (input) => shown(twoFactor.begin(input)),
    'twoFactor.takeKey': (input) => twoFactor.takeKey(input),
    'twoFactor.takeQr': (input) => twoFactor.takeQr(input),
    'twoFactor.confirm': (input) => shown(twoFactor.confirm(input)),
    'twoFactor.takeCodes': (input) => shown(twoFactor.takeCodes(input)),
    'twoFactor.finish': (input) => twoFactor.finish(input),
    'twoFactor.renewCodes': (input) => shown(twoFactor.renewCodes(input)),
    'twoFactor.turnOff': (input) => twoFactor.turnOff(input),
    'twoFactor.codes': () => shown(twoFactor.codes()),
    'twoFactor.showKey': (input) => shown(twoFactor.showKey(input)),
    'twoFactor.showCodes': (input) => shown(twoFactor.showCodes(input)),
    'twoFactor.copy': (input) => twoFactor.copy(input),
    'twoFactor.saveCodes': () => twoFactor.saveCodes(),
    'twoFactor.tellSaved': () => {
      twoFactor.tellSaved();
      return {};
    },
    'twoFactor.dismiss': () => {
      twoFactor.dismiss();
      desktop.secretShown('twoFactor', false);
      return {};
    },
    'twoFactor.forget': (input) => twoFactor.forget(input),
  };
}

/** Where each event's state comes from. */
export type EventSources = {
  readonly [E in EventName]: { state(): EventState<E>; onChange(listener: () => void): Stop };
};

export function createEventSources(services: Services): EventSources {
  return {
    'app.changed': services.facts,
    'accounts.changed': services.accounts,
    'session.changed': services.session,
    'unanswered.changed': services.unanswered,
    'tokens.changed': services.tokens,
    'leases.changed': services.leases,
    'consent.changed': services.consent.standing,
    'rotation.changed': services.rotations,
    'queue.changed': services.queue,
    'clipboard.changed': services.clipboard,
    'notices.changed': services.notices,
    'shellToken.changed': services.shellTokenDesk,
    'proxy.changed': services.proxyDesk,
    'twoFactor.changed': services.twoFactor,
    'lock.changed': services.lock,
    'activity.changed': services.activity,
    'erase.changed': services.erase,
    'scan.changed': services.scan,
    'panic.changed': services.panic,
  };
}

/** A field that is there but undefined (structured clone keeps such) is a field that was not given. */
function withoutUndefined(patch: Input<'settings.change'>): Partial<Settings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
