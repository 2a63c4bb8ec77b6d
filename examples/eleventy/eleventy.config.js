import vibedasher from '@vibedasher/embed/eleventy';

export default function (eleventyConfig) {
  eleventyConfig.addPlugin(vibedasher);
  eleventyConfig.addPassthroughCopy({ 'node_modules/@vibedasher/embed/cdn': 'vibedasher' });
}
