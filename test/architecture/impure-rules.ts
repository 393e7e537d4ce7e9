import ts from 'typescript';
import { parse } from './import-graph.ts';
import { exceptions, kindOf } from './rooms.ts';
import type { SourceTree } from './source-tree.ts';

/** Names of the running system: clocks, timers, chance, the environment, the network, the page. */
const closedNames: ReadonlySet<string> = new Set([
  ...['process', 'performance', 'crypto', 'globalThis', 'console'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame'],
  ...['fetch', 'WebSocket', 'XMLHttpRequest', 'EventSource', 'navigator', 'window', 'document'],
  ...['localStorage', 'sessionStorage', 'indexedDB'],
]);
const closedMembers: ReadonlySet<string> = new Set(['Date.now', 'Math.random', 'Temporal.Now']);

/** Every place where a rule reaches for the clock, timers, chance or the environment, as `path:line name`. */
export function impureRules(tree: SourceTree): string[] {
  return [...tree]
    .filter(([path]) => kindOf(path) === 'rule')
    .flatMap(([path, text]) => impurities(parse(path, text), exceptions[path]?.allowed ?? []));
}

function impurities(file: ts.SourceFile, allowed: readonly string[]): string[] {
  const own = declaredNames(file);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const name = impureName(node);
    if (name !== undefined && !own.has(name) && !allowed.includes(name)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      found.push(`${file.fileName}:${line + 1} ${name}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function impureName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const member = `${node.expression.getText()}.${node.name.text}`;
    return closedMembers.has(member) ? member : undefined;
  }
  if (isDateOfNow(node)) return 'new Date()';
  if (ts.isIdentifier(node) && closedNames.has(node.text) && isUse(node)) return node.text;
  return undefined;
}

// `Date()` tells the present whatever it is given; `new Date()` only when it is given nothing.
function isDateOfNow(node: ts.Node): boolean {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return false;
  if (!ts.isIdentifier(node.expression) || node.expression.text !== 'Date') return false;
  return ts.isCallExpression(node) || (node.arguments ?? []).length === 0;
}

/** Whether a name stands for a value here, not for a member, a key or part of a type. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isTypeQueryNode(parent) || ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent))
    return false;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  const isMember = ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isEnumMember(parent);
  if (isMember) return (parent as { initializer?: ts.Node }).initializer === node;
  return !ts.isImportSpecifier(parent) && !ts.isExportSpecifier(parent) && !ts.isJsxAttribute(parent);
}

/** Names that the file gives to things of its own: they hide the system's. */
function declaredNames(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const isDeclaration =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node);
    if (isDeclaration && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}
