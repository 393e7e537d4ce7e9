import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceTree } from './source-tree.ts';

export interface Import {
  /** As written. */
  specifier: string;
  /** The file of this repository that it names; undefined for npm packages, Node's own modules and assets. */
  target: string | undefined;
}

/** What each file imports; imports of types count like all others. */
export type ImportGraph = ReadonlyMap<string, readonly Import[]>;

export function importGraph(tree: SourceTree): ImportGraph {
  return new Map(
    [...tree].map(([path, text]) => [
      path,
      specifiersOf(parse(path, text)).map((specifier) => ({
        specifier,
        target: resolve(tree, path, specifier),
      })),
    ]),
  );
}

/** The syntax tree of a file. */
export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

function specifiersOf(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierIn(node);
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) found.push(specifier.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function specifierIn(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (ts.isCallExpression(node) && loads(node.expression)) return node.arguments[0];
  return undefined;
}

function loads(callee: ts.Expression): boolean {
  return (
    callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
  );
}

function resolve(tree: SourceTree, from: string, specifier: string): string | undefined {
  const door = /^@loa\/([^/]+)$/.exec(specifier)?.[1];
  if (door !== undefined) return `${door}/src/index.ts`;
  const deep = /^@loa\/([^/]+\/.+)$/.exec(specifier)?.[1];
  const path = deep ?? (specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined);
  if (path === undefined) return undefined;
  return ['', '.ts', '.tsx', '/index.ts', '/index.tsx']
    .map((ending) => path + ending)
    .find((file) => tree.has(file));
}
