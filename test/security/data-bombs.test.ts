// @engines all
import { describeBombs } from './bombs.ts';
import { DATA_BOMBS } from './hostile-specs.ts';

describeBombs('data that become more than they are', DATA_BOMBS);
