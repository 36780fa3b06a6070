import { describe, expect, it } from 'vitest';
import { factsOf, filesUnder, readSource } from './sourceFacts';

const sources = filesUnder(['main', 'preload', 'renderer'], ['.ts', '.tsx']);
const facts = new Map(sources.map((path) => [path, factsOf(path, readSource(path))]));
const where = (holds: (path: string) => boolean) => sources.filter(holds);

describe('the sources (SECURITY.md row 2)', () => {
  it('are all looked at', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources).toContain('preload/index.ts');
  });

  it('make windows in one file', () => {
    expect(where((path) => (facts.get(path)?.windows.length ?? 0) > 0)).toEqual(['main/shell/window.ts']);
  });

  it('hold nothing that runs text as code or text as markup, no remote module, no guest page', () => {
    expect(sources.flatMap((path) => (facts.get(path)?.forbidden ?? []).map((what) => `${path} ${what}`))).toEqual([]);
  });

  it('import electron in the shell and in the preload entry alone', () => {
    const importers = where(
      (path) => facts.get(path)?.imports.some((name) => name === 'electron' || name.startsWith('electron/')) ?? false,
    );
    expect(importers.filter((path) => !path.startsWith('main/shell/'))).toEqual(['preload/index.ts']);
  });

  it('name ipcMain only where it is served and passed in', () => {
    expect(where((path) => facts.get(path)?.names.has('ipcMain') ?? false)).toEqual(['main/ipc/door.ts', 'main/shell/startApp.ts']);
  });

  it('hold no page with an inline script or style, or a guest page', () => {
    for (const path of filesUnder(['renderer'], ['.html'])) {
      const text = readSource(path);
      expect(text, path).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|<webview|<iframe/i);
    }
  });
});

describe('the search itself', () => {
  it.each([
    ['eval("1")', 'eval:1'],
    ['(0, eval)("1")', 'eval:1'],
    ['new Function("return 1")', 'Function:1'],
    ['globalThis.Function("return 1")', 'Function:1'],
    ['contents.executeJavaScript("1")', 'executeJavaScript:1'],
    ['import remote from "@electron/remote"', '@electron/remote:1'],
    ['require("node:vm")', 'node:vm:1'],
    ['const a = <div dangerouslySetInnerHTML={{ __html: x }} />', 'dangerouslySetInnerHTML:1'],
    ['const a = <webview src="x" />', 'webview:1'],
    ['const a = "<webview>"', 'webview:1'],
    ['node.innerHTML = x', 'innerHTML:1'],
  ])('finds %s', (text, found) => {
    expect(factsOf('canary.tsx', text).forbidden).toContain(found);
  });

  it('finds a window however it is named, and is not misled by comments', () => {
    expect(factsOf('canary.ts', '// new BrowserWindow, eval\nnew electron.BrowserWindow({})').windows).toEqual([2]);
    expect(factsOf('canary.ts', '// eval("1") and <webview').forbidden).toEqual([]);
  });
});
