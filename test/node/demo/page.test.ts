/** What is filled into a page before it is served. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fillPage } from '../../../demo/page.ts';

const PAGES = join(import.meta.dirname, '../../../demo/pages');
const fill = (html: string, values: Record<string, string> = {}): Promise<string> =>
  fillPage(html, PAGES, values);

describe('fillPage', () => {
  it('fills in values and leaves other braces alone', async () => {
    assert.equal(await fill('{{API_BASE}} {{year}}', { API_BASE: 'http://a/api' }), 'http://a/api {{year}}');
  });

  it('shows an example as text, without its indent and its marks', async () => {
    const page =
      '<pre>{{EXAMPLE one}}</pre>\n  <!-- example one -->\n  <p>\n    a &amp; b\n  </p>\n  <!-- end -->\n';
    assert.equal(
      await fill(page),
      '<pre>&lt;p&gt;\n  a &amp;amp; b\n&lt;/p&gt;</pre>\n  <p>\n    a &amp; b\n  </p>\n',
    );
  });

  it('fills in values within an example, once', async () => {
    const page = '<pre>{{EXAMPLE one}}</pre>\n<!-- example one -->\n<p>{{V}}</p>\n<!-- end -->\n';
    assert.match(await fill(page, { V: '$&{{V}}' }), /&lt;p&gt;\$&amp;\{\{V\}\}&lt;\/p&gt;/);
  });

  it('brings the navigation', async () => {
    assert.match(await fill('{{NAV}}'), /<nav aria-label="Demo pages">/);
  });
});
