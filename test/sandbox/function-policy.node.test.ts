/** Compares the lists of functions with all that Vega registers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codegenParams, functionContext } from 'vega-functions';
import {
  ALLOWED,
  allows,
  LANGUAGE_FUNCTIONS,
  REFUSED_FUNCTIONS,
  refusal,
} from '../../src/sandbox/function-policy.ts';
import { limitedFunctions } from '../../src/sandbox/limited-functions.ts';
import { BUILT_INS } from '../../src/sandbox/interpreter/language.ts';
import { FORMATS } from '../../src/vega/locale.ts';
import { functions as dateFunctions } from '../../src/vega/date-axes.ts';
import { functions as labelFunctions } from '../../src/vega/labels.ts';
import { functions as nameFunctions } from '../../src/vega/lazy/line-names.ts';
import { functions as mirrorFunctions } from '../../src/vega/lazy/rtl.ts';
import { VibedasherError } from '../../src/public-client/errors.ts';

const refused = REFUSED_FUNCTIONS.split(' ');

/** Names of the functions of a context, of Vega's code generator, and of the engine. */
const registered = new Set([
  ...Object.keys(functionContext),
  ...Object.keys(codegenParams.functions(String)),
  ...Object.keys({ ...FORMATS, ...dateFunctions, ...labelFunctions, ...nameFunctions, ...mirrorFunctions }),
]);

describe('the list of functions', () => {
  it('covers every function that Vega registers', () => {
    const undecided = [...registered].filter((name) => !allows(name) && !refused.includes(name));
    assert.deepEqual(undecided, []);
    assert.ok(registered.size > 150);
  });

  it('lists the built-in functions of the language', () => {
    assert.deepEqual(new Set(LANGUAGE_FUNCTIONS.split(' ')), new Set([...Object.keys(BUILT_INS), 'if']));
  });

  it('has no unknown functions and no duplicates', () => {
    const listed = [...new Set([...LANGUAGE_FUNCTIONS.split(' '), ...ALLOWED]), ...refused];
    assert.deepEqual(
      listed.filter((name) => !registered.has(name)),
      [],
    );
    assert.equal(new Set(listed).size, listed.length);
  });

  it('has our own functions under random names, each with a cost', () => {
    const names = [...registered].filter((name) => name.startsWith('vibedasher'));
    assert.equal(names.length, 11);
    const limited = limitedFunctions({ ...functionContext, ...FORMATS, context: { dataflow: {} } } as never);
    for (const name of names) {
      const [, known] = /^(vibedasher[A-Za-z]+)\d{9,}$/.exec(name) ?? [];
      assert.ok(known, name);
      assert.equal(allows(known), false, known);
      assert.equal(known in functionContext, false, known);
      assert.ok(name in limited, `${name} has a price`);
    }
  });

  it('refuses other functions with an error of kind spec that names them', () => {
    for (const name of [...refused, 'comesWithAnUpdate', 'constructor', '__proto__', 'toString_']) {
      assert.equal(allows(name), false, name);
      const error = refusal(name);
      assert.ok(error instanceof VibedasherError && error.kind === 'spec');
      assert.match(error.message, new RegExp(`The function "${name}" is not available in a published chart`));
    }
  });
});
