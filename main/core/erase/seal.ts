import { AppError } from '../errors';
import type { CorePorts, DocumentStore } from '../ports';

export interface Seal {
  isClosed(): boolean;
  close(): void;
}

/**
 * Ports that take nothing new once the seal is closed: whatever is still under way then (a record that waits, a time that is noted at
 * quit) must not write again what was erased. The erasure's own document stays open.
 */
export function sealed(ports: CorePorts): { ports: CorePorts; seal: Seal } {
  let isClosed = false;
  // SECURITY: an entry written after its like was removed would stay on this computer, and no file would know of it.
  const unlessClosed =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      isClosed ? Promise.reject(new AppError('REFUSED')) : call(...args);
  const kept = <T>(store: DocumentStore<T>): DocumentStore<T> => ({
    load: () => store.load(),
    save: unlessClosed((value: T) => store.save(value)),
  });
  const allKept = (stores: CorePorts['documents']): CorePorts['documents'] =>
    Object.fromEntries(
      Object.entries(stores).map(([name, store]) => [name, kept(store as DocumentStore<unknown>)]),
    ) as CorePorts['documents'];
  const { secrets, auditFiles, shellFolders, documents } = ports;
  return {
    ports: {
      ...ports,
      secrets: {
        probe: () => secrets.probe(),
        get: (key) => secrets.get(key),
        set: unlessClosed((key: string, secret: string) => secrets.set(key, secret)),
        remove: (key) => secrets.remove(key),
      },
      auditFiles: {
        list: () => auditFiles.list(),
        read: (name) => auditFiles.read(name),
        append: unlessClosed((name: string, text: string) => auditFiles.append(name, text)),
        cut: unlessClosed((name: string, length: number) => auditFiles.cut(name, length)),
        remove: (name) => auditFiles.remove(name),
      },
      shellFolders: {
        create: unlessClosed((owner: Parameters<typeof shellFolders.create>[0]) => shellFolders.create(owner)),
        remove: (folder) => shellFolders.remove(folder),
        mark: unlessClosed((folder: string, line: string) => shellFolders.mark(folder, line)),
        wake: unlessClosed(() => shellFolders.wake()),
        sweep: () => shellFolders.sweep(),
      },
      documents: { ...allKept(documents), erase: documents.erase },
      applySettings: unlessClosed((settings: Parameters<typeof ports.applySettings>[0]) => ports.applySettings(settings)),
    },
    seal: {
      isClosed: () => isClosed,
      close: () => {
        isClosed = true;
      },
    },
  };
}
