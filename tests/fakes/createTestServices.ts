import { createHash, createHmac } from 'node:crypto';
import { createServices } from '../../main/core/createServices';
import { FIRST_START } from '../../main/core/ports';
import type {
  BuildFacts,
  ClipboardDocument,
  CorePorts,
  EraseDocument,
  IdleDocument,
  IndexDocument,
  LeaseDocument,
  LockDocument,
  NoticeDocument,
  PanicDocument,
  QueueDocument,
  RotationDocument,
  SettingsDocument,
  TwoFactorDocument,
} from '../../main/core/ports';
import type { CoreServices } from '../../main/core/services';
import { memoryAuditFiles, type MemoryAuditFiles } from './memoryAuditFiles';
import { fakeClipboard, type FakeClipboard } from './fakeClipboard';
import { fakeClock, type FakeClock } from './fakeClock';
import { fakeDesk, fakeIdleSensor, type FakeDesk, type FakeIdleSensor } from './fakeDesk';
import { fakePassphrases, fakeTouchId, type FakePassphrases, type FakeTouchId } from './fakeLockParts';
import { fakePlatform, type FakePlatform } from './fakePlatform';
import { fakeProcesses, type FakeProcesses } from './fakeProcesses';
import { fakePlatformLook, fakeSenses, type FakePlatformLook, type FakeSenses } from './fakeSenses';
import { fakeTraces, type FakeTraces } from './fakeTraces';
import { fakeShellFolders, type FakeShellFolders } from './fakeShellFolders';
import { memoryDocumentStore, type MemoryDocumentStore } from './memoryDocumentStore';
import { memoryLog, type MemoryLog } from './memoryLog';
import { memoryScanFiles, type MemoryScanFiles } from './memoryScanFiles';
import { memorySecretStore, type MemorySecretStore } from './memorySecretStore';

export interface Fakes {
  clock: FakeClock;
  log: MemoryLog;
  secrets: MemorySecretStore;
  platform: FakePlatform;
  clipboard: FakeClipboard;
  passphrases: FakePassphrases;
  touchId: FakeTouchId;
  processes: FakeProcesses;
  shellFolders: FakeShellFolders;
  auditFiles: MemoryAuditFiles;
  scanFiles: MemoryScanFiles;
  senses: FakeSenses;
  platformLook: FakePlatformLook;
  traces: FakeTraces;
  documents: {
    index: MemoryDocumentStore<IndexDocument>;
    queue: MemoryDocumentStore<QueueDocument>;
    settings: MemoryDocumentStore<SettingsDocument>;
    leases: MemoryDocumentStore<LeaseDocument>;
    idle: MemoryDocumentStore<IdleDocument>;
    twoFactor: MemoryDocumentStore<TwoFactorDocument>;
    lock: MemoryDocumentStore<LockDocument>;
    erase: MemoryDocumentStore<EraseDocument>;
    notices: MemoryDocumentStore<NoticeDocument>;
    rotation: MemoryDocumentStore<RotationDocument>;
    clipboard: MemoryDocumentStore<ClipboardDocument>;
    panic: MemoryDocumentStore<PanicDocument>;
  };
  /** What the person points at, and what was saved where. */
  papers: FakePapers;
  /** The same object as `clock`, which counts all of a computer's time. */
  clocks: FakeClock;
  /** Somebody works at it, unless a test says otherwise. */
  idleSensor: FakeIdleSensor;
  desk: FakeDesk;
  /** Whether a window can show a question. */
  window: { isShowing: boolean; canAsk: boolean };
}

export interface FakePapers {
  qr: string | null;
  path: string | null;
  saved: { name: string; text: string }[];
}

export interface TestServices extends Fakes {
  ports: CorePorts;
  services: CoreServices;
  /** The same computer after the app went away at this very moment: other services on the same fakes, not started. */
  restart(): CoreServices;
}

export interface Overrides {
  facts?: Partial<BuildFacts>;
  platformPolicy?: CorePorts['platformPolicy'];
  ports?: Partial<CorePorts>;
}

const FACTS: BuildFacts = { version: '0.1.0', electronVersion: '45.4.1', runtime: 'pinned', build: 'test', os: 'linux', hostname: 'ada' };

/** Core on fakes: accounts `amy` (password) and `ben` (with code 123456), production platform, a ready keychain. Not started. */
export function createTestServices(overrides: Overrides = {}): TestServices {
  const clock = fakeClock();
  let ids = 0;
  const fakes: Fakes = {
    clock,
    log: memoryLog(),
    secrets: memorySecretStore(),
    platform: fakePlatform(clock),
    clipboard: fakeClipboard(),
    passphrases: fakePassphrases(),
    touchId: fakeTouchId(),
    processes: fakeProcesses(),
    shellFolders: fakeShellFolders(),
    auditFiles: memoryAuditFiles(),
    scanFiles: memoryScanFiles(),
    senses: fakeSenses(),
    platformLook: fakePlatformLook(),
    traces: fakeTraces(),
    documents: {
      index: memoryDocumentStore(FIRST_START.index),
      queue: memoryDocumentStore(FIRST_START.queue),
      settings: memoryDocumentStore(FIRST_START.settings),
      leases: memoryDocumentStore(FIRST_START.leases),
      idle: memoryDocumentStore(FIRST_START.idle),
      twoFactor: memoryDocumentStore(FIRST_START.twoFactor),
      lock: memoryDocumentStore(FIRST_START.lock),
      erase: memoryDocumentStore(FIRST_START.erase),
      notices: memoryDocumentStore(FIRST_START.notices),
      rotation: memoryDocumentStore(FIRST_START.rotation),
      clipboard: memoryDocumentStore(FIRST_START.clipboard),
      panic: memoryDocumentStore(FIRST_START.panic),
    },
    papers: { qr: null, path: '/home/amy/codes.txt', saved: [] },
    clocks: clock,
    idleSensor: fakeIdleSensor(clock),
    desk: fakeDesk(),
    window: { isShowing: true, canAsk: true },
  };
  const ports: CorePorts = {
    ...fakes,
    lookAtPlatform: fakes.platformLook.look,
    digest: {
      sha256Hex: (text) => createHash('sha256').update(text).digest('hex'),
      randomId: () => `id-${String((ids += 1))}`,
      randomKey: () =>
        createHash('sha256')
          .update(`key-${String((ids += 1))}`)
          .digest('hex'),
      hmacSha256Hex: (key, text) => createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex'),
    },
    facts: { ...FACTS, ...overrides.facts },
    platformPolicy: overrides.platformPolicy ?? { loopbackOnly: false, standinUrl: 'http://127.0.0.1:4100' },
    qrPictures: {
      fromClipboard: () => Promise.resolve(fakes.papers.qr),
      fromFile: () => Promise.resolve({ kind: 'picked', text: fakes.papers.qr }),
    },
    folderPicker: { pick: () => Promise.resolve(fakes.scanFiles.picked) },
    mappedFolders: {
      realPath: (path) => Promise.resolve(/^\/(?!nowhere)/.test(path) ? path : null),
      pick: () => Promise.resolve(fakes.scanFiles.picked?.[0] ?? null),
      publish: () => undefined,
    },
    codeFiles: {
      save: (_what, name, text) => {
        fakes.papers.saved.push({ name, text });
        return Promise.resolve(fakes.papers.path);
      },
    },
    isWindowShowing: () => fakes.window.isShowing,
    canAskInWindow: () => fakes.window.canAsk,
    applySettings: () => Promise.resolve(),
    ...overrides.ports,
  };
  return { ...fakes, ports, services: createServices(ports), restart: () => createServices(ports) };
}
