/** A name as a person would write it: `avg_delay`, `avgDelay` → `Avg delay`. */
export const titleOf = (name: string): string =>
  (/^[a-z]+([A-Z][a-z\d]+)+$/.test(name)
    ? name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    : name.replace(/[_\s]+/g, ' ').trim()
  ).replace(/^./u, (letter) => letter.toUpperCase());
