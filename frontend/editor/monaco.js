// Monaco with what the Code tab needs, and no language but YAML, JSON, Markdown and shell.
import * as api from 'monaco-editor/editor/editor.api';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/caretOperations/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codeEditor/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/features/contextmenu/register';
import 'monaco-editor/features/cursorUndo/register';
import 'monaco-editor/features/diffEditor/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/folding/register';
import 'monaco-editor/features/gotoError/register';
import 'monaco-editor/features/gotoLine/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/indentation/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/multicursor/register';
import 'monaco-editor/features/quickCommand/register';
import 'monaco-editor/features/readOnlyMessage/register';
import 'monaco-editor/features/smartSelect/register';
import 'monaco-editor/features/snippet/register';
import 'monaco-editor/features/stickyScroll/register';
import 'monaco-editor/features/suggest/register';
import 'monaco-editor/features/toggleTabFocusMode/register';
import 'monaco-editor/features/unicodeHighlighter/register';
import 'monaco-editor/features/wordHighlighter/register';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/languages/definitions/markdown/register';
import 'monaco-editor/languages/definitions/shell/register';
import 'monaco-editor/languages/definitions/yaml/register';
import { configureMonacoYaml } from 'monaco-yaml';

const WORKERS = { yaml: './yaml.worker.js', editorWorkerService: './editor.worker.js' };

function startWorker(label) {
  return new Worker(new URL(WORKERS[label] ?? WORKERS.editorWorkerService, import.meta.url), { type: 'module' });
}

globalThis.MonacoEnvironment = { getWorker: (_module, label) => startWorker(label) };

// Monaco no longer starts the workers of languages itself; monaco-yaml expects it to.
function createWebWorker({ label, createData }) {
  const worker = startWorker(label);
  worker.postMessage('start');
  worker.postMessage(createData);
  return api.editor.createWebWorker({ worker: Promise.resolve(worker) });
}

export const monaco = api;

// Completion and hovers come from the schema; what is wrong is said by the console's own engine.
const yaml = configureMonacoYaml(
  { ...api, editor: { ...api.editor, createWebWorker } },
  { enableSchemaRequest: false, validate: false, schemas: [] },
);

/** Has files by this name helped by this schema. */
export function setSchema(uri, schema) {
  return yaml.update({ schemas: [{ uri: `${uri}#schema`, fileMatch: [String(uri)], schema }] });
}
