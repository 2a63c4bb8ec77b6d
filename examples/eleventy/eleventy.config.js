import vibedasher from '@vibedasher/embed/eleventy';

export default function (eleventyConfig) {
  eleventyConfig.addPlugin(vibedasher, { snapshot: true });
  eleventyConfig.addPassthroughCopy({ 'node_modules/@vibedasher/embed/cdn': 'vibedasher' });
}
