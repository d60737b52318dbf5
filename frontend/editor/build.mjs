// Bundles the editor into the folder given: one module, one style sheet with its font, and two workers.
import { build } from 'esbuild';

const [directory] = process.argv.slice(2);
const shared = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  outdir: directory,
  // Monaco's packages have new paths; monaco-yaml still asks for the old one.
  alias: { 'monaco-editor/esm/vs/editor/editor.worker.js': 'monaco-editor/editor/editor.worker' },
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
  legalComments: 'none',
  logLevel: 'warning',
};
await build({ ...shared, entryPoints: { editor: './element.js' } });
await build({ ...shared, entryPoints: { 'yaml.worker': './yaml.worker.js', 'editor.worker': './editor.worker.js' } });
