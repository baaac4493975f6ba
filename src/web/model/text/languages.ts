// The languages whose code has colours, a file of its own of the built page.
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';
import type { CodePart } from './highlight.ts';

const known = createLowlight({
  ...{ bash, css, diff, dockerfile, go, java, javascript, json },
  ...{ python, rust, sql, typescript, xml, yaml },
});

export interface Languages {
  partsOf: (code: string, language: string) => readonly CodePart[] | undefined;
}

/** More of them are more than a page draws at once. */
const PARTS_MAX = 3_000;

export const languages: Languages = {
  partsOf: (code, language) => {
    const name = language.toLowerCase();
    return known.registered(name) ? flat(known.highlight(name, code).children) : undefined;
  },
};

type Node = ReturnType<typeof known.highlight>['children'][number];

/** The innermost kind counts. What stands within what is no matter of depth: code may be as deep as it likes. */
function flat(nodes: readonly Node[]): CodePart[] | undefined {
  const parts: CodePart[] = [];
  const left = nodes.map((node) => ({ node, kind: '' })).reverse();
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, kind } = next;
    if (node.type === 'text') parts.push({ text: node.value, ...(kind !== '' && { kind }) });
    if (parts.length > PARTS_MAX) return undefined;
    if (node.type !== 'element') continue;
    const [own] = [node.properties['className']].flat();
    const inner = typeof own === 'string' ? own.replace(/^hljs-/, '') : kind;
    left.push(...node.children.map((child) => ({ node: child, kind: inner })).reverse());
  }
  return parts;
}
