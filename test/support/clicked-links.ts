/** A link at the moment that code clicked it. */
export interface ClickedLink {
  readonly href: string;
  readonly download: string;
  readonly target: string;
  readonly rel: string;
  /** Whether it was in the document. */
  readonly isConnected: boolean;
}

/**
 * Records the links that code clicks in a window, instead of following them. Vega and downloads click links outside of the
 * document, whose events no listener of the page receives.
 */
export function recordClickedLinks(view: Window & typeof globalThis = window): {
  readonly links: readonly ClickedLink[];
  restore(): void;
} {
  const links: ClickedLink[] = [];
  const prototype = view.HTMLAnchorElement.prototype as Partial<HTMLAnchorElement>;
  const record = ({ href, download, target, rel, isConnected }: HTMLAnchorElement): number =>
    links.push({ href, download, target, rel, isConnected });
  prototype.click = function (this: HTMLAnchorElement) {
    record(this);
  };
  prototype.dispatchEvent = function (this: HTMLAnchorElement) {
    return record(this) > 0;
  };
  return {
    links,
    restore() {
      delete prototype.click;
      delete prototype.dispatchEvent;
    },
  };
}
