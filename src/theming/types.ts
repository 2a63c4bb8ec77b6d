export type ColorScheme = 'light' | 'dark';

/** Everything that a theme sets, resolved for one element. Colours are CSS colours. */
export interface Tokens {
  readonly scheme: ColorScheme;
  readonly font: string;
  /** Text size of the page around, in px. */
  readonly fontSize: number;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  /** The ground to paint under exports; the live chart is transparent. */
  readonly background: string;
  readonly accent: string;
  /** Eight categorical colours; the first is the accent. */
  readonly palette: readonly string[];
}
