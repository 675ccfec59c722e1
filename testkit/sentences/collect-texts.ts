import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

export interface SourceText {
  /** As in the source, with `{0}`, `{1}` … for what is filled in. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
  /** It has blanks and ends as a sentence does. */
  readonly isSentence: boolean;
}

/** Errors of a programmer's, which no person is meant to read. */
const INTERNAL_ERRORS: ReadonlySet<string> = new Set(["Error", "RangeError", "TypeError"]);

/** Every text in a source file, without those of imports, SQL and internal errors. */
export function collectTexts(root: string, file: string): SourceText[] {
  const source = ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
  const found: SourceText[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) || ts.isImportDeclaration(node) || isInternalError(node)) return;
    const text = textOf(node)?.trim();
    if (text) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ text, file, line: line + 1, isSentence: readsAsSentence(text) });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isInternalError(node: ts.Node): boolean {
  return ts.isNewExpression(node) && ts.isIdentifier(node.expression) && INTERNAL_ERRORS.has(node.expression.text);
}

/** Also one that ends with another, or with somebody else's: `Paused by the endpoint “{0}”. {1}`, `{0} It says: “{1}”`. */
function readsAsSentence(text: string): boolean {
  return /\p{L}.* .*([.?]( 0)?|: “0”)$/su.test(text.replaceAll(/\{\d+\}/g, "0"));
}

function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map(({ literal }, slot) => `{${slot}}${literal.text}`).join("");
}
