/** Tests the placeholders in the demo's pages. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fillPage } from '../../demo/page.ts';

const PAGES = join(import.meta.dirname, '../../demo/pages');
const fill = (html: string, values: Record<string, string> = {}): Promise<string> =>
  fillPage(html, PAGES, values);

describe('fillPage', () => {
  it('fills values and keeps other braces', async () => {
    assert.equal(await fill('{{API_BASE}} {{year}}', { API_BASE: 'http://a/api' }), 'http://a/api {{year}}');
  });

  it('writes an example as text, without its indentation and markers', async () => {
    const page =
      '<pre>{{EXAMPLE one}}</pre>\n  <!-- example one -->\n  <p>\n    a &amp; b\n  </p>\n  <!-- end -->\n';
    assert.equal(
      await fill(page),
      '<pre>&lt;p&gt;\n  a &amp;amp; b\n&lt;/p&gt;</pre>\n  <p>\n    a &amp; b\n  </p>\n',
    );
  });

  it('fills values in an example once', async () => {
    const page = '<pre>{{EXAMPLE one}}</pre>\n<!-- example one -->\n<p>{{V}}</p>\n<!-- end -->\n';
    assert.match(await fill(page, { V: '$&{{V}}' }), /&lt;p&gt;\$&amp;\{\{V\}\}&lt;\/p&gt;/);
  });

  it('adds the navigation', async () => {
    assert.match(await fill('{{NAV}}'), /<nav aria-label="Demo pages">/);
  });
});
