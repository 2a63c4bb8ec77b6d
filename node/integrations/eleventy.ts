/** Prerenders charts in sites built with Eleventy. */
import { readSite } from '../prerender/command/prerender-options.ts';
import { Run } from '../prerender/command/prerender.ts';
import { checkCode, ioFor, type Options } from './options.ts';

export type { Options };

/** The part of Eleventy's configuration that this plugin uses. */
interface EleventyConfig {
  addTransform(
    name: string,
    transform: (this: { readonly page: { readonly outputPath: string | false } }, content: string) => unknown,
  ): unknown;
  on(
    event: 'eleventy.before' | 'eleventy.after',
    act: (about: { readonly directories: { readonly output: string } }) => Promise<void>,
  ): unknown;
}

/**
 * A plugin for Eleventy 3: `eleventyConfig.addPlugin(vibedasher, options)`. Fills the tags of each HTML page before it
 * is written. The build fails for invalid options, and according to the option `fail`.
 */
export default function vibedasher(eleventyConfig: EleventyConfig, options: Options = {}): void {
  const log = {
    info: (message: string) => console.log(`[vibedasher] ${message}`),
    warn: (message: string) => console.warn(`[vibedasher] ${message}`),
  };
  let run: Run | null = null;
  eleventyConfig.on('eleventy.before', async ({ directories }) => {
    run = new Run(await readSite([directories.output], options), ioFor(log));
  });
  eleventyConfig.addTransform('vibedasher', function (content) {
    const { outputPath } = this.page;
    return run && outputPath && outputPath.endsWith('.html') ? run.fillText(outputPath, content) : content;
  });
  eleventyConfig.on('eleventy.after', async () => {
    const code = await run?.end();
    await run?.abandon();
    checkCode(code ?? 0);
  });
}
