import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readText } from '../src/clickhouse/text.ts';

describe('the text of a statement for ClickHouse', () => {
  it('is compared with placeholders once, not in each of its parts', () => {
    let reads = 0;
    const placeholders = new Proxy(
      Array.from({ length: 100 }, (_, n) => `{p${n + 1}:String}`),
      {
        get: (target, key) => {
          if (/^\d/.test(String(key))) reads += 1;
          return Reflect.get(target, key) as unknown;
        },
      },
    );
    const text = `SELECT ${placeholders.map((each) => `concat('a', ${each})`).join(', ')}`;
    reads = 0;
    assert.equal(readText(text, placeholders).sql, text);
    assert.equal(reads, 100);
    assert.throws(() => readText('SELECT {p101:String}', placeholders), /"\{name:Type\}" parameters/);
    assert.throws(() => readText('SELECT { {p1:String} }', placeholders), /"\{name:Type\}" parameters/);
  });
});
