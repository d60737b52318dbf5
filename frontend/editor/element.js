// <catalyst-editor>: Monaco around a plain textarea, which is what works before and without it.
//
// The textarea stays the truth: what is typed here is written there with an `input` event, so that the page listens to
// one element only.
import { monaco, setSchema } from './monaco.js';

const SEVERITY = { error: monaco.MarkerSeverity.Error, warning: monaco.MarkerSeverity.Warning };
const OWNER = 'catalyst';
/** Beyond so many characters the page hears of a change when nobody has typed for a moment: it reads the whole text. */
const LARGE = 100_000;
const MOMENT_MS = 600;
/** Who never pauses is heard this often. */
const LONGEST_MS = 5_000;
/** What looks at the whole text, or lays it out, again and again. */
const WITHOUT_WHEN_LARGE = { occurrencesHighlight: 'off', selectionHighlight: false, stickyScroll: { enabled: false }, wordBasedSuggestions: 'off', wordWrap: 'off' };
/** One file can be in the page twice for a moment, while one view of it takes the place of another. */
let serial = 0;

// Monaco's own dark theme, on the console's background and with comments that can be read there (WCAG 1.4.3).
monaco.editor.defineTheme('catalyst-dark', {
  base: 'vs-dark',
  inherit: true,
  rules: [{ token: 'comment', foreground: '7fb069' }],
  colors: { 'editor.background': '#182027', 'editorLineNumber.foreground': '#9aa3ab' },
});

class CatalystEditor extends HTMLElement {
  static observedAttributes = ['readonly'];

  #editor;
  #model;
  #original;
  #taking = false;
  #waiting;
  #unheardSince = 0;
  #listeners = new AbortController();

  connectedCallback() {
    const textarea = this.querySelector('textarea');
    const path = this.getAttribute('path') ?? 'file.yaml';
    this.#model = monaco.editor.createModel(textarea.value, undefined, monaco.Uri.file(`/${(serial += 1)}/${path}`));
    this.#model.onDidChangeContent(() => this.#writeSoon(textarea));
    // Whatever is still waiting is told before the page goes, and before something is done with the text.
    for (const [target, name] of [[window, 'pagehide'], [window, 'popstate'], [this, 'focusout'], [this, 'save']]) {
      target.addEventListener(name, () => this.#flush(textarea), { signal: this.#listeners.signal, capture: true });
    }
    textarea.addEventListener('textset', () => this.#take(textarea.value), { signal: this.#listeners.signal });
    textarea.hidden = true;
    this.#mount();
    this.#followTheme();
    this.dispatchEvent(new Event('ready'));
  }

  disconnectedCallback() {
    const textarea = this.querySelector('textarea');
    if (textarea) this.#flush(textarea);
    this.#listeners.abort();
    this.#editor?.dispose();
    this.#original?.dispose();
    this.#model?.dispose();
    this.querySelector('.catalyst-editor-host')?.remove();
    if (textarea) textarea.hidden = false;
  }

  attributeChangedCallback() {
    this.#editor?.updateOptions({ readOnly: this.hasAttribute('readonly') });
  }

  /** Problems: `[{line, column, endColumn, message, severity}]`, from 1. */
  setProblems(problems) {
    const markers = problems.map(({ line, message, severity }) => {
      const last = this.#model.getLineMaxColumn(Math.min(line, this.#model.getLineCount()));
      const first = this.#model.getLineFirstNonWhitespaceColumn(Math.min(line, this.#model.getLineCount())) || 1;
      return {
        startLineNumber: line,
        endLineNumber: line,
        startColumn: first,
        endColumn: Math.max(last, first + 1),
        message,
        severity: SEVERITY[severity] ?? SEVERITY.error,
      };
    });
    monaco.editor.setModelMarkers(this.#model, OWNER, markers);
  }

  /** A JSON Schema as text, for completion and hovers. */
  setSchema(text) {
    return setSchema(this.#model.uri, JSON.parse(text));
  }

  /** Shows the changes against this text, or the text alone when there is none. */
  compareWith(original) {
    this.#editor?.dispose();
    this.#original?.dispose();
    this.#original = original == null ? undefined : monaco.editor.createModel(original, this.#model.getLanguageId());
    this.querySelector('.catalyst-editor-host')?.remove();
    this.#mount();
  }

  /** Tells at once what was typed last. */
  flush() {
    this.#flush(this.querySelector('textarea'));
  }

  goTo(line) {
    const editor = this.#typedIn();
    editor.revealLineInCenter(line);
    editor.setPosition({ lineNumber: line, column: this.#model.getLineFirstNonWhitespaceColumn(line) || 1 });
    editor.focus();
  }

  /** The editor that somebody types in, whether or not it stands beside another text. */
  #typedIn() {
    return this.#editor.getModifiedEditor?.() ?? this.#editor;
  }

  #mount() {
    const host = document.createElement('div');
    host.className = 'catalyst-editor-host';
    this.append(host);
    const label = this.getAttribute('label') ?? '';
    const options = {
      ariaLabel: label,
      automaticLayout: true,
      fixedOverflowWidgets: true,
      fontFamily: getComputedStyle(this).getPropertyValue('--font-mono') || 'monospace',
      fontSize: 14,
      insertSpaces: true,
      minimap: { enabled: false },
      readOnly: this.hasAttribute('readonly'),
      scrollBeyondLastLine: false,
      tabSize: 2,
      wordWrap: 'on',
      ...(this.#isLarge() && WITHOUT_WHEN_LARGE),
    };
    if (this.#original) {
      this.#editor = monaco.editor.createDiffEditor(host, { ...options, originalEditable: false, renderSideBySide: host.clientWidth > 900 });
      this.#editor.setModel({ original: this.#original, modified: this.#model });
    } else {
      this.#editor = monaco.editor.create(host, { ...options, model: this.#model });
    }
    this.#typedIn().addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, () => this.dispatchEvent(new Event('save', { bubbles: true })));
  }

  #isLarge() {
    return this.#model.getValueLength() >= LARGE;
  }

  #writeSoon(textarea) {
    if (this.#taking) return;
    clearTimeout(this.#waiting);
    if (!this.#isLarge()) return this.#write(textarea);
    this.#unheardSince ||= performance.now();
    const rest = this.#unheardSince + LONGEST_MS - performance.now();
    this.#waiting = setTimeout(() => this.#write(textarea), Math.max(0, Math.min(MOMENT_MS, rest)));
  }

  #flush(textarea) {
    if (this.#waiting) this.#write(textarea);
  }

  #write(textarea) {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#unheardSince = 0;
    textarea.value = this.#model.getValue();
    textarea.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }

  /** Another text, as one step that can be undone. */
  #take(text) {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#unheardSince = 0;
    if (text === this.#model.getValue()) return;
    this.#taking = true;
    this.#model.pushEditOperations([], [{ range: this.#model.getFullModelRange(), text }], () => null);
    this.#taking = false;
  }

  #followTheme() {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const chosen = document.documentElement.dataset.theme;
      if (chosen === 'catalyst-contrast') monaco.editor.setTheme(dark.matches ? 'hc-black' : 'hc-light');
      else monaco.editor.setTheme(chosen === 'catalyst-dark' || (!chosen && dark.matches) ? 'catalyst-dark' : 'vs');
    };
    const observer = new MutationObserver(apply);
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    dark.addEventListener('change', apply, { signal: this.#listeners.signal });
    this.#listeners.signal.addEventListener('abort', () => observer.disconnect());
    apply();
  }
}

customElements.define('catalyst-editor', CatalystEditor);
