import { expect } from 'chai';
import { describe, it } from 'node:test';
import { litTrim } from '../../../scripts/lit-trim.ts';

/** What the plugin says of a module: the error, or nothing. */
function complaint(code: string, id: string): string | undefined {
  const { transform } = litTrim() as unknown as { transform: { handler(code: string, id: string): unknown } };
  const context = {
    error(message: string): never {
      throw new Error(message);
    },
  };
  try {
    Reflect.apply(transform.handler, context, [code, id]);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const ELEMENT = '/src/components/viz/viz-element.ts';

describe('what the bundle takes out of Lit', () => {
  for (const code of [
    'html`<input .value=${text}>`',
    'html`<input ?disabled="${off}">`',
    '__decorate([property({ attribute: "a", type: Number })], A.prototype, "a", void 0)',
    '__decorate([property({ reflect: true })], A.prototype, "a", void 0)',
    '__decorate([property()], A.prototype, "a", null);',
    '__decorate([query("a")], A.prototype, "a", void 0);',
    'static { this.styles = [a, b]; }',
    'css`a { color: ${red} }`',
    'class A extends LitElement { static properties = {}; }',
  ]) {
    it(`is missed by an element with ${code}`, () => {
      expect(complaint(code, ELEMENT)).to.include('asks for what');
    });
  }

  it('is missed by a directive', () => {
    expect(complaint('', '/node_modules/lit-html/directive.js')).to.include('asks for what');
  });

  it('is not missed by attributes, events and children', () => {
    const code =
      'html`<a href=${url} @click=${act} class="a ${b}">${text}</a>`; property({ attribute: "a" });';
    expect(complaint(code, ELEMENT)).to.equal(undefined);
  });
});
