import { SECRET } from '../internal/secret.ts';

/** Returns the name of an expression function of this project. Only expressions that we generate call them. */
export const ownFunction = (name: string): string => `vibedasher${name}${SECRET}`;

/** Custom format types, which format numbers and dates with the locale of their view. */
export const NUMBER = ownFunction('Number');
export const TIME = ownFunction('Time');

/** Returns what the labels of a chart have in common: the argument of {@link NUMBER} in place of a domain. */
export const LABELS = ownFunction('Labels');
