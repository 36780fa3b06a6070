/** What the sources do that a keeper of secrets must not, read from their syntax so that a comment cannot trip it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

export const ROOT = join(import.meta.dirname, '..', '..');

/** All files under the folders, relative to the root. */
export function filesUnder(folders: readonly string[], endings: readonly string[]): string[] {
  const found: string[] = [];
  const walk = (folder: string) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) walk(path);
      else if (endings.some((ending) => name.endsWith(ending))) found.push(relative(ROOT, path));
    }
  };
  for (const folder of folders) walk(join(ROOT, folder));
  return found.sort();
}

export function readSource(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const WINDOW_CLASSES = ['BrowserWindow', 'BrowserView', 'BaseWindow', 'WebContentsView'];
const FORBIDDEN_NAMES = [
  'executeJavaScript',
  'executeJavaScriptInIsolatedWorld',
  'dangerouslySetInnerHTML',
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
];
const FORBIDDEN_MODULES = ['@electron/remote', 'electron/remote', 'vm', 'node:vm', 'module', 'node:module'];

export interface SourceFacts {
  /** `what:line` of each thing that must not be anywhere. */
  forbidden: string[];
  /** Lines that make a window. */
  windows: number[];
  imports: string[];
  names: Set<string>;
}

export function factsOf(path: string, text: string): SourceFacts {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const facts: SourceFacts = { forbidden: [], windows: [], imports: [], names: new Set() };
  const lineOf = (node: ts.Node) => file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  const forbid = (what: string, node: ts.Node) => facts.forbidden.push(`${what}:${String(lineOf(node))}`);

  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) facts.names.add(node.text);
    if (ts.isIdentifier(node) && FORBIDDEN_NAMES.includes(node.text)) forbid(node.text, node);
    if (ts.isIdentifier(node) && node.text === 'eval') forbid('eval', node);
    if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && calleeName(node.expression) === 'Function') forbid('Function', node);
    if (ts.isNewExpression(node) && WINDOW_CLASSES.includes(calleeName(node.expression))) facts.windows.push(lineOf(node));
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) facts.imports.push(node.moduleSpecifier.text);
    if (ts.isStringLiteralLike(node) && FORBIDDEN_MODULES.includes(node.text) && isModuleName(node)) forbid(node.text, node);
    if (
      /<webview/i.test(ts.isStringLiteralLike(node) ? node.text : '') ||
      (ts.isJsxOpeningLikeElement(node) && node.tagName.getText() === 'webview')
    )
      forbid('webview', node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return facts;
}

function calleeName(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  return ts.isPropertyAccessExpression(node) ? node.name.text : '';
}

function isModuleName(node: ts.StringLiteralLike): boolean {
  const parent = node.parent;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  return (
    ts.isCallExpression(parent) && (parent.expression.kind === ts.SyntaxKind.ImportKeyword || calleeName(parent.expression) === 'require')
  );
}
